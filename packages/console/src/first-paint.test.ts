import { expect, test } from 'vitest'
import { barriers } from '../dev/barriers.ts'
import { signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

test.each([
  ['/', 'What shall we publish?'],
  ['/sites', 'Name, title or hostname'],
  ['/sites/harbour-books', 'Performance'],
  ['/audit', 'Operations'],
])(
  'who is signed in sees the frame of %s before any code has come, and the page in its place then',
  async (path, words) => {
    await using visited = await visit('/sign-in')
    const { page, server } = visited
    await signIn(page)
    await page.getByLabel('Message').waitFor()
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const asked: string[] = []
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url())
      asked.push(pathname)
      if (pathname.endsWith('.js')) await held
      await route.continue()
    })
    await page.goto(server.url + path, { waitUntil: 'commit' })
    const frame = page.locator('#root > [aria-busy=true]')
    await frame.getByText(words).first().waitFor()
    await expect.poll(() => asked).toContain('/v1/me')
    await expect.poll(() => asked.filter((each) => each.endsWith('.js')).length).toBeGreaterThan(1)
    // Nothing of it takes the focus or a click, or is read out.
    expect(await frame.getAttribute('inert')).toBe('')
    expect(await frame.getAttribute('aria-hidden')).toBe('true')
    const before = await page.locator('nav, main').count()
    letGo()
    await page.locator('main h1').waitFor()
    await frame.waitFor({ state: 'detached' })
    expect(before).toBe(0)
    // The answer that had been asked for early was used.
    expect(asked.filter((each) => each === '/v1/me')).toHaveLength(1)
    expect(visited.complaints).toEqual([])
  },
)

test('who is not signed in gets a document without it', async () => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  const document = await (await page.request.get(`${server.url}/sites`)).text()
  expect(document).toContain('<div id="root"></div>')
  expect(document).not.toContain('<meta name="aipress-')
  await page.goto(`${server.url}/sites`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
})

test.each([
  ['/sites', true, 'cannot be fetched'],
  ['/sites', true, 'is not there'],
  ['/sites', true, 'breaks'],
  ['/sign-in', false, 'cannot be fetched'],
])('whoever opens %s (signed in: %s) while its code %s is told, and can reload', async (path, isIn, how) => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  if (isIn) {
    await signIn(page)
    await page.getByLabel('Message').waitFor()
  }
  const code = '**/assets/*.js'
  await page.route(code, (route) => {
    if (how === 'cannot be fetched') return route.abort('connectionreset')
    if (how === 'is not there') return route.fulfill({ status: 404 })
    return route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("It breaks.")' })
  })
  await page.goto(server.url + path)
  await page.getByRole('alert').getByRole('heading', { name: 'The console has not loaded' }).waitFor()
  expect(await page.locator('[aria-busy=true]').count()).toBe(0)
  expect(await barriers(page)).toEqual([])
  await page.unroute(code)
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('heading', { name: isIn ? 'Sites' : 'Sign in', level: 1 }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('where only the code of one page does not come, the page says so, and can be reloaded', async () => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  await signIn(page)
  await page.getByLabel('Message').waitFor()
  const code = '**/assets/audit-page-*.js'
  await page.route(code, (route) => route.abort('connectionreset'))
  await page.goto(`${server.url}/audit`)
  const alert = page.getByRole('alert')
  await alert.getByText('A part of the console has not loaded.').waitFor()
  await page.unroute(code)
  await alert.getByRole('button', { name: 'Reload' }).click()
  await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor()
})

test('whose session has ended gets to the page to sign in, and from there to where they wanted', async () => {
  await using visited = await visit('/sign-in')
  const { page, server } = visited
  await page.context().addCookies([{ name: 'aipress', value: 'ended', url: server.url }])
  await page.goto(`${server.url}/sites/harbour-books`)
  await signIn(page)
  await page.getByRole('heading', { name: 'Harbour Books', level: 1 }).waitFor()
  expect(visited.complaints).toEqual([])
})
