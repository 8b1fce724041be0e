import type { AipressError } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { checkedStatements } from '../directory/testing/spanner-dialect.ts'
import { type DatabasePool, openDatabase, type Tx } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { createSeal } from '../kernel/seal.ts'
import type { Place } from '../platform/place.ts'
import type { PlacementWish } from './placement.ts'
import { createShardStore, type ShardStore } from './shard-store.ts'
import { shardMigrations } from './shard-tables.ts'

/** All of the directory's SQL keeps to what Spanner's PostgreSQL dialect has too. */
const statements = checkedStatements()

let postgres: TestPostgres
let pool: DatabasePool
let shards: ShardStore
const seal = createSeal(Buffer.alloc(32, 7))
const place = { shardId: 'shard-1', slot: 1 }

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase(), {
    bigintAsNumber: true,
    onStatement: statements.onStatement,
  })
  await migrate(pool.database, shardMigrations)
  shards = createShardStore({
    directory: pool.database,
    seal,
    controlGroup: 1,
    idOf: (number) => `shard-${number}`,
    numbersMax: 100,
  })
  return () => pool[Symbol.asyncDispose]()
})

const spec = (slots: number) =>
  ({ slots, sitesTarget: 40, region: 'local', tiers: ['bronze', 'silver', 'gold'] }) as const

async function addReady(slots: number): Promise<string> {
  const shard = await shards.add(spec(slots), 10)
  await shards.markReady(String(shard?.shardId), '8.2')
  return String(shard?.shardId)
}

const transaction = <T>(work: (tx: Tx) => Promise<T>) => pool.database.transaction().execute(work)
const reserve = (siteId: string, wish: Partial<PlacementWish> = {}) =>
  transaction((tx) => shards.reserve(tx, siteId, { tier: 'bronze', ...wish }))

async function reserveArrival(siteId: string, from: Place): Promise<Place> {
  const wish = { tier: 'bronze', notOn: from.shardId } as const
  return (await transaction((tx) => shards.reserveArrival(tx, siteId, wish))).place
}

/** The next slot to prepare, taken. */
async function takeForWarming(warmMax: number): Promise<Place | undefined> {
  const [next] = await shards.toWarm(warmMax, 1)
  return next !== undefined && (await shards.takeForWarming(next)) ? next : undefined
}

const reserveTogether = (siteIds: readonly string[]) =>
  transaction((tx) =>
    shards.reserveTogether(
      tx,
      siteIds.map((siteId) => ({ siteId, wish: { tier: 'bronze', controlGroup: 1 } })),
    ),
  )
const sitesOf = async () => (await shards.all()).map(({ sites }) => sites)

test('sites that reserve together are spread evenly, each in a slot of its own', async () => {
  await addReady(25)
  await addReady(25)
  await reserve('site_first')
  const reserved = await reserveTogether(Array.from({ length: 19 }, (_, index) => `site_${index}`))
  const places = new Set(reserved?.map(({ place }) => `${place.shardId}/${place.slot}`))
  expect(places.size).toBe(19)
  expect(await sitesOf()).toEqual([10, 10])
})

test('where there is no room for all that reserve together, none is placed', async () => {
  await addReady(5)
  const six = Array.from({ length: 6 }, (_, index) => `site_${index}`)
  const attempt = transaction(async (tx) => {
    const wanted = six.map((siteId) => ({ siteId, wish: { tier: 'bronze', controlGroup: 1 } as const }))
    if ((await shards.reserveTogether(tx, wanted)) === undefined) throw new Error('no room')
  })
  await expect(attempt).rejects.toThrow('no room')
  expect(await sitesOf()).toEqual([0])
  expect(await reserveTogether(six.slice(1))).toHaveLength(5)
})

test('fifty sites at once get fifty slots, and the next is told that all are taken', async () => {
  await addReady(25)
  await addReady(25)
  const reserved = await Promise.all(Array.from({ length: 50 }, (_, index) => reserve(`site_${index}`)))
  const places = new Set(reserved.map((one) => `${one.place.shardId}/${one.place.slot}`))
  expect(places.size).toBe(50)
  await expect(reserve('site_50')).rejects.toThrow(
    expect.objectContaining({ code: 'shard_full', retryable: true }) as AipressError,
  )
})

test('warm slots go first, then those of the emptier shard; one that is being prepared is nobody’s', async () => {
  await addReady(3)
  await addReady(3)
  const warm = await takeForWarming(1)
  if (warm !== undefined) await shards.markWarm(warm)
  const preparing = await takeForWarming(50)
  expect((await reserve('site_warm')).warm).toBe(true)
  const rest = [
    await reserve('site_1'),
    await reserve('site_2'),
    await reserve('site_3'),
    await reserve('site_4'),
  ]
  expect(rest.map((one) => one.place)).not.toContainEqual(preparing)
  await expect(reserve('site_5')).rejects.toMatchObject({ retryable: true })
})

test('a reservation that is rolled back leaves the slot free', async () => {
  await addReady(1)
  const failing = pool.database.transaction().execute(async (tx) => {
    await shards.reserve(tx, 'site_1', { tier: 'bronze' })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect((await reserve('site_2')).place).toEqual(place)
})

test('a released slot is another site’s to take, with other secrets', async () => {
  await addReady(1)
  await reserve('site_1')
  const before = await shards.secretsOf(place)
  expect(await shards.siteAt(place)).toBe('site_1')
  await transaction((tx) => shards.release(tx, 'site_1', place))
  await transaction((tx) => shards.release(tx, 'site_1', place))
  expect([await shards.siteAt(place), await shards.placeOf('site_1')]).toEqual([undefined, undefined])
  await reserve('site_2')
  expect(await shards.secretsOf(place)).not.toEqual(before)
})

test('a site that arrives lives there, once; where it was is left behind', async () => {
  for (const _ of [1, 2]) await addReady(5)
  const { place: from } = await reserve('site_1')
  const to = await reserveArrival('site_1', from)
  for (const _ of [1, 2]) await transaction((tx) => shards.arrive(tx, 'site_1', from, to))
  expect(await shards.siteAt(to)).toBe('site_1')
  expect(await shards.siteAt(from)).toBeUndefined()
  for (const _ of [1, 2]) await transaction((tx) => shards.goBack(tx, 'site_1', from, to))
  expect(await shards.siteAt(from)).toBe('site_1')
})

test('a site does not arrive at a place that was taken from it meanwhile', async () => {
  for (const _ of [1, 2]) await addReady(5)
  const { place: from } = await reserve('site_1')
  const to = await reserveArrival('site_1', from)
  await transaction((tx) => shards.release(tx, 'site_1', to))
  await expect(transaction((tx) => shards.arrive(tx, 'site_1', from, to))).rejects.toMatchObject({
    code: 'internal_error',
  })
  expect(await shards.siteAt(from)).toBe('site_1')
})

test('secrets are the same for all who ask at once, and cannot be read or moved in the database', async () => {
  await addReady(2)
  const asked = await Promise.all(Array.from({ length: 20 }, () => shards.secretsOf(place)))
  expect(new Set(asked.map((secrets) => JSON.stringify(secrets))).size).toBe(1)
  const { secrets_sealed } = await pool.database
    .selectFrom('slots')
    .select('secrets_sealed')
    .where('slot', '=', 1)
    .executeTakeFirstOrThrow()
  for (const secret of Object.values(asked[0] ?? {})) expect(secrets_sealed).not.toContain(secret)
  await pool.database.updateTable('slots').set({ secrets_sealed }).where('slot', '=', 2).execute()
  await expect(shards.secretsOf({ ...place, slot: 2 })).rejects.toThrow()
})

test('a slot that is being prepared is nobody else’s for a minute, and comes first after that', async () => {
  await addReady(5)
  const first = await takeForWarming(2)
  const second = await takeForWarming(2)
  expect(second).not.toEqual(first)
  const longAgo = new Date(Date.now() - 61_000)
  await pool.database.updateTable('slots').set({ preparing_since: longAgo }).where('slot', '=', 2).execute()
  expect(await takeForWarming(2)).toEqual(second)
})

test('slots are warmed one by one up to the limit, on the shard with fewest first', async () => {
  await addReady(5)
  await addReady(5)
  const left = await takeForWarming(2)
  const shardIds: string[] = []
  for (let taken = left; taken !== undefined; taken = await takeForWarming(2)) {
    shardIds.push(taken.shardId)
    await shards.markWarm(taken)
  }
  expect(shardIds).toEqual(['shard-1', 'shard-2', 'shard-1', 'shard-2'])
  expect((await shards.loads()).map(({ warm, free, sites }) => [warm, free, sites])).toEqual([
    [2, 5, 0],
    [2, 5, 0],
  ])
})

test('processes that want a first shard at once make one', async () => {
  for (let round = 1; round <= 50; round += 1) {
    const made = await Promise.all(Array.from({ length: 4 }, () => shards.add(spec(2), 10)))
    expect(made.map((shard) => shard?.shardId)).toEqual(Array.from({ length: 4 }, () => 'shard-1'))
    await pool.database.deleteFrom('slots').execute()
    await pool.database.deleteFrom('shards').execute()
  }
})

test('none is made beyond the limit', async () => {
  await addReady(2)
  expect(await shards.add(spec(2), 1)).toBeUndefined()
  expect(await shards.all()).toHaveLength(1)
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(statements.seen.size).toBeGreaterThan(5)
  expect(statements.faults).toEqual([])
})
