import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { transact } from '../kernel/database.ts'
import { createRetiredShards } from './retired-shards.reconciler.ts'
import { recordShardEvent, shardEvents } from './shard-events.ts'
import { numbersLeft } from './shard-numbers.ts'
import { findShard } from './shard-records.ts'
import { laneOf } from './shard-services.ts'
import { DEDICATED } from './shard-tables.ts'
import { openShardYards, type ShardYard, type ShardYards } from './testing/shard-yard.ts'

/** Numbers of shards where a machine has room for four. */
const NUMBERS_MAX = 4

let yards: ShardYards
let yard: ShardYard

beforeAll(async () => {
  yards = await openShardYards()
})
afterAll(() => yards?.[Symbol.asyncDispose]())
describe('numbers', () => {
  beforeEach(async () => {
    yard = await yards.open({ numbersMax: NUMBERS_MAX })
    return () => yard[Symbol.asyncDispose]()
  })

  let made = 0
  async function add(): Promise<string> {
    made += 1
    const shard = await yard.shards.addFor(`op_${made}`, { ...DEDICATED, region: 'local' }, 100)
    return String(shard?.shardId)
  }

  /** As the workflow leaves it, with a line in its history. */
  async function retire(shardId: string): Promise<void> {
    await recordShardEvent(yard.directory, shardId, {
      kind: 'state',
      state: 'retired',
      what: 'It was retired.',
    })
    await yard.set(shardId, { state: 'retired' })
  }

  const reconcile = () => createRetiredShards({ ...yard, controlGroup: 1 }).run(AbortSignal.timeout(10_000))

  test('shards can be made and retired far more often than there are numbers', async () => {
    await add()
    for (let round = 0; round < 5 * NUMBERS_MAX; round += 1) {
      await retire(await add())
      await reconcile()
    }
    expect(await yard.shards.all()).toHaveLength(1)
  })

  test('numbers that no shard has had come first, then that of the shard which was made longest ago', async () => {
    const numbers: string[] = []
    for (let round = 0; round < NUMBERS_MAX + 2; round += 1) {
      const shardId = await add()
      numbers.push(shardId)
      await retire(shardId)
      await reconcile()
    }
    expect(numbers).toEqual(['shard-001', 'shard-002', 'shard-003', 'shard-004', 'shard-001', 'shard-002'])
  })

  test('a shard with a former one’s number has nothing of its history', async () => {
    const former = await add()
    await retire(former)
    await reconcile()
    for (let number = 2; number <= NUMBERS_MAX; number += 1) await add()
    expect(await shardEvents(yard.directory, former, 10)).toHaveLength(1)
    expect(await add()).toBe(former)
    expect(await shardEvents(yard.directory, former, 10)).toEqual([])
    expect(await findShard(yard.directory, former)).toMatchObject({
      state: 'preparing',
      madeBy: `op_${made}`,
    })
  })

  test('a retired shard keeps its number while an operation is at work on it', async () => {
    const former = await add()
    await retire(former)
    const { operationId } = await yard.hold({ lane: laneOf(former) })
    await reconcile()
    for (let number = 2; number <= NUMBERS_MAX; number += 1) await add()
    expect(await numbersLeft(yard.directory, NUMBERS_MAX)).toBe(0)
    await expect(add()).rejects.toMatchObject({ code: 'shards_exhausted' })
    await yard.letGo(operationId, 'succeeded')
    await reconcile()
    expect(await numbersLeft(yard.directory, NUMBERS_MAX)).toBe(1)
    expect(await add()).toBe(former)
  })

  test('the number of a shard that was never opened is given again, though others were made after it', async () => {
    const ids = [await add(), await add(), await add(), await add()]
    await yard.directory.deleteFrom('slots').where('shard_id', '=', String(ids[1])).execute()
    await yard.directory.deleteFrom('shards').where('shard_id', '=', String(ids[1])).execute()
    expect(await numbersLeft(yard.directory, NUMBERS_MAX)).toBe(1)
    expect(await add()).toBe(ids[1])
  })

  test('where no number is left, it is said before anything is recorded, with what to do', async () => {
    for (let number = 1; number <= NUMBERS_MAX; number += 1)
      await yard.set(await add(), { state: 'draining' })
    await expect(add()).rejects.toMatchObject({
      code: 'shards_exhausted',
      message: expect.stringContaining('4 shards'),
      hint: expect.stringContaining('Retire a shard'),
    })
    expect(await yard.shards.all()).toHaveLength(NUMBERS_MAX)
  })

  test('of many that ask at once for the last numbers, each gets one of its own or is refused', async () => {
    for (let number = 1; number <= NUMBERS_MAX; number += 1) {
      const shardId = await add()
      if (number !== 2) await retire(shardId)
    }
    await reconcile()
    const asked = await Promise.allSettled(Array.from({ length: 6 }, add))
    const given = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(given.toSorted()).toEqual(['shard-001', 'shard-003', 'shard-004'])
  })

  test('a retired shard that a site still has a place on is not given up', async () => {
    const former = await add()
    await yard.set(former, { state: 'ready' })
    await transact(yard.directory, (tx) =>
      yard.shards.reserveArrival(tx, 'site_1', { tier: 'gold', shardId: former }),
    )
    await retire(former)
    await reconcile()
    for (let number = 2; number <= NUMBERS_MAX; number += 1) await add()
    await expect(add()).rejects.toMatchObject({ code: 'shards_exhausted' })
  })
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(yards.statements.seen.size).toBeGreaterThan(5)
  expect(yards.statements.faults).toEqual([])
})
