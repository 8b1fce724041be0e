import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { checkedStatements } from '../directory/testing/spanner-dialect.ts'
import { type DatabasePool, openDatabase, type Tx } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import {
  claimHostname,
  heldHostnames,
  hostnameMigrations,
  hostnamesOf,
  releaseHeld,
  type SiteHostnameRow,
  setHostnames,
} from './hostname-store.ts'

/** All of the directory's SQL keeps to what Spanner's PostgreSQL dialect has too. */
const statements = checkedStatements()

let postgres: TestPostgres
let pool: DatabasePool
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase(), {
    bigintAsNumber: true,
    onStatement: statements.onStatement,
  })
  await migrate(pool.database, hostnameMigrations)
  return () => pool[Symbol.asyncDispose]()
})

const row = (siteId: string, hostname: string, more: Partial<SiteHostnameRow> = {}): SiteHostnameRow => ({
  siteId,
  hostname,
  kind: 'custom',
  primary: false,
  ...more,
})
const inTransaction = <T>(work: (tx: Tx) => Promise<T>) => pool.database.transaction().execute(work)
const claim = (wanted: SiteHostnameRow) => inTransaction((tx) => claimHostname(tx, wanted))

test('of twenty sites that want one hostname at once, one has it and the others know that they do not', async () => {
  const sites = Array.from({ length: 20 }, (_, index) => `site_${index}`)
  const outcomes = await Promise.allSettled(sites.map((siteId) => claim(row(siteId, 'shop.example.com'))))
  const winners = sites.filter((_, index) => outcomes[index]?.status === 'fulfilled')
  expect(winners).toHaveLength(1)
  expect((await hostnamesOf(pool.database, sites)).map(({ siteId }) => siteId)).toEqual(winners)
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  expect(refused?.reason).toMatchObject({ code: 'hostname_taken' })
})

test('a site may claim its own again, as something else', async () => {
  await claim(row('site_1', 'a.example.com', { kind: 'held' }))
  await claim(row('site_1', 'a.example.com', { primary: true }))
  expect(await hostnamesOf(pool.database, ['site_1'])).toEqual([
    row('site_1', 'a.example.com', { primary: true }),
  ])
})

test('setting a site’s hostnames lets go of the others but not of what a request holds', async () => {
  await claim(row('site_1', 'old.example.com'))
  await claim(row('site_1', 'held.example.com', { kind: 'held' }))
  await inTransaction((tx) => setHostnames(tx, 'site_1', [row('site_1', 'new.example.com')]))
  const names = async () => (await hostnamesOf(pool.database, ['site_1'])).map(({ hostname }) => hostname)
  expect(await names()).toEqual(['new.example.com', 'held.example.com'])
  await claim(row('site_2', 'old.example.com'))
  await releaseHeld(pool.database, 'site_1', ['held.example.com', 'new.example.com'])
  expect(await names()).toEqual(['new.example.com'])
})

test('setting a hostname that is another site’s changes nothing of either', async () => {
  await claim(row('site_1', 'a.example.com'))
  await claim(row('site_2', 'b.example.com'))
  const both = [row('site_1', 'c.example.com'), row('site_1', 'b.example.com')]
  await expect(inTransaction((tx) => setHostnames(tx, 'site_1', both))).rejects.toMatchObject({
    code: 'hostname_taken',
  })
  const all = await hostnamesOf(pool.database, ['site_1', 'site_2'])
  expect(all.map(({ hostname }) => hostname)).toEqual(['a.example.com', 'b.example.com'])
})

test('what is held for long is found, and nothing else', async () => {
  await claim(row('site_1', 'long.example.com', { kind: 'held' }))
  await claim(row('site_1', 'used.example.com'))
  const longAgo = new Date(Date.now() - 61_000)
  await pool.database.updateTable('hostnames').set({ created_at: longAgo }).execute()
  await claim(row('site_2', 'fresh.example.com', { kind: 'held' }))
  const held = await heldHostnames(pool.database, new Date(Date.now() - 60_000))
  expect(held.map(({ hostname }) => hostname)).toEqual(['long.example.com'])
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(statements.seen.size).toBeGreaterThan(5)
  expect(statements.faults).toEqual([])
})
