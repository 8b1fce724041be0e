import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { directoryMigrations } from '../directory/index.ts'
import { checkedStatements } from '../directory/testing/spanner-dialect.ts'
import { hostnameMigrations } from '../hostnames/index.ts'
import { type DatabasePool, openDatabase, transact } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { createSeal } from '../kernel/seal.ts'
import { createShardStore, shardMigrations } from '../shards/index.ts'
import { leftSlots } from './left-slots.ts'
import { findSite, handOver, insertSite } from './site-store.ts'
import { siteMigrations } from './site-tables.ts'

/** All of the directory's SQL keeps to what Spanner's PostgreSQL dialect has too. */
const statements = checkedStatements()

let postgres: TestPostgres
let pool: DatabasePool
beforeAll(async () => {
  postgres = await startPostgres()
  const url = await postgres.createDatabase()
  pool = openDatabase(url, { bigintAsNumber: true, onStatement: statements.onStatement })
  await migrate(pool.database, {
    ...directoryMigrations,
    ...shardMigrations,
    ...hostnameMigrations,
    ...siteMigrations,
  })
})
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

test('what a move leaves is for the control group of the site, wherever it lies', async () => {
  const directory = pool.database
  const seal = createSeal(Buffer.alloc(32, 7))
  const shards = createShardStore({ directory, seal, controlGroup: 1, idOf: (number) => `shard-${number}` })
  const spec = { slots: 5, sitesTarget: 4, region: 'local', tiers: ['bronze'] } as const
  const shard = await shards.add(spec, 10)
  await shards.markReady(String(shard?.shardId), '8.2')
  const soon = new Date(Date.now() + 60_000)
  const leftOf = (controlGroup: number) => leftSlots(directory, controlGroup, soon)

  const { place } = await transact(directory, (tx) => shards.reserveArrival(tx, 'site_1', { tier: 'bronze' }))
  const left = [{ siteId: 'site_1', place }]
  expect([await leftOf(1), await leftOf(2)]).toEqual([left, []])

  await transact(directory, (tx) =>
    insertSite(tx, {
      siteId: 'site_1',
      accountId: 'acc_1',
      name: 'one',
      title: 'One',
      tier: 'bronze',
      state: 'running',
      place,
      controlGroup: 2,
      region: 'local',
      adminEmail: 'a@example.com',
      wordpressVersion: '6.9',
      toldUrl: undefined,
      phpVersion: '8.2',
    }),
  )
  expect([await leftOf(1), await leftOf(2)]).toEqual([[], left])

  await transact(directory, (tx) => handOver(tx, { siteId: 'site_1', place, from: 2, to: 1 }))
  expect([await leftOf(1), await leftOf(2)]).toEqual([left, []])
  expect(await leftSlots(directory, 1, new Date(Date.now() - 60_000))).toEqual([])
})

test('a site is handed over from the group that has it, where it lives, and never by a repeated step of long ago', async () => {
  const directory = pool.database
  const place = { shardId: 'shard-1', slot: 1 }
  const give = (from: number, to: number, at = place) =>
    transact(directory, (tx) => handOver(tx, { siteId: 'site_1', place: at, from, to }))
  const group = async () => (await findSite(directory, 'site_1'))?.controlGroup
  expect(await group()).toBe(1)
  for (const _ of [1, 2]) await give(1, 2)
  expect(await group()).toBe(2)
  await give(2, 3)
  await give(1, 2)
  expect(await group()).toBe(3)
  await give(3, 1, { ...place, slot: 2 })
  expect(await group()).toBe(3)
})

test('the statement is in Spanner’s dialect too', () => {
  expect(statements.faults).toEqual([])
})
