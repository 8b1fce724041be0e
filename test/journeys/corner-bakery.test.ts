import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { signUp } from '../harness/first-administrator.ts'
import { startLocalCloud } from '../harness/local-cloud.ts'

/** Each page may be the first of a cold PHP on a busy machine. */
const SEEN_WITHIN_MS = 30_000

test('from the one-time link to a published post with a picture, in a real browser', {
  timeout: 240_000,
}, async () => {
  await using cloud = await startLocalCloud({ withConsole: true })
  await using stack = new AsyncDisposableStack()
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  stack.defer(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(SEEN_WITHIN_MS)

  const home = await context.newPage()
  await signUp(home, cloud)
  await home.getByLabel('Message').fill('Create a site called Corner Bakery')
  await home.keyboard.press('Enter')
  const link = home.getByRole('link', { name: `corner-bakery.localhost:${cloud.port}` }).first()
  await link.waitFor()
  await home.getByRole('log').getByText('Running').waitFor()

  const site = await openedBy(context, () => link.click())
  expect(await site.title()).toBe('Corner Bakery')
  expect(new URL(site.url()).host).toBe(`corner-bakery.localhost:${cloud.port}`)

  const admin = await openedBy(context, () =>
    home
      .getByRole('button', { name: /Log in to wp-admin/ })
      .first()
      .click(),
  )
  await admin.waitForURL('**/wp-admin/**')
  await admin.getByRole('heading', { name: 'Dashboard' }).waitFor()

  const themes = await admin.goto(`http://corner-bakery.localhost:${cloud.port}/wp-admin/theme-install.php`)
  expect(themes?.status()).toBe(403)
  expect(await admin.textContent('body')).toContain('releases through AIPress')

  const picture = await makePicture(stack)
  const address = await publishPost(admin, `http://corner-bakery.localhost:${cloud.port}`, picture)

  const visitor = await browser.newContext()
  stack.defer(() => visitor.close())
  const post = await visitor.newPage()
  await post.goto(address, { timeout: SEEN_WITHIN_MS })
  await post.getByRole('heading', { name: 'Fresh bread', level: 1 }).waitFor()
  const image = post.locator('.entry-content img').first()
  await image.scrollIntoViewIfNeeded()
  const isShown = (element: Element) => element instanceof HTMLImageElement && element.naturalWidth > 0
  await vi.waitFor(
    async () => expect(await image.evaluate(isShown), await image.evaluate(asHtml)).toBe(true),
    {
      timeout: SEEN_WITHIN_MS,
    },
  )
})

const asHtml = (element: Element) => element.outerHTML

async function openedBy(context: BrowserContext, act: () => Promise<void>): Promise<Page> {
  const [page] = await Promise.all([context.waitForEvent('page'), act()])
  await page.waitForLoadState()
  return page
}

/** Writes and publishes as a person does, in the block editor; answers the post's address. */
async function publishPost(admin: Page, siteUrl: string, picture: string): Promise<string> {
  await admin.goto(`${siteUrl}/wp-admin/post-new.php`)
  const welcome = admin.getByRole('dialog').getByRole('button', { name: 'Close', exact: true })
  const canvas = admin.frameLocator('iframe[name="editor-canvas"]')
  await canvas.getByRole('textbox', { name: 'Add title' }).waitFor()
  if (await welcome.isVisible()) await welcome.click()
  await canvas.getByRole('textbox', { name: 'Add title' }).fill('Fresh bread')
  await admin.keyboard.press('Enter')
  await admin.keyboard.type('/image')
  await admin.getByRole('option', { name: 'Image', exact: true }).waitFor()
  await admin.keyboard.press('Enter')
  await canvas
    .getByRole('document', { name: 'Block: Image' })
    .locator('input[type=file]')
    .setInputFiles(picture)
  await canvas.locator('figure.wp-block-image img[src*="/wp-content/uploads/"]').waitFor()
  await admin.getByRole('button', { name: 'Publish', exact: true }).click()
  await admin
    .getByRole('region', { name: 'Editor publish' })
    .getByRole('button', { name: 'Publish', exact: true })
    .click()
  const view = admin.getByRole('region', { name: 'Editor publish' }).getByRole('link', { name: 'View Post' })
  await view.waitFor()
  return (await view.getAttribute('href')) ?? ''
}

/** A plain PNG large enough for WordPress to make its smaller sizes of. */
async function makePicture(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-picture-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const [width, height] = [640, 360]
  const row = Buffer.concat([
    Buffer.of(0),
    Buffer.from(Array.from({ length: width }, (_, x) => [200, 150, x % 256]).flat()),
  ])
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const header = Buffer.concat([size, Buffer.of(8, 2, 0, 0, 0)])
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const path = join(folder, 'bread.png')
  await writeFile(
    path,
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.of())]),
  )
  return path
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
