import { expect, test } from 'vitest'
import { barriers } from '../dev/barriers.ts'
import { ask, signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

test('PHP settings are changed within the tier, and set back', async () => {
  await using visited = await visit('/sites/harbour-books/settings')
  const { page } = visited
  await signIn(page)
  const upload = page.getByLabel('Largest upload, in MB')
  expect(await upload.inputValue()).toBe('100')
  const change = page.getByRole('button', { name: 'Change PHP settings' })
  expect(await change.getAttribute('aria-disabled')).toBe('true')
  await upload.fill('64')
  await change.click()
  await page.getByText('has the new PHP settings').waitFor()
  const back = page.getByRole('button', { name: 'Back to the defaults' })
  await page.locator('button:not([aria-disabled="true"])', { hasText: 'Back to the defaults' }).waitFor()
  expect(await upload.inputValue()).toBe('64')
  await back.click()
  await page.locator('button[aria-disabled="true"]', { hasText: 'Back to the defaults' }).waitFor()
  expect(await upload.inputValue()).toBe('100')
  expect(visited.complaints).toEqual([])
})

test('a change in the chat shows the new values, and a few of the extensions until all are asked for', async () => {
  await using visited = await visit('/')
  const { page } = visited
  await signIn(page)
  await ask(page, 'set the upload limit of harbour-books to 64M')
  const log = page.getByRole('log')
  await log.getByText('PHP of harbour-books, as changed').waitFor()
  await log.getByText(/^64 MB of /).waitFor()
  await ask(page, 'show the php settings of harbour-books')
  await log.getByText(/13 extensions: bcmath, curl, .*, mbstring/).waitFor()
  expect(await log.getByText(/mysqli/).count()).toBe(0)
  await log.getByRole('button', { name: 'and 5 more extensions' }).press('Enter')
  await log.getByText(/mbstring, mysqli, opcache, redis, xml, zip\./).waitFor()
  expect(await barriers(page)).toEqual([])
  if (process.env.AIPRESS_PICTURES !== undefined)
    await page.screenshot({ path: `${process.env.AIPRESS_PICTURES}/chat-php.png` })
  expect(visited.complaints).toEqual([])
})

test('PHP errors show as text what plugins wrote, and go when they are dismissed', async () => {
  await using visited = await visit('/sites/harbour-books/errors')
  const { page } = visited
  await signIn(page)
  await page.getByText('Call to undefined function bake() <b>now</b>').waitFor()
  await page.getByText('42 ×').waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).first().click()
  await page.getByText('42 ×').waitFor({ state: 'detached' })
  await page.getByText('Undefined array key "flour"').waitFor()
  expect(visited.complaints).toEqual([])
})

test('slow requests and queries have places of their own among the logs', async () => {
  await using visited = await visit('/sites/harbour-books/logs')
  const { page } = visited
  await signIn(page)
  await page.getByText('Slow queries', { exact: true }).click()
  await page.getByText('No query of the database has taken more than two seconds yet.').waitFor()
  await page.getByText('Slow requests', { exact: true }).click()
  await page.getByText('PHP has taken more than two seconds for nothing yet.').waitFor()
  expect(visited.complaints).toEqual([])
})
