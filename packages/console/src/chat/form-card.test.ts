import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { barriers, LOOKS, putOn } from '../../dev/barriers.ts'
import { ask, signIn, visits } from '../../dev/visits.ts'

const { visit } = visits()

/** Kept where AIPRESS_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.AIPRESS_PICTURES
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

test('a form is filled in by keyboard, says beside the field what is wrong, and makes the site once', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  await form.getByRole('button', { name: 'Send' }).press('Enter')
  const title = form.getByLabel('Title')
  await form.getByText('This is needed.').waitFor()
  expect(await title.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await title.getAttribute('aria-invalid')).toBe('true')
  expect(await barriers(page)).toEqual([])
  await picture(page, 'form')
  await page.keyboard.type('Corner Bakery')
  expect(await form.getByLabel('Tier (optional)').locator('option').allTextContents()).toEqual([
    'bronze',
    'silver',
    'gold',
  ])
  await form.getByLabel('Tier (optional)').selectOption('silver')
  await form.getByText('One more field').press('Enter')
  await form.getByLabel('Name (optional)').fill('Not A Name!')
  await title.press('Enter')
  await form.getByLabel('Name (optional)').and(page.locator('[aria-invalid]')).waitFor()
  await form.getByLabel('Name (optional)').fill('bread')
  await title.press('Enter')
  await form.getByText('Sent', { exact: true }).waitFor()
  await page.getByRole('article', { name: 'You' }).getByText('Title: Corner Bakery').waitFor()
  await page.getByRole('log').getByText('Running').waitFor()
  expect(await form.getByRole('button', { name: 'Send' }).count()).toBe(0)
  expect(server.world.sites.filter((site) => site.name === 'bread')).toHaveLength(1)
  expect(visited.complaints).toEqual([])
})

test('the answer to a form further up comes into sight', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  await form.getByLabel('Title').waitFor()
  const answers = page.getByRole('article', { name: 'AIPress' })
  for (const [index, said] of ['Which sites do I have?', 'help', 'Which sites do I have?'].entries()) {
    await ask(page, said)
    await answers.nth(index + 1).waitFor()
    await page.getByRole('log').and(page.locator('[aria-busy=false]')).waitFor()
  }
  const last = page.getByText('Which sites do I have?').last()
  await form.getByLabel('Title').fill('Corner Bakery')
  await expect.poll(() => inSight(last)).toBe(false)
  await form.getByRole('button', { name: 'Send' }).click()
  await answers.nth(4).waitFor()
  await expect.poll(() => inSight(answers.nth(4))).toBe(true)
  expect(visited.complaints).toEqual([])
})

const inSight = (of: Locator) =>
  of.evaluate((element) => {
    const { bottom } = element.getBoundingClientRect()
    return bottom > 0 && bottom <= innerHeight
  })

test('a form stays open over other talk, another page and a reload, and keeps what was typed until a reload', async () => {
  await using visited = await visit('/')
  const { page, server } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  const title = form.getByLabel('Title')
  await title.fill('Corner Bakery')
  await ask(page, 'Is everything healthy?')
  await page.getByRole('article', { name: 'AIPress' }).nth(1).waitFor()
  expect(await title.inputValue()).toBe('Corner Bakery')
  const conversation = new URL(page.url()).pathname
  await page.getByRole('link', { name: 'Sites', exact: true }).click()
  await page.getByRole('heading', { name: 'Sites', level: 1 }).waitFor()
  await page.goBack()
  await expect.poll(() => title.inputValue()).toBe('Corner Bakery')
  expect(new URL(page.url()).pathname).toBe(conversation)
  await page.reload()
  await title.fill('Sunny Bakery')
  await form.getByRole('button', { name: 'Send' }).click()
  await form.getByText('Sent', { exact: true }).waitFor()
  await expect.poll(() => server.world.sites.filter((site) => site.title === 'Sunny Bakery').length).toBe(1)
  expect(await title.count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

test('words that answer it close it too', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  await form.getByLabel('Title').waitFor()
  await ask(page, 'create a site called Sunny Side')
  await form.getByText('Answered in words').waitFor()
})

test('what was typed is still there when the form could not be sent', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  await form.getByLabel('Title').fill('Corner Bakery')
  await page.route('**/chat', (route) => route.abort())
  await form.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('alert').waitFor()
  expect(await form.getByLabel('Title').inputValue()).toBe('Corner Bakery')
  // It would repeat the sentence before the form.
  expect(await page.getByRole('log').getByRole('button', { name: 'Try again' }).count()).toBe(0)
  await page.unroute('**/chat')
  await form.getByRole('button', { name: 'Send' }).click()
  await form.getByText('Sent', { exact: true }).waitFor()
})

test('the focus stays with the form that was sent, and is in its first field when it comes back', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  const title = form.getByLabel('Title')
  await title.fill('Corner Bakery')
  const isFocused = (element: HTMLElement | SVGElement) => element === document.activeElement
  await page.route('**/chat', async (route) => {
    await title.waitFor({ state: 'detached' })
    await route.abort()
  })
  await form.getByRole('button', { name: 'Send' }).press('Enter')
  await page.getByRole('alert').waitFor()
  await expect.poll(() => title.evaluate(isFocused)).toBe(true)
  await page.unroute('**/chat')
  await title.press('Enter')
  await form.getByText('Sent', { exact: true }).waitFor()
  await expect.poll(() => form.evaluate(isFocused)).toBe(true)
})

test('of fifty thousand sites those are offered that were searched for, on a phone too', async () => {
  await using visited = await visit('/', 390, { sites: 50_000, shards: 1_000 })
  const { page } = visited
  await signIn(page)
  await ask(page, 'move a site')
  const form = page.getByRole('region', { name: 'Move a site to another shard' })
  await form.getByLabel('Site').fill('harbour')
  const options = form.locator('datalist').first().locator('option')
  const areFound = async () => {
    const texts = await options.allTextContents()
    return texts.length > 0 && texts.length <= 10 && texts.every((text) => /harbour/i.test(text))
  }
  await expect.poll(areFound).toBe(true)
  for (const look of LOOKS) {
    await putOn(page, look)
    expect(await barriers(page), look.name).toEqual([])
    await picture(page, `form-of-a-site-${look.name}`)
  }
})
