import { newId } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { createShardWorkflow } from './create-shard.workflow.ts'
import { createDedicatedShards } from './dedicated-shards.reconciler.ts'
import { createShardCapacity } from './shard-capacity.reconciler.ts'
import { findShard } from './shard-records.ts'
import { laneOf } from './shard-services.ts'
import { DEDICATED, type ShardRow } from './shard-tables.ts'
import { openShardYards, type ShardYard, type ShardYards } from './testing/shard-yard.ts'

/** Who makes a shard, and who removes what its maker left: an operation, and the two reconcilers beside it. */
let yards: ShardYards
let yard: ShardYard

beforeAll(async () => {
  yards = await openShardYards()
})
afterAll(() => yards?.[Symbol.asyncDispose]())
describe('making and removing', () => {
  beforeEach(async () => {
    yard = await yards.open()
    return () => yard[Symbol.asyncDispose]()
  })

  const SHARED = { slots: 12, sitesTarget: 12, region: 'local', tiers: ['bronze', 'silver', 'gold'] } as const
  const OWN = { ...DEDICATED, region: 'local' } as const
  const LONG_AGO = new Date(Date.now() - 3_600_000)

  async function add(operationId: string, spec: typeof SHARED | typeof OWN): Promise<ShardRow> {
    const shard = await yard.shards.addFor(operationId, spec, 100)
    if (shard === undefined) throw new Error('There is room for it.')
    return shard
  }

  /** Its operation is at work, and has been for an hour. */
  async function addHeld(spec: typeof SHARED | typeof OWN) {
    const operationId = newId('operation')
    const shard = await add(operationId, spec)
    await yard.set(shard.shardId, { created_at: LONG_AGO })
    await yard.hold({ operationId })
    return { ...shard, operationId }
  }

  async function ensure({ shardId, slots }: ShardRow): Promise<void> {
    await yard.world.shardHost.ensure({ shardId, slots, region: 'local' }, AbortSignal.timeout(10_000))
  }

  const isThere = async ({ shardId }: Pick<ShardRow, 'shardId'>) =>
    (await yard.world.shardHost.inspect(shardId, AbortSignal.timeout(10_000))).every(({ healthy }) => healthy)
  const stateOf = async ({ shardId }: Pick<ShardRow, 'shardId'>) =>
    (await findShard(yard.directory, shardId))?.state

  const extend = () =>
    createShardCapacity({
      ...yard,
      host: yard.world.shardHost,
      machine: yard.world.machine,
      plan: {
        sitesMax: 12,
        sitesTarget: 12,
        countMax: 2,
        dedicatedMax: 8,
        regions: ['local'],
        tiers: SHARED.tiers,
      },
      phpVersion: '8.4',
      clock: Date.now,
      log: createLog('silent'),
    }).run(AbortSignal.timeout(30_000))
  const tidy = () =>
    createDedicatedShards({ ...yard, host: yard.world.shardHost, clock: Date.now }).run(
      AbortSignal.timeout(30_000),
    )
  /** What `tidy` has begun, too. */
  async function tidied(shard: ShardRow) {
    await tidy()
    const { items } = await yard.engine.list({ scope: undefined, limit: 10 })
    const begun = items.filter(({ title }) => title === `Retire ${shard.shardId}`)
    for (const { operationId } of begun) await yard.settled(operationId)
    expect((await yard.engine.atWork([laneOf(shard.shardId)])).size).toBe(0)
    return stateOf(shard)
  }

  test('a shard is its operation’s to make however long that takes, and is opened where the operation has ended', async () => {
    const shard = await addHeld(SHARED)
    await extend()
    expect(await stateOf(shard)).toBe('preparing')
    expect(await isThere(shard)).toBe(false)
    await yard.letGo(shard.operationId, 'undone')
    await extend()
    expect(await stateOf(shard)).toBe('ready')
    expect(await isThere(shard)).toBe(true)
  })

  test('servers that are to be one site’s are not made without their operation, nor opened', async () => {
    const shard = await addHeld(OWN)
    await yard.letGo(shard.operationId, 'undone')
    await extend()
    expect(await stateOf(shard)).toBe('preparing')
    expect(await isThere(shard)).toBe(false)
  })

  test('room for others is made while servers for one site are being made', async () => {
    await addHeld(OWN)
    expect(await extend()).toEqual([expect.stringContaining('0 places were free')])
  })

  test('an open shard of one site that has just left counts neither as room nor against the limit of the others', async () => {
    for (const operationId of ['op_1', 'op_2'])
      await yard.set((await add(operationId, OWN)).shardId, { state: 'ready' })
    const changes = await extend()
    expect(changes).toEqual(expect.arrayContaining([expect.stringContaining('0 places were free')]))
  })

  test('a new gold site is not placed on servers that another has just left', async () => {
    const own = await add('op_own', OWN)
    await yard.set(own.shardId, { state: 'ready' })
    const place = () => transact(yard.directory, (tx) => yard.shards.reserve(tx, 'site_1', { tier: 'gold' }))
    await expect(place()).rejects.toMatchObject({
      code: 'shard_full',
      message: expect.stringContaining('No shard'),
    })
    await extend()
    expect((await place()).place.shardId).not.toBe(own.shardId)
  })

  test.each(['ready', 'draining'] as const)(
    'servers whose site has left while they were %s are retired',
    async (state) => {
      const shard = await add('op_gone', OWN)
      await ensure(shard)
      await yard.set(shard.shardId, { state })
      expect(await tidied(shard)).toBe('retired')
      expect(await isThere(shard)).toBe(false)
    },
  )

  test('servers that were never opened are removed once their operation has ended, and not before', async () => {
    const shard = await addHeld(OWN)
    await ensure(shard)
    expect(await tidied(shard)).toBe('preparing')
    await yard.letGo(shard.operationId, 'undone')
    expect(await tidied(shard)).toBeUndefined()
    expect(await isThere(shard)).toBe(false)
    expect((await add('op_next', OWN)).shardId).toBe(shard.shardId)
  })

  test('a record without an operation is given a minute for it to come, then removed', async () => {
    const shard = await add('op_never', OWN)
    expect(await tidied(shard)).toBe('preparing')
    await yard.set(shard.shardId, { created_at: new Date(Date.now() - 61_000) })
    expect(await tidied(shard)).toBeUndefined()
  })

  test('an operation whose shard was given up makes no servers', async () => {
    const shard = await add('op_slow', OWN)
    await yard.set(shard.shardId, { created_at: LONG_AGO })
    await tidied(shard)
    const another = await add('op_other', OWN)
    expect(another.shardId).toBe(shard.shardId)
    const { shardId, slots } = shard
    expect((await yard.run(createShardWorkflow, { shardId, slots }, 'op_slow')).state).toBe('undone')
    expect(await stateOf(another)).toBe('preparing')
    expect(await isThere(another)).toBe(false)
  })

  test('undoing leaves no moment in which others find the record of a shard without servers', async () => {
    const shard = await add('op_undone', SHARED)
    const { shardId } = shard
    const { turnEnds } = yard
    await yard.failAt('open')
    expect((await yard.run(createShardWorkflow, { shardId, slots: 12 }, 'op_undone')).state).toBe('undone')
    expect(turnEnds).toEqual(['preparing', undefined])
  })
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(yards.statements.seen.size).toBeGreaterThan(5)
  expect(yards.statements.faults).toEqual([])
})
