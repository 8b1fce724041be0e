import {
  createShard,
  createSite,
  listShards,
  moveSite,
  newId,
  renameSite,
  type Shard,
  showSite,
  suspendSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  CONTROL_PLANE_SERVICE,
  groupService,
} from '../../packages/control-plane/src/drivers/local/machine.ts'
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../packages/control-plane/src/drivers/simulated/world.ts'
import { query } from '../../packages/machine/src/postgres.ts'
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
      AIPRESS_MOVE_GRACE_MINUTES: '0',
    },
  })
  world = createSimulatedWorld({ ...SIMULATION, folder: cloud.layout.simulation, regions: REGIONS })
}, 180_000)
afterAll(async () => {
  world?.[Symbol.dispose]()
  await cloud?.[Symbol.asyncDispose]()
}, 60_000)

/** As a front leaves it that dies before it has written the answer down. */
const FORGET = "UPDATE idempotency_keys SET answer = NULL, leased_until = now() WHERE idempotency_key = '"

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

const siteIn = ({ shardId, slot }: { shardId: string; slot: number }) =>
  world.inner.database.get('SELECT site_id FROM slots WHERE shard_id = ? AND slot = ?', shardId, slot)
    ?.site_id

/** The slots that the directory says are the site's, by what they are to it. */
async function slotsOf(siteId: string): Promise<Record<string, { shardId: string; slot: number }>> {
  const sql = `SELECT state, shard_id, slot FROM slots WHERE site_id = '${siteId}'`
  const rows = await query(cloud.layout, 'aipress', sql)
  const place = (row: Record<string, unknown>) => ({ shardId: String(row.shard_id), slot: Number(row.slot) })
  return Object.fromEntries(rows.map((row) => [String(row.state), place(row)]))
}

test('a site on its way to a shard of another control group keeps its place there, however long that takes', async () => {
  const region = 'us-central1'
  const inRegion = await vi.waitFor(async () => {
    const found = (await shards()).filter((one) => of(region)(one) && one.state === 'healthy')
    expect(found.filter(({ controlGroup }) => controlGroup === 2).length).toBeGreaterThan(1)
    return found
  }, WAIT)
  const [home] = inRegion.filter(({ controlGroup }) => controlGroup === 1)
  const [target, other] = inRegion.filter(({ controlGroup }) => controlGroup === 2)
  const make = async (title: string, shard: Shard | undefined) => {
    const { site, operation } = await cloud.call(createSite, { title, shard: shard?.shardId })
    expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
    return site
  }
  const slow = await make('Slow Traveller', home)
  const quick = await make('Quick Traveller', target)

  await cloud.faults([{ workflow: 'move-site', step: 'copy', phase: 'after', kind: 'stall' }])
  const { operation } = await cloud.call(moveSite, { site: slow.siteId, to: target?.shardId })
  await vi.waitFor(async () => expect(await cloud.struck()).toHaveLength(1), WAIT)
  const { arriving } = await slotsOf(slow.siteId)
  // The target's group tidies up what another move has left, which comes after what the first one took.
  const move = await cloud.call(moveSite, { site: quick.siteId, to: other?.shardId })
  expect(await cloud.settled(move.operation.operationId)).toMatchObject({ state: 'succeeded' })
  await vi.waitFor(async () => expect(Object.keys(await slotsOf(quick.siteId))).toEqual(['claimed']), WAIT)
  expect((await slotsOf(slow.siteId)).arriving).toEqual(arriving)
  expect(arriving && siteIn(arriving)).toBe(slow.siteId)

  // What waited behind the move would run where the site no longer is.
  const refused = cloud.call(suspendSite, { site: slow.siteId })
  await expect(refused).rejects.toMatchObject({ code: 'site_busy', retryable: true })

  await cloud.supervisor.signal(groupService(1), 'KILL')
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded', recoveries: 1 })
  await vi.waitFor(async () => expect(await slotsOf(slow.siteId)).toEqual({ claimed: arriving }), WAIT)
  expect(arriving && siteIn(arriving)).toBe(slow.siteId)

  // Once it is there, its new group takes it on.
  const suspended = await cloud.call(suspendSite, { site: slow.siteId })
  expect(await cloud.settled(suspended.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await cloud.call(showSite, { site: slow.siteId })).toMatchObject({ state: 'suspended' })
}, 180_000)

test('a move whose answer was lost is not made again by the group that has the site now', async () => {
  const region = 'us-central1'
  const home = (await shards()).find((one) => of(region)(one) && one.controlGroup === 1)
  const target = (await shards()).find((one) => of(region)(one) && one.controlGroup === 2)
  const { site, operation } = await cloud.call(createSite, { title: 'Asked Twice', shard: home?.shardId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  const idempotencyKey = newId('request')
  const ask = () => cloud.call(moveSite, { site: site.siteId, to: target?.shardId }, { idempotencyKey })
  const first = await ask()
  expect(await cloud.settled(first.operation.operationId)).toMatchObject({ state: 'succeeded' })
  await query(cloud.layout, 'aipress', `${FORGET}${idempotencyKey}'`)
  const again = await ask()
  expect(again.operation).toMatchObject({ operationId: first.operation.operationId, state: 'succeeded' })
  expect((await cloud.call(showSite, { site: site.siteId })).shardId).toBe(target?.shardId)
}, 120_000)

test('what the first try has renamed is not told to be missing while the group that knows is away', async () => {
  const home = (await shards()).find((one) => of('us-central1')(one) && one.controlGroup === 2)
  const { site, operation } = await cloud.call(createSite, { title: 'First Name', shard: home?.shardId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  const idempotencyKey = newId('request')
  const ask = () =>
    cloud.call(
      renameSite,
      { site: 'first-name', title: 'Second Name', name: 'second-name' },
      { idempotencyKey },
    )
  const first = await ask()
  expect(await cloud.settled(first.operation.operationId)).toMatchObject({ state: 'succeeded' })
  await query(cloud.layout, 'aipress', `${FORGET}${idempotencyKey}'`)
  // A new front has not seen the operation.
  await cloud.supervisor.signal(groupService(2), 'STOP')
  await cloud.supervisor.signal(CONTROL_PLANE_SERVICE, 'KILL')
  await vi.waitFor(
    () => expect(ask()).rejects.toMatchObject({ code: 'control_group_unavailable', retryable: true }),
    WAIT,
  )
  await cloud.supervisor.signal(groupService(2), 'CONT')
  const again = await vi.waitFor(ask, WAIT)
  expect(again).toMatchObject({ site: { siteId: site.siteId }, operation: { state: 'succeeded' } })
}, 120_000)

test('a site whose move could go neither on nor back is let go once its shard answers again', async () => {
  const region = 'europe-west1'
  const home = await vi.waitFor(async () => {
    const found = (await shards()).find((one) => of(region)(one) && one.state === 'healthy')
    return found ?? expect.unreachable(`A shard in ${region} is there.`)
  }, WAIT)
  const wish = { region, controlGroup: home.controlGroup }
  const made = await cloud.call(createShard, wish, { idempotencyKey: newId('request') })
  expect(await cloud.settled(made.operation.operationId)).toMatchObject({ state: 'succeeded' })
  const { site, operation } = await cloud.call(createSite, { title: 'Stuck', shard: home.shardId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })

  await cloud.faults([{ workflow: 'move-site', step: 'hold', phase: 'after', kind: 'stall' }])
  const move = await cloud.call(moveSite, { site: site.siteId, to: made.shard.shardId })
  const held = expect.objectContaining({ step: 'hold' })
  await vi.waitFor(async () => expect(await cloud.struck()).toContainEqual(held), WAIT)
  world.failRegion(region)
  await cloud.supervisor.signal(groupService(home.controlGroup), 'KILL')
  expect(await cloud.settled(move.operation.operationId)).toMatchObject({ state: 'failed' })
  const sql = `SELECT on_hold FROM sites WHERE site_id = '${site.siteId}'`
  expect(await query(cloud.layout, 'aipress', sql)).toEqual([{ on_hold: true }])

  world.restoreRegion(region)
  await vi.waitFor(
    async () => expect(await query(cloud.layout, 'aipress', sql)).toEqual([{ on_hold: false }]),
    WAIT,
  )
  const suspended = await cloud.call(suspendSite, { site: site.siteId })
  expect(await cloud.settled(suspended.operation.operationId)).toMatchObject({ state: 'succeeded' })
}, 180_000)
