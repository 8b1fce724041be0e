import { listSites, showPhp } from '@aipress/contract'
import { chromium, type Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { signUp } from '../harness/first-administrator.ts'
import { startLocalCloud } from '../harness/local-cloud.ts'

/** Each page may be the first of a cold PHP on a busy machine. */
const SEEN_WITHIN_MS = 30_000

test('a form makes a site, and "undo that" sets its PHP back, in a real browser', {
  timeout: 240_000,
}, async () => {
  await using cloud = await startLocalCloud({ withConsole: true })
  await using stack = new AsyncDisposableStack()
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  stack.defer(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(SEEN_WITHIN_MS)
  const page = await context.newPage()
  await signUp(page, cloud)
  const log = page.getByRole('log')

  await say(page, 'I need a new site')
  const form = page.getByRole('region', { name: 'Create a WordPress site' })
  await form.getByRole('button', { name: 'Send' }).click()
  await form.getByText('This is needed.').waitFor()
  await form.getByLabel('Title').fill('Corner Bakery')
  await form.getByLabel('Title').press('Enter')
  await form.getByText('Sent', { exact: true }).waitFor()
  await log.getByText('Running').waitFor()
  await log.getByText(/Corner Bakery is ready/).waitFor()
  expect((await cloud.call(listSites, {})).items.map(({ title }) => title)).toEqual(['Corner Bakery'])
  expect((await cloud.fetchSite('corner-bakery.localhost', '/')).status).toBe(200)

  const upload = async () => (await cloud.call(showPhp, { site: 'corner-bakery' })).settings.uploadMb
  await say(page, 'set the upload limit to 64M')
  await log.getByText('64 MB of 128').waitFor()
  await log.getByText(/uploads of up to 64 MB/).waitFor()
  expect(await upload()).toBe(64)
  await say(page, 'undo that')
  await log.getByText(/uploads of up to 100 MB/).waitFor()
  expect(await upload()).toBe(100)

  await page.reload()
  await form.getByText('Sent', { exact: true }).waitFor()
  expect(await form.getByLabel('Title').count()).toBe(0)
})

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.keyboard.press('Enter')
}
