import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { barriers, LOOKS, putOn } from '../dev/barriers.ts'
import { addressOf, everyRoute, furnish, shown } from '../dev/every-page.ts'
import { firstLoads } from '../dev/first-load.ts'
import { walk } from '../dev/keyboard.ts'
import { signIn, type Visit, visits } from '../dev/visits.ts'

/** One platform and one browser for all pages: what is asked of each of them is asked here, and nowhere else. */
const { visit, built } = visits()
const TOWN = { shards: 5, sites: 12 }

const FIRST_LOAD_BYTES_MAX = 200_000

let routes: string[]
beforeAll(async () => {
  routes = await everyRoute()
})

test('no page needs more than 200 kB of compressed JavaScript before it can be used', async ({
  annotate,
}) => {
  const sizes = [...(await firstLoads(await built()))].toSorted(([, a], [, b]) => b - a)
  const words = sizes.map(([page, bytes]) => `${page} ${(bytes / 1_000).toFixed(1)} kB`)
  await annotate(words.join(', '))
  expect(sizes.map(([page]) => page)).toEqual(
    expect.arrayContaining(['home/home-page.tsx', 'sites/site-overview.tsx', 'chat/chat-page.tsx']),
  )
  expect(sizes.filter(([, bytes]) => bytes > FIRST_LOAD_BYTES_MAX)).toEqual([])
})

/** What was found on each page: all is looked at on one way through them, as loading a page takes longer than a look. */
interface Found {
  barriers: Map<string, string[]>
  lost: Map<string, string[]>
  complaints: string[]
}

const ALL_PAGES_MS_MAX = 240_000

describe('every page', () => {
  let found: Found
  beforeAll(async () => {
    found = await lookAtEveryPage()
  }, ALL_PAGES_MS_MAX)

  test('keeps nobody out by WCAG 2.2 AA, at a desk and on a phone, light and dark; none scrolls sideways', () => {
    expect(Object.fromEntries(found.barriers)).toEqual({})
    expect(found.complaints).toEqual([])
  })

  test('is walked through by keyboard, with the focus always in sight', () => {
    expect(Object.fromEntries(found.lost)).toEqual({})
  })
})

async function lookAtEveryPage(): Promise<Found> {
  await using visited = await visit('/sign-in', 1280, TOWN)
  const { page, complaints } = visited
  const found: Found = { barriers: new Map(), lost: new Map(), complaints }
  await eachPage(visited, async (address) => {
    for (const look of LOOKS) {
      await putOn(page, look)
      // What is around a page is the same on all of them.
      const part = address === '/' || isBefore(address) ? {} : { within: 'main' }
      const here = await barriers(page, { ...part, ...(look.rules && { rules: look.rules }) })
      if (here.length > 0) found.barriers.set(`${address}, ${look.name}`, here)
      await picture(page, address, look.name)
    }
    await putOn(page, LOOKS[0])
    const lost = await walk(page)
    if (lost.length > 0) found.lost.set(address, lost)
  })
  return found
}

const DIALOGS = [
  ['/sites', 'New site'],
  ['/sites', 'Change all 17 sites…'],
  ['/sites/harbour-books', 'Move…'],
  ['/sites/harbour-books', 'Change tier…'],
  ['/sites/harbour-books/settings', 'Share this site'],
  ['/sites/harbour-books/settings', 'Delete site'],
  ['/people', 'Invite'],
  ['/people', 'Change the role of ben@example.com'],
  ['/people', 'Act as ben@example.com'],
  ['/people', 'New account'],
  ['/tokens', 'New token'],
  ['/account', 'Set up an app'],
  ['/account', 'Add a passkey'],
  ['/shards', 'New shard'],
  ['/shards/shard-003', 'Drain…'],
] as const

test('dialogs keep nobody out, hold the focus, and give it back where it came from', async () => {
  await using visited = await visit('/people', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('heading', { name: 'People', level: 1 }).waitFor()
  const found = new Map<string, string[]>()
  for (const [address, opener] of DIALOGS) {
    // What was opened before on the same page is closed, and has changed nothing.
    if (page.url() !== server.url + address) await page.goto(server.url + address)
    await shown(page)
    const button = page.getByRole('button', { name: opener, exact: true }).first()
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    for (const look of [LOOKS[0], LOOKS[3]]) {
      await putOn(page, look)
      const here = await barriers(page, { within: 'dialog', ...(look.rules && { rules: look.rules }) })
      if (here.length > 0) found.set(`${opener}, ${look.name}`, here)
      await picture(page, `dialog ${opener}`, look.name)
    }
    await putOn(page, LOOKS[0])
    for (let step = 0; step < 15; step += 1) await page.keyboard.press('Tab')
    expect(await page.evaluate(isFocusWithin, 'dialog, body'), opener).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement), opener).toBe(true)
  }
  expect(Object.fromEntries(found)).toEqual({})
})

test('the palette is used by keyboard alone, does what the site in view allows, and gives the focus back', async () => {
  await using visited = await visit('/sites/harbour-books', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  const opener = page.getByRole('button', { name: 'Move…' })
  await opener.focus()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: /^Find/ })
  await field.waitFor()
  expect(await barriers(page, { within: 'dialog' })).toEqual([])
  const chosen = async () => {
    const id = await field.getAttribute('aria-activedescendant')
    return await page.locator(`[id="${id}"]`).textContent()
  }
  expect(await chosen()).toMatch(/^Log in to wp-admin/)
  await page.keyboard.press('ArrowUp')
  expect(await chosen()).toMatch(/^Theme of the system/)
  await page.keyboard.press('ArrowDown')
  expect(await chosen()).toMatch(/^Log in to wp-admin/)
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Meta+k')
  await page.keyboard.type('purge')
  await page.keyboard.press('Enter')
  await page.getByText('Visitors of Harbour Books get fresh pages from now on').waitFor()
  expect(server.world.operations[0]?.action).toBe('cache.purge')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('harbour')
  const sites = page.getByRole('group', { name: 'Sites' }).getByRole('option')
  await sites.filter({ hasText: 'harbour-books' }).waitFor()
  expect(await sites.count()).toBeLessThanOrEqual(6)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Harbour/, level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('new site')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'New site' }).waitFor()
  expect(visited.complaints).toEqual([])
})

/** Pages that show nothing of the platform, so nothing of it can fail. */
const NEEDS_NOTHING =
  /^\/(sign-in|second-factor|welcome|forgot-password|reset-password|password|account|connect)/

test('every page says that it is loading, and what failed, with a way to try again', async () => {
  await using visited = await visit('/sign-in', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  await page.getByLabel('Message').waitFor()
  const things = { ...(await furnish(visited)), conversationId: 'conv_gone' }
  const { world } = server
  for (const route of routes.filter((each) => !NEEDS_NOTHING.test(each))) {
    const address = addressOf(route, things)
    const { promise, resolve } = Promise.withResolvers<void>()
    world.hold = promise
    world.refusal = 'bulk_state_conflict'
    await page.goto(server.url + address)
    const main = page.locator('main')
    if (!route.startsWith('/c/'))
      await main.locator('[aria-label=Loading], div.animate-breathe').first().waitFor()
    resolve()
    const alert = main.getByRole('alert').first()
    await alert.waitFor()
    expect(await main.locator('h1').count(), address).toBe(1)
    if (route.startsWith('/c/')) continue
    expect(await alert.getByRole('button', { name: 'Try again' }).count(), address).toBe(1)
    delete world.hold
    delete world.refusal
    await alert.getByRole('button', { name: 'Try again' }).click()
    await shown(page)
  }
})

test('what is not there says so, and leads to what is', async () => {
  await using visited = await visit('/sites/nowhere', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  for (const [address, elsewhere] of [
    ['/sites/nowhere', 'All sites'],
    ['/sites/nowhere/logs', 'All sites'],
    ['/operations/op_0', 'All operations'],
    ['/shards/shard-999', 'All shards'],
    ['/bulk/bulk_0', 'All bulk changes'],
    ['/c/conv_0', 'A new conversation'],
  ] as const) {
    await page.goto(server.url + address)
    const alert = page.getByRole('alert')
    await alert.getByRole('link', { name: elsewhere }).waitFor()
    expect(await alert.getByRole('button', { name: 'Try again' }).count(), address).toBe(0)
  }
  await page.goto(`${server.url}/nowhere`)
  await page.getByRole('heading', { name: 'This page was never printed.' }).waitFor()
})

test('nobody is refused more than a page that is not theirs, whatever their role', async () => {
  await using visited = await visit('/sign-in', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  await page.getByLabel('Message').waitFor()
  const things = await furnish(visited)
  const [anna] = server.world.people
  const refused: string[] = []
  for (const role of ['viewer', 'guest'] as const) {
    if (anna !== undefined) anna.role = role
    // A guest of no site sees none: that it is not theirs is the answer itself.
    const isTried = (route: string) => !isBefore(route) && !(role === 'guest' && route.startsWith('/sites/$'))
    for (const route of routes.filter(isTried)) {
      const address = addressOf(route, things)
      await page.goto(server.url + address)
      await shown(page)
      const isTheirs = (await page.getByText('This page is not for your role').count()) === 0
      const says = await page.getByRole('alert').filter({ hasText: 'not_permitted' }).count()
      if (isTheirs && says > 0) refused.push(`${role}: ${address}`)
    }
  }
  expect(refused).toEqual([])
})

function isFocusWithin(selector: string): boolean {
  return document.activeElement?.closest(selector) !== null
}

/** One need not be signed in. */
const isBefore = (route: string) =>
  /^\/(sign-in|second-factor|welcome|forgot-password|reset-password)/.test(route)

/** Signs in on the way: the pages before that come first. */
async function eachPage(visited: Visit, look: (address: string) => Promise<void>): Promise<void> {
  const { page, server } = visited
  const go = async (address: string) => {
    await page.goto(server.url + address)
    await shown(page)
    await look(address)
  }
  for (const route of routes.filter((each) => isBefore(each) && each !== SECOND_FACTOR))
    await go(addressOf(route, {}))
  await page.goto(`${server.url}/sign-in`)
  await signIn(page)
  await page.getByLabel('Message').waitFor()
  server.world.refusal = 'second_factor_needed'
  await go(SECOND_FACTOR)
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  delete server.world.refusal
  const things = await furnish(visited)
  for (const route of routes.filter((each) => !isBefore(each))) await go(addressOf(route, things))
}

/** Shown only to who is in by less than the platform demands. */
const SECOND_FACTOR = '/second-factor'

/** Where the environment names a folder, for looking at; tests need none. */
async function picture(page: Page, address: string, look: string): Promise<void> {
  const folder = process.env.AIPRESS_PICTURES
  if (folder === undefined) return
  const name = `${address.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home'}-${look.replace(/\W+/g, '-')}`
  await page.screenshot({ path: `${folder}/${name}.png` })
}
