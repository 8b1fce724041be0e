import { createShard, createSite, listShards, newId, type Shard } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../packages/control-plane/src/drivers/simulated/world.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

const REGIONS = ['us-central1', 'europe-west1']
const SIMULATION = { seed: 1, timeScale: 0.01 }
const WAIT = { timeout: 60_000, interval: 200 }

/** The real control plane in two groups, over a simulated cloud of two regions. */
let cloud: LocalCloud
let world: SimulatedWorld
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: {
      AIPRESS_DRIVER: 'simulated',
      AIPRESS_SIMULATION: JSON.stringify(SIMULATION),
      AIPRESS_GROUPS: '2',
      AIPRESS_REGIONS: REGIONS.join(','),
      AIPRESS_WARM_SLOTS: '0',
    },
  })
  world = createSimulatedWorld({ ...SIMULATION, folder: cloud.layout.simulation, regions: REGIONS })
}, 180_000)
afterAll(async () => {
  world?.[Symbol.dispose]()
  await cloud?.[Symbol.asyncDispose]()
}, 60_000)

const shards = async () => (await cloud.call(listShards, {})).items
const of = (region: string) => (shard: Shard) => shard.region === region

test('while a region is down its shards and no others are, and sites are made elsewhere', async () => {
  // Made by a person, by the other rule than those which the platform makes by itself.
  for (const controlGroup of [1, 2]) {
    const wish = { region: 'us-central1', controlGroup }
    const { operation } = await cloud.call(createShard, wish, { idempotencyKey: newId('request') })
    expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  }
  world.failRegion('europe-west1')
  await vi.waitFor(async () => {
    // The platform begins to make another there, which waits for the region.
    const made = (await shards()).filter(of('europe-west1')).filter(({ state }) => state !== 'preparing')
    expect(made.length).toBeGreaterThan(0)
    expect(made.map(({ state }) => state)).toEqual(made.map(() => 'down'))
  }, WAIT)
  expect((await shards()).filter(of('us-central1')).map(({ state }) => state)).not.toContain('down')
  const { site, operation } = await cloud.call(createSite, { title: 'Elsewhere' })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(site.region).toBe('us-central1')
  await expect(cloud.call(createSite, { title: 'There', region: 'europe-west1' })).rejects.toMatchObject({
    retryable: true,
    hint: expect.stringContaining('Try again'),
  })
}, 120_000)

test('once it is back, its shards are well again and take sites', async () => {
  world.restoreRegion('europe-west1')
  await vi.waitFor(async () => {
    expect((await shards()).map(({ state }) => state)).not.toContain('down')
  }, WAIT)
  const { site, operation } = await cloud.call(createSite, { title: 'There Again', region: 'europe-west1' })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(site.region).toBe('europe-west1')
}, 120_000)
