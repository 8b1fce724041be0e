import {
  AipressError,
  createShard,
  createSite,
  deleteSite,
  drainShard,
  listOperations,
  listShards,
  listSites,
  mapShards,
  moveSite,
  pinSite,
  resumeBulk,
  retireShard,
  type Shard,
  showShard,
  stopBulk,
  undrainShard,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openShardServers } from '../../packages/control-plane/src/drivers/local/shard-servers.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let cloud: LocalCloud
let siteId: string

beforeAll(async () => {
  const environment = {
    AIPRESS_SITES_PER_SHARD: '4',
    AIPRESS_SHARDS_MAX: '3',
    AIPRESS_WARM_SLOTS: '1',
    AIPRESS_HASTE_FOR_TESTS_ONLY: '5',
  }
  cloud = await startLocalCloud({ environment })
  const { site, operation } = await cloud.call(createSite, { title: 'Standing Site' })
  await cloud.settled(operation.operationId)
  siteId = site.siteId
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (error instanceof AipressError ? error.code : error),
  )

async function newShard(): Promise<string> {
  const { shard, operation } = await cloud.call(createShard, {})
  expect(shard.state).toBe('preparing')
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return shard.shardId
}

test('a shard is made, shown with its parts, and retired; its number stays taken', async () => {
  const shardId = await newShard()
  const shown = await cloud.call(showShard, { shard: shardId })
  expect(shown).toMatchObject({ state: 'healthy', sites: 0, sitesMax: 4, reasons: [] })
  expect(shown.parts.map(({ name, healthy }) => [name, healthy])).toEqual(
    ['mariadb', 'redis', 'php'].map((part) => [`${shardId}/${part}`, true]),
  )
  expect(shown.history.at(-1)).toMatchObject({ kind: 'state', state: 'healthy', what: 'It was made.' })

  const { operation } = await cloud.call(retireShard, { shard: shardId.replace('shard-', '') })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await cloud.call(showShard, { shard: shardId })).state).toBe('retired')
  expect((await cloud.call(listShards, {})).items.map((one) => one.shardId)).not.toContain(shardId)
  expect((await cloud.call(listShards, { state: 'retired' })).items).toMatchObject([{ shardId, parts: [] }])
  expect((await cloud.supervisor.list()).filter(({ name }) => name.startsWith(shardId))).toEqual([])
  expect(await refusal(cloud.call(retireShard, { shard: shardId }))).toBe('shard_state_conflict')
  expect(await refusal(cloud.call(drainShard, { shard: shardId }))).toBe('shard_state_conflict')
  expect(await newShard()).not.toBe(shardId)
})

test('no more are made than there may be, and one with a site is not retired', async () => {
  const { items } = await cloud.call(listShards, {})
  for (let made = items.length; made < 3; made += 1) await newShard()
  expect(await refusal(cloud.call(createShard, {}))).toBe('shards_exhausted')
  expect(await refusal(cloud.call(createShard, { controlGroup: 7 }))).toBe('control_group_unavailable')
  expect(await refusal(cloud.call(createShard, { region: 'moon-1' }))).toBe('invalid_input')
  const { shardId } = await shardWithSite()
  expect(await refusal(cloud.call(retireShard, { shard: shardId }))).toBe('shard_not_empty')
  expect(await refusal(cloud.call(showShard, { shard: 'shard-999' }))).toBe('shard_not_found')
})

test('the list is paged, and the map adds up', async () => {
  const all = (await cloud.call(listShards, {})).items.map((shard) => shard.shardId)
  const first = await cloud.call(listShards, { limit: 1 })
  const rest = await cloud.call(listShards, { cursor: first.nextCursor, state: 'healthy' })
  expect([...first.items, ...rest.items].map((shard) => shard.shardId)).toEqual(all)
  const map = await cloud.call(mapShards, {})
  expect(map.items.map((shard) => shard.shardId)).toEqual(all)
  expect(map.totals).toEqual({ shards: 3, sites: 1, roomToTarget: 11, roomToMax: 11 })
  expect((await cloud.call(mapShards, { region: 'elsewhere' })).items).toEqual([])
})

test('an empty shard that is drained takes no sites until that is ended', async () => {
  const { items } = await cloud.call(listShards, {})
  const empty = items.find((shard) => shard.sites === 0)?.shardId ?? ''
  const drained = await cloud.call(drainShard, { shard: empty })
  expect(drained).toMatchObject({ shard: { state: 'draining' } })
  expect(drained.bulk).toBeUndefined()
  expect(await refusal(cloud.call(createSite, { title: 'Late', shard: empty }))).toBe('shard_state_conflict')
  expect((await cloud.call(undrainShard, { shard: empty })).shard.state).toBe('healthy')
  expect(await refusal(cloud.call(undrainShard, { shard: empty }))).toBe('shard_state_conflict')
  const { history } = await cloud.call(showShard, { shard: empty })
  expect(history.map(({ state }) => state).slice(0, 2)).toEqual(['healthy', 'draining'])
})

test('a shard is not drained where the others have no room; making some is refused where there may be no more', async () => {
  const full = await shardWithSite()
  for (const { shardId } of (await cloud.call(listShards, {})).items) {
    if (shardId !== full.shardId) await cloud.call(drainShard, { shard: shardId })
  }
  const refused = cloud.call(drainShard, { shard: full.shardId })
  await expect(refused).rejects.toMatchObject({
    code: 'shard_full',
    message: `0 of the 1 sites of ${full.shardId} fit on other shards; 1 do not.`,
    hint: expect.stringContaining('--make-shards'),
  })
  expect(await refusal(cloud.call(drainShard, { shard: full.shardId, makeShards: true }))).toBe(
    'shards_exhausted',
  )
  expect((await shardWithSite()).state).toBe('healthy')
})

test('a database that hangs is noticed, restarted, and the story is told', async () => {
  const { shardId } = await shardWithSite()
  await vi.waitFor(
    async () => {
      const { parts } = await cloud.call(showShard, { shard: shardId })
      expect(parts.every((part) => (part.uptimeSeconds ?? 0) >= 30)).toBe(true)
    },
    { timeout: 60_000, interval: 500 },
  )
  await cloud.supervisor.signal(`${shardId}-mariadb`, 'STOP')
  await vi.waitFor(
    async () => expect((await cloud.call(mapShards, { state: 'down' })).items).toMatchObject([{ shardId }]),
    { timeout: 60_000, interval: 200 },
  )
  expect(await refusal(cloud.call(createSite, { title: 'Unlucky', shard: shardId }))).toBe(
    'shard_state_conflict',
  )
  await vi.waitFor(async () => expect((await shardWithSite()).state).toBe('healthy'), {
    timeout: 60_000,
    interval: 200,
  })
  const { history } = await cloud.call(showShard, { shard: shardId })
  expect(history.map(({ kind, state }) => state ?? kind).slice(0, 3)).toEqual(['healthy', 'healing', 'down'])
  expect(history[1]?.what).toBe('mariadb ran and did not answer: it was started again.')
  expect((await cloud.fetchSite('standing-site.localhost')).status).toBe(200)
})

test('a site’s database user that is lost comes back by itself', async () => {
  const { shardId } = await shardWithSite()
  const slot = cloud.layout.shard(shardId).slot(1)
  await using servers = openShardServers(cloud.layout)
  await servers.withDatabase(shardId, AbortSignal.timeout(10_000), async (connection) => {
    await connection.query(`DROP USER '${slot.database}'@'localhost'`)
  })
  await vi.waitFor(
    async () => {
      const { history } = await cloud.call(showShard, { shard: shardId })
      expect(history[0]).toMatchObject({
        kind: 'healing',
        what: expect.stringContaining('database user was gone: it was made again'),
      })
    },
    { timeout: 60_000, interval: 200 },
  )
  expect((await cloud.fetchSite('standing-site.localhost', '/?fresh')).status).toBe(200)
})

test('a shard that its last site has left says whose place it still keeps, and is retired only after that', async () => {
  const { shardId } = await shardWithSite()
  for (const shard of (await cloud.call(listShards, { state: 'draining' })).items)
    await cloud.call(undrainShard, { shard: shard.shardId })
  const { operation } = await cloud.call(moveSite, { site: siteId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await cloud.call(showShard, { shard: shardId })).toMatchObject({ sites: 1, leftBehind: 1 })
  await expect(cloud.call(retireShard, { shard: shardId })).rejects.toMatchObject({
    code: 'shard_not_empty',
    message: `${shardId} still keeps the place of a site that moved away.`,
    hint: expect.stringContaining('Try again then'),
  })
  expect((await cloud.call(drainShard, { shard: shardId })).bulk).toBeUndefined()
  expect((await cloud.call(undrainShard, { shard: shardId })).shard.state).toBe('healthy')
})

test('a drain says which sites stay, and why', async () => {
  const full = (await cloud.call(listShards, {})).items.find(({ sites, leftBehind }) => sites > leftBehind)
  const shard = full?.shardId ?? ''
  const { items } = await cloud.call(listSites, { shard })
  for (const site of items) await cloud.call(pinSite, { site: site.siteId, pinned: true })
  const drained = await cloud.call(drainShard, { shard })
  expect(drained.bulk).toBeUndefined()
  expect(drained.stay).toEqual([
    { reason: 'pinned to its shard', sites: items.length, names: expect.arrayContaining([items[0]?.name]) },
  ])
  for (const site of items) await cloud.call(pinSite, { site: site.siteId, pinned: false })
  await cloud.call(undrainShard, { shard })
})

test('a drain that was ended half-way does not stand in the way of the next', async () => {
  const full = (await cloud.call(listShards, {})).items.find(({ sites, leftBehind }) => sites > leftBehind)
  const shard = full?.shardId ?? ''
  const first = await cloud.call(drainShard, { shard })
  await cloud.call(undrainShard, { shard })
  await expect(cloud.call(resumeBulk, { bulk: first.bulk?.bulkId ?? '' })).rejects.toMatchObject({
    code: 'bulk_state_conflict',
    hint: expect.stringContaining(`shard drain ${shard}`),
  })
  const again = await cloud.call(drainShard, { shard })
  expect(again.shard.state).toBe('draining')
  expect(again.bulk?.bulkId).not.toBe(first.bulk?.bulkId)
  // Nor does one that was stopped while its shard goes on draining.
  await cloud.call(stopBulk, { bulk: again.bulk?.bulkId ?? '' })
  expect((await cloud.call(drainShard, { shard })).bulk?.bulkId).not.toBe(again.bulk?.bulkId)
  await cloud.call(undrainShard, { shard })
})

test('operations on shards are told as any others', async () => {
  const { items } = await cloud.call(listOperations, { limit: 200 })
  expect(items.map(({ action }) => action)).toContain('shards.create')
  const removal = await cloud.call(deleteSite, { site: siteId })
  await cloud.settled(removal.operation.operationId)
})

async function shardWithSite(): Promise<Shard> {
  const { items } = await cloud.call(listShards, {})
  const found = items.find((shard) => shard.sites > 0)
  if (found === undefined) throw new Error('The standing site must be on a shard.')
  return found
}
