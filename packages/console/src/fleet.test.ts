import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { SEEN_WITHIN_MS, signIn, visits } from '../dev/visits.ts'

const { visit } = visits()

const TOWN = { shards: 5, sites: 120 }

test('a filter is in the address, survives a reload, and is taken off again', async () => {
  await using visited = await visit('/sites', 1280, TOWN)
  const { page } = visited
  await signIn(page)
  await page.getByText('125 sites').first().waitFor()
  await page.getByLabel('Tier').selectOption('gold')
  await page.getByLabel('Search sites').pressSequentially('cedar')
  await expect
    .poll(() => new URL(page.url()).search, { timeout: SEEN_WITHIN_MS })
    .toBe('?tier=gold&search=cedar')
  await page.reload()
  const found = page.getByText(/^\d+ sites? found$/)
  await found.waitFor()
  expect(await page.getByLabel('Search sites').inputValue()).toBe('cedar')
  const tiers = await page.locator('tbody td:nth-child(5)').allTextContents()
  expect(new Set(tiers)).toEqual(new Set(['Gold']))
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText('125 sites').first().waitFor()
  expect(new URL(page.url()).search).toBe('')
  expect(visited.complaints).toEqual([])
})

test('50,000 sites are one list: few rows are in the page, the end is reached, and an order begins at the first', async ({
  annotate,
}) => {
  await using visited = await visit('/sites', 1280, { shards: 1_100, sites: 49_995 })
  const { page, server } = visited
  await signIn(page)
  await page.getByText('50,000 sites', { exact: true }).waitFor()
  const table = page.locator('main table')
  expect(await table.getAttribute('aria-rowcount')).toBe('50001')
  const rows = table.locator('tbody tr[aria-rowindex]')
  expect(await rows.count()).toBeLessThan(60)
  const gaps = (await page.evaluate(scrollDown, 600)).toSorted((a, b) => a - b)
  const most = gaps[Math.floor(gaps.length * 0.95)] ?? 0
  await annotate(`${gaps.length} pictures, 95 % of them within ${most.toFixed(1)} ms of the one before`)
  // A machine that is busy with other tests draws less often than a desk does.
  expect(most).toBeLessThan(100)
  await table.locator('tr[aria-rowindex="602"]').getByRole('link').first().waitFor()
  expect(await rows.count()).toBeLessThan(60)
  await page.getByRole('button', { name: 'Created' }).click()
  const newest = server.world.sites
    .map(({ createdAt }) => createdAt)
    .toSorted()
    .at(-1)
  await table.locator(`tr[aria-rowindex="2"] time[datetime="${newest}"]`).waitFor()
  expect(await page.locator('main').evaluate((element) => element.scrollTop)).toBe(0)
  expect(await page.locator('th[aria-sort]').last().getAttribute('aria-sort')).toBe('descending')
  expect(visited.complaints).toEqual([])
})

test('who comes back from a site finds the list where it was left, and a site opens at its top', async () => {
  await using visited = await visit('/sites', 1280, TOWN)
  const { page } = visited
  await signIn(page)
  const row = page.locator('tr[aria-rowindex="100"]')
  await page.getByText('125 sites').first().waitFor()
  const main = page.locator('main')
  await main.evaluate((element) => element.scrollTo(0, 98 * 65))
  await row.getByRole('link').first().click()
  await page.getByRole('navigation', { name: 'Site' }).waitFor()
  await expect.poll(() => main.evaluate((element) => element.scrollTop)).toBe(0)
  await page.goBack()
  await row.waitFor()
  expect(await main.evaluate((element) => element.scrollTop)).toBe(98 * 65)
})

test('a change to many sites is previewed, typed where it hurts, started, stopped and resumed', async () => {
  await using visited = await visit('/sites?tier=bronze&state=running', 1280, TOWN)
  const { page, server } = visited
  await signIn(page)
  await page.getByRole('button', { name: /^Change all \d+ sites/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/left out: pinned to their shard/).waitFor()
  await dialog.getByText('Delete', { exact: true }).click()
  const start = dialog.getByRole('button', { name: /^Delete \d+ sites$/ })
  await start.waitFor()
  expect(await start.getAttribute('title')).toBe('Type delete first')
  await dialog.getByText('Label', { exact: true }).click()
  await dialog.getByLabel('Label', { exact: true }).last().fill('spring-sale')
  await dialog.getByRole('button', { name: /^Label \d+ sites/ }).click()
  await page.getByRole('heading', { name: /^Label \d+ sites “spring-sale”$/ }).waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText(/^Done, \d+ failed$/).waitFor()
  await page.getByRole('heading', { name: 'Failed' }).waitFor()
  expect(server.world.sites.filter(({ labels }) => labels.includes('spring-sale')).length).toBeGreaterThan(10)
  expect(visited.complaints).toEqual([])
})

test('a thousand shards are walked with the arrows, filtered by state, and opened', async () => {
  await using visited = await visit('/shards', 1280, { shards: 1_000, sites: 500 })
  const { page } = visited
  await signIn(page)
  const tiles = page.locator('[data-shard]')
  await tiles.first().waitFor()
  expect(await tiles.count()).toBe(1_000)
  expect(await page.locator('[data-shard][tabindex="0"]').count()).toBe(1)
  await tiles.first().focus()
  await page.keyboard.press('ArrowRight')
  const second = await focused(page)
  expect(second).toBe(await tiles.nth(1).getAttribute('data-shard'))
  await page.keyboard.press('ArrowDown')
  const below = await page.locator(':focus').boundingBox()
  const above = await tiles.nth(1).boundingBox()
  expect(below?.x).toBe(above?.x)
  expect(below?.y).toBeGreaterThan(above?.y ?? 0)
  await page.keyboard.press('ArrowUp')
  expect(await focused(page)).toBe(second)
  await page.keyboard.press('End')
  expect(await focused(page)).toBe(await tiles.last().getAttribute('data-shard'))
  const opened = await focused(page)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: opened ?? '', exact: true }).waitFor()
  await page.goBack()
  await page.getByRole('button', { name: /^Down/ }).click()
  await page.getByText('mariadb does not answer.').first().waitFor()
  expect(new URL(page.url()).search).toBe('?state=down')
  expect(visited.complaints).toEqual([])
})

test('a shard that does not fit elsewhere says so, and drains once shards may be made', async () => {
  await using visited = await visit('/shards/shard-001', 1280, { shards: 1, sites: 30 })
  const { page, server } = visited
  await signIn(page)
  expect(await page.getByRole('button', { name: 'Retire…' }).getAttribute('title')).toMatch(/drain it first/)
  await page.getByRole('button', { name: 'Drain…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Drain shard' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/do not fit elsewhere/)
    .waitFor()
  await dialog
    .getByRole('alert')
    .getByText(/Make new shards first/)
    .waitFor()
  await dialog.getByRole('button', { name: 'Make shards and drain' }).click()
  await page.getByRole('heading', { name: /^Move \d+ sites away from shard-001$/ }).waitFor()
  expect(server.world.shards[0]?.state).toBe('draining')
})

test('a silent control group is told of, and a new shard appears', async () => {
  await using visited = await visit('/shards', 1280, TOWN)
  const { page, server } = visited
  server.world.missing = ['control-plane-2']
  await signIn(page)
  await page.getByText('control-plane-2 does not answer.').waitFor()
  await page.getByRole('button', { name: 'New shard' }).click()
  await page.getByRole('button', { name: 'Make shard' }).click()
  await page.getByRole('heading', { name: 'shard-006' }).waitFor()
  await page.getByText('shard-006 is ready for sites').waitFor()
})

test('every list that lacks a control group says which, and what is not known for it', async () => {
  await using visited = await visit('/operations', 1280, TOWN)
  const { page, server } = visited
  server.world.missing = ['control-plane-2']
  await signIn(page)
  const notice = page.getByRole('status').filter({ hasText: 'control-plane-2 does not answer.' })
  await notice.getByText('Operations on sites of this group are not listed').waitFor()
  await page.getByRole('link', { name: 'Mail' }).click()
  await notice.getByText('Mail of sites of this group is not listed').waitFor()
  await page.getByRole('link', { name: 'Sites', exact: true }).click()
  await notice.getByText('Whether something is being done with sites of this group').waitFor()
  await page.getByRole('link', { name: 'Status' }).click()
  await notice.getByText('Operations of this group are not counted').waitFor()
  server.world.missing = []
  await notice.waitFor({ state: 'detached' })
})

test('a site is moved, and a second move is cancelled', async () => {
  await using visited = await visit('/sites/harbour-books', 1280, TOWN)
  const { page, server } = visited
  const shardOf = () => server.world.sites.find(({ name }) => name === 'harbour-books')?.shardId
  await signIn(page)
  await page.getByRole('button', { name: 'Move…' }).click()
  await page.getByLabel('To shard').fill('shard-005')
  await page.getByRole('button', { name: 'Move to shard-005' }).click()
  await page.getByText('Harbour Books has moved').waitFor()
  expect(shardOf()).toBe('shard-005')
  await page.getByRole('button', { name: 'Move…' }).click()
  await page.getByLabel('To shard').fill('shard-002')
  await page.getByRole('button', { name: 'Move to shard-002' }).click()
  await page.getByText('Move Harbour Books to shard-002').first().waitFor()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByText('Move Harbour Books to shard-002: cancelled').waitFor()
  expect(shardOf()).toBe('shard-005')
  expect(visited.complaints).toEqual([])
})

test('labels are put on and taken off, and the tier is changed', async () => {
  await using visited = await visit('/sites/harbour-books')
  const { page } = visited
  await signIn(page)
  await page.getByLabel('New label').fill('Trial Site')
  await page.getByText(/Use up to 40 lower-case letters/).waitFor()
  await page.getByLabel('New label').fill('trial')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Take off trial' }).click()
  await expect.poll(() => page.getByRole('button', { name: 'Take off trial' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Change tier…' }).click()
  await page.getByRole('dialog').getByText('Gold').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Change tier' }).click()
  await page.getByText('Harbour Books is gold now').waitFor()
  expect(visited.complaints).toEqual([])
})

test('owners see their sites without shards and bulk changes', async () => {
  await using visited = await visit('/sites')
  const { page, server } = visited
  const [anna] = server.world.people
  if (anna !== undefined) anna.role = 'owner'
  await signIn(page)
  await page.getByRole('link', { name: 'Harbour Books' }).waitFor()
  expect(await page.getByRole('button', { name: /^Change all/ }).count()).toBe(0)
  expect(await page.getByRole('columnheader', { name: 'Shard' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Harbour Books' }).click()
  await page.getByRole('button', { name: 'Change tier…' }).waitFor()
  expect(await page.getByRole('button', { name: 'Move…' }).count()).toBe(0)
  expect(visited.complaints).toEqual([])
})

function focused(page: Page): Promise<string | null> {
  return page.locator(':focus').getAttribute('data-shard')
}

/** Runs in the page: scrolls so many rows down, as quickly as pictures come. Answers the time between them. */
async function scrollDown(rows: number): Promise<number[]> {
  const main = document.querySelector('main')
  const gaps: number[] = []
  let before = performance.now()
  while (main !== null && main.scrollTop < rows * 65) {
    main.scrollBy(0, 90)
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    gaps.push(now - before)
    before = now
  }
  return gaps
}
