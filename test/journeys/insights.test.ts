import {
  listChanges,
  rankSites,
  runWpCli,
  type Site,
  type SiteInsights,
  setPhp,
  showInsights,
  showUsage,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { edgeUrl, joinOwner, type Owner, siteOf } from './owners-support.ts'
import { installProbe, makeSite, probe } from './php-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 })

const WAIT = { timeout: 30_000, interval: 200 }
/** At midnight a test would ask for the day after. */
const RANGE = 'last 24 hours'
let cloud: LocalCloud
let bakery: Site
let anna: Owner
let garden: Site

beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_WARM_SLOTS: '1', AIPRESS_HASTE_FOR_TESTS_ONLY: '10' },
  })
  await installProbe(cloud)
  bakery = await makeSite(cloud, 'Corner Bakery')
  anna = await joinOwner(cloud, 'anna@example.com')
  garden = await siteOf(cloud, anna, 'Blue Garden')
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const get = (site: Site, path: string, headers: Record<string, string> = {}) =>
  cloud.fetchSite(`${site.name}.localhost`, path, { headers: { 'user-agent': 'Mozilla/5.0', ...headers } })
const insights = (site: Site, range = RANGE): Promise<SiteInsights> =>
  cloud.call(showInsights, { site: site.siteId, range })

test('what the edge answered is told by state of the cache, status and latency, also over a kill', async () => {
  await get(bakery, '/')
  await get(bakery, '/')
  await get(bakery, '/', { cookie: 'wordpress_logged_in_x=1' })
  await get(bakery, '/wp-includes/css/dashicons.min.css')
  await cloud.killControlPlane()
  await get(bakery, '/')
  expect((await probe(cloud, bakery, 'broken&number=1')).status).toBe(500)
  await vi.waitFor(async () => {
    const { total } = await insights(bakery)
    expect(total).toMatchObject({ requests: 6, hits: 2, misses: 1, bypasses: 2, failed: 1, madeByPhp: 3 })
  }, WAIT)
  const answer = await insights(bakery)
  expect(answer.total).toMatchObject({ visits: 1, hitPercent: 40, failedPercent: 16.7 })
  expect(answer.total.p95Ms).toBeGreaterThan(10)
  expect(answer.before.requests).toBe(0)
  expect(answer.bypasses.map(({ why }) => why).sort()).toEqual(['logged in', 'not a reading'])
  expect(answer.step).toBe('hour')
  const sum = answer.points.reduce((all, { requests }) => all + requests, 0)
  expect(sum).toBe(6)
  // The same requests are what the plan is counted by.
  const { items } = await cloud.call(showUsage, { site: bakery.siteId })
  expect(items[0]?.bandwidthBytes.used).toBe(answer.total.bandwidthBytes)
})

test('a slow site is first, and what made it slow is named: the path, the query and the errors', async () => {
  for (const number of [1, 2, 3, 4]) await probe(cloud, garden, `limits&number=${number}`)
  for (const kind of ['slow', 'query']) await probe(cloud, garden, kind)
  for (const number of [2, 3, 4]) await probe(cloud, bakery, `limits&number=${number}`)
  await probe(cloud, garden, 'broken&number=7')
  const first = await vi.waitFor(async () => {
    const { items } = await cloud.call(rankSites, { range: RANGE })
    expect(items.map(({ siteName }) => siteName)).toEqual(['blue-garden', 'corner-bakery'])
    expect(items[0]?.figures.madeByPhp).toBe(7)
    const kinds = items[0]?.reasons.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['slow-paths', 'slow-queries', 'php-errors']))
    return items[0]
  }, WAIT)
  expect(first?.value).toBeGreaterThan(1_000)
  const said = first?.reasons.map(({ text }) => text).join(' ')
  expect(said).toContain('2 of 7 pages took a second or more: POST / (2 ×, 2.')
  expect(said).toContain('1 slow database query, the longest took 2.')
  const { slowPaths } = await insights(garden)
  expect(slowPaths).toMatchObject([{ path: 'POST /', count: 2 }])
  const errors = await cloud.call(rankSites, { by: 'php-errors', range: 'today' })
  expect(errors.items.map(({ siteName, value }) => [siteName, value]).sort()).toEqual([
    ['blue-garden', 1],
    ['corner-bakery', 1],
  ])
})

test('where kinds of PHP errors are ranked by, as many are told as are counted, those of WP-CLI included', async () => {
  await cloud.call(runWpCli, { site: garden.siteId, args: ['eval', 'echo $nowhere_set;'] })
  await vi.waitFor(async () => {
    const { items } = await cloud.call(rankSites, { by: 'php-errors', range: RANGE })
    const first = items.find(({ siteName }) => siteName === 'blue-garden')
    expect(first?.value).toBe(2)
    expect(first?.reasons).toMatchObject([{ kind: 'php-errors', kinds: 2 }])
  }, WAIT)
  // Nobody who visits waits for those.
  const { reasons } = await insights(garden)
  expect(reasons.find(({ kind }) => kind === 'php-errors')).toMatchObject({ kinds: 1 })
})

test('an owner is told of the sites of their account alone', async () => {
  const ranked = await anna.client.call(rankSites, { by: 'requests', range: RANGE })
  expect(ranked.items.map(({ siteName }) => siteName)).toEqual(['blue-garden'])
  expect(ranked).toMatchObject({ measuredSites: 1, total: { requests: 7 } })
  for (const action of [showInsights, listChanges])
    await expect(anna.client.call(action, { site: 'corner-bakery' })).rejects.toMatchObject({
      code: 'site_not_found',
    })
})

test('what changed is told with who did it, with new PHP errors, and nothing of the time before', async () => {
  const { operation } = await cloud.call(setPhp, { site: bakery.siteId, upload: '64M' })
  await cloud.settled(operation.operationId)
  await cloud.call(runWpCli, { site: bakery.siteId, args: ['option', 'update', 'blogdescription', 'Rye'] })
  const { items, total } = await cloud.call(listChanges, { site: 'corner-bakery', range: RANGE })
  expect(items.map(({ kind }) => kind).slice(0, 2)).toEqual(['action', 'operation'])
  expect(items[0]?.what).toContain('option update blogdescription Rye')
  expect(items[1]).toMatchObject({ operationId: operation.operationId, who: expect.stringMatching(/./) })
  const error = items.find(({ kind }) => kind === 'php-error')
  expect(error?.what).toContain('fatal: Uncaught Error: Call to undefined function no_such_function()')
  // Each once: who asked for an operation is told with it.
  expect(items.filter(({ operationId }) => operationId === operation.operationId)).toHaveLength(1)
  expect(total.requests).toBeGreaterThan(0)
  const before = await cloud.call(listChanges, { site: 'corner-bakery', range: 'last month' })
  expect(before).toMatchObject({ items: [], total: { requests: 0 } })
})

test('the chat answers with figures, their time and their source, and says so where there are none', async () => {
  const ask = async (text: string) => {
    const answer = await fetch(`${edgeUrl(cloud)}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${anna.token}` },
      body: JSON.stringify({ text }),
    })
    return await answer.text()
  }
  const slow = await ask('which sites are slow, and why?')
  expect(slow).toContain('tool-input-available')
  expect(slow).toContain('Blue Garden: ')
  expect(slow).toContain('took a second or more')
  expect(slow).toContain('Source: access logs')
  expect(slow).not.toContain('Corner Bakery')
  expect(await ask('what is the cache hit ratio of blue garden?')).toContain(
    'of its pages came from the cache',
  )
  expect(await ask("how was blue garden's latency last month?")).toContain('there is nothing to tell')
})
