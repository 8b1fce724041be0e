import { changeSiteTier, createSite, listShards, pinSite, runWpCli, showSite } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

/** What a site's tier is to its visitors and its neighbours, and how it changes while it serves. */
const WAIT = { timeout: 60_000, interval: 200 }
let cloud: LocalCloud

beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: {
      AIPRESS_MOVE_GRACE_MINUTES: '0',
      AIPRESS_WARM_SLOTS: '1',
      AIPRESS_DEDICATED_SHARDS_MAX: '1',
      AIPRESS_HASTE_FOR_TESTS_ONLY: '5',
    },
  })
}, 180_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function create(title: string, tier: 'bronze' | 'silver' | 'gold'): Promise<string> {
  const { site, operation } = await cloud.call(createSite, { title, tier })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return site.name
}

async function change(site: string, tier: 'bronze' | 'silver' | 'gold') {
  const { operation } = await cloud.call(changeSiteTier, { site, tier })
  return cloud.settled(operation.operationId)
}

const shardOf = async (site: string) => {
  const { shardId } = await cloud.call(showSite, { site })
  const { items } = await cloud.call(listShards, {})
  return items.find((shard) => shard.shardId === shardId)
}

/** What the site's database server and its PHP say of themselves. */
const serversOf = async (site: string) =>
  (
    await cloud.call(runWpCli, {
      site,
      args: ['eval', 'global $wpdb; echo DB_HOST, " ", $wpdb->get_var("SELECT @@datadir");'],
    })
  ).stdout.trim()

/** Logged-in visitors, whose pages no cache answers, one after another until they are stopped. */
function keepVisiting(site: string) {
  const answers = new Map<number, number>()
  let stopped = false
  const visitor = (async () => {
    for (let count = 1; !stopped; count += 1) {
      const headers = { cookie: 'wordpress_logged_in_x=1' }
      const { status } = await cloud.fetchSite(`${site}.localhost`, `/?visit=${count}`, {
        headers,
        timeoutMs: 60_000,
      })
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  })()
  return {
    async stop() {
      stopped = true
      await visitor
      return [...answers.keys()]
    },
  }
}

test('a site goes from bronze to gold and back while it is visited, and gets servers of its own for as long', async () => {
  const site = await create('Corner Bakery', 'bronze')
  const shared = await shardOf(site)
  const before = await serversOf(site)
  const visits = keepVisiting(site)
  expect(await change(site, 'gold')).toMatchObject({ state: 'succeeded' })
  const own = await shardOf(site)
  expect(own).toMatchObject({ tiers: ['gold'], sites: 1, sitesMax: 1 })
  expect(await serversOf(site)).not.toBe(before)
  expect(await change(site, 'bronze')).toMatchObject({ state: 'succeeded' })
  expect(await visits.stop()).toEqual([200])
  expect((await shardOf(site))?.shardId).toBe(shared?.shardId)
  await vi.waitFor(async () => {
    const { items } = await cloud.call(listShards, {})
    expect(items.map(({ shardId }) => shardId)).not.toContain(own?.shardId)
  }, WAIT)
})

test('a site that is created as gold gets servers of its own, and the next is told that there is no room', async () => {
  const site = await create('Golden Bakery', 'gold')
  await vi.waitFor(async () => expect((await shardOf(site))?.tiers).toEqual(['gold']), WAIT)
  await expect(change('corner-bakery', 'gold')).rejects.toMatchObject({
    code: 'shards_exhausted',
    hint: expect.stringContaining('AIPRESS_DEDICATED_SHARDS_MAX'),
  })
  expect(await cloud.call(showSite, { site: 'corner-bakery' })).toMatchObject({ tier: 'bronze' })
})

test('a site that is pinned to its shard is not moved to servers of its own', async () => {
  const site = await create('Pinned Bakery', 'silver')
  await cloud.call(pinSite, { site })
  await expect(change(site, 'gold')).rejects.toMatchObject({ code: 'site_pinned' })
  expect(await change(site, 'bronze')).toMatchObject({ state: 'succeeded' })
})
