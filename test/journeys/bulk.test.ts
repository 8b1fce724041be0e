import {
  type Bulk,
  changeSiteTier,
  createSite,
  labelSite,
  listBulk,
  listOperations,
  listSites,
  pinSite,
  previewBulk,
  resumeBulk,
  showBulk,
  startBulk,
  stopBulk,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const SITES = 6
let cloud: LocalCloud

beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_WARM_SLOTS: String(SITES), AIPRESS_DEDICATED_SHARDS_MAX: '0' },
  })
  for (let number = 1; number <= SITES; number += 1) {
    const { operation } = await cloud.call(createSite, { title: `Trial ${number}` })
    await cloud.settled(operation.operationId)
  }
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function done(bulkId: string): Promise<Bulk> {
  return vi.waitFor(
    async () => {
      const bulk = await cloud.call(showBulk, { bulk: bulkId })
      expect(bulk.state).toBe('done')
      return bulk
    },
    { timeout: 120_000, interval: 100 },
  )
}

test('many sites are labelled, and those that are so already are left out the next time', async () => {
  await cloud.call(labelSite, { site: 'trial-1', add: 'trial' })
  const wish = { kind: 'label', newLabel: 'trial' } as const
  const preview = await cloud.call(previewBulk, wish)
  expect(preview).toMatchObject({
    title: 'Label 5 sites trial',
    sites: 6,
    changes: 5,
    leftOut: [{ reason: 'labelled so already', sites: 1 }],
  })
  expect(preview.sample.map((site) => site.name)).toEqual([2, 3, 4, 5, 6].map((number) => `trial-${number}`))
  const bulk = await cloud.call(startBulk, { ...wish, sites: 5 })
  expect(await done(bulk.bulkId)).toMatchObject({ counts: { total: 5, succeeded: 5 }, failures: [] })
  expect((await cloud.call(listSites, { label: 'trial' })).total).toBe(6)
})

test('nothing is begun where the number is another than was said', async () => {
  const before = (await cloud.call(listBulk, {})).items.length
  await expect(cloud.call(startBulk, { kind: 'suspend', label: 'trial', sites: 5 })).rejects.toMatchObject({
    code: 'bulk_changed',
  })
  await expect(cloud.call(startBulk, { kind: 'tier', sites: 6 })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  expect((await cloud.call(listBulk, {})).items.length).toBe(before)
})

test('a process that dies in the middle is followed by one that does the rest, each site once', async () => {
  const options = { idempotencyKey: 'suspend-all' }
  const wish = { kind: 'suspend', label: 'trial', sites: SITES, atOnce: 2 } as const
  const bulk = await cloud.call(startBulk, wish, options)
  await cloud.killControlPlane()
  expect((await cloud.call(startBulk, wish, options)).bulkId).toBe(bulk.bulkId)
  expect(await done(bulk.bulkId)).toMatchObject({ counts: { total: SITES, succeeded: SITES } })
  const { items } = await cloud.call(listOperations, { limit: 200 })
  expect(items.filter(({ action }) => action === 'sites.suspend')).toHaveLength(SITES)
  expect((await cloud.call(listSites, { state: 'suspended' })).total).toBe(SITES)
})

test('it can be stopped and resumed, and nothing is left undone', async () => {
  const bulk = await cloud.call(startBulk, { kind: 'resume', label: 'trial', sites: SITES, atOnce: 1 })
  const stopped = await cloud.call(stopBulk, { bulk: bulk.bulkId })
  expect(stopped.state).toBe('stopped')
  await expect(cloud.call(stopBulk, { bulk: bulk.bulkId })).rejects.toMatchObject({
    code: 'bulk_state_conflict',
  })
  await vi.waitFor(
    async () => expect((await cloud.call(showBulk, { bulk: bulk.bulkId })).counts.running).toBe(0),
    { timeout: 30_000, interval: 100 },
  )
  const { counts } = await cloud.call(showBulk, { bulk: bulk.bulkId })
  expect(counts.waiting).toBeGreaterThan(0)
  await cloud.call(resumeBulk, { bulk: bulk.bulkId })
  expect(await done(bulk.bulkId)).toMatchObject({ counts: { succeeded: SITES, waiting: 0 } })
})

test('tiers change by operations of their own, and pinned sites are no candidates for a move', async () => {
  const { operation } = await cloud.call(changeSiteTier, { site: 'trial-1', tier: 'gold' })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  await expect(cloud.call(changeSiteTier, { site: 'trial-1', tier: 'gold' })).rejects.toMatchObject({
    code: 'site_state_conflict',
  })
  const bulk = await cloud.call(startBulk, { kind: 'tier', newTier: 'gold', sites: SITES - 1 })
  expect(await done(bulk.bulkId)).toMatchObject({ counts: { succeeded: SITES - 1 } })
  expect((await cloud.call(listSites, { tier: 'gold' })).total).toBe(SITES)
  await cloud.call(pinSite, { site: 'trial-2' })
  const preview = await cloud.call(previewBulk, { kind: 'move', label: 'trial' })
  expect(preview).toMatchObject({
    changes: SITES - 1,
    leftOut: [{ reason: 'pinned to its shard', sites: 1 }],
  })
  await expect(cloud.call(previewBulk, { kind: 'move', to: 'shard-777' })).rejects.toMatchObject({
    code: 'shard_not_found',
  })
})
