import { newId } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { claimHostname, hostnameMigrations, setHostnames } from '../hostnames/index.ts'
import { type DatabasePool, openDatabase, type Tx, transact } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { migrate } from '../kernel/migrate.ts'
import { shardMigrations } from '../shards/index.ts'
import { loadSnapshotSites, siteMigrations } from '../sites/index.ts'
import { changeSite, insertSite, removeSite, revertSite, setHold, setHome } from '../sites/site-store.ts'
import { directoryMigrations, forgetChanges, noteChange } from './changes.ts'
import { type DirectorySnapshot, openSnapshot } from './snapshot.ts'
import { checkedStatements } from './testing/spanner-dialect.ts'

const statements = checkedStatements()
let postgres: TestPostgres
let pool: DatabasePool

beforeAll(async () => {
  // One test lets the server die, after which what was committed must be there.
  postgres = await startPostgres({ durable: true })
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase(), {
    bigintAsNumber: true,
    onStatement: statements.onStatement,
  })
  await migrate(pool.database, {
    ...directoryMigrations,
    ...shardMigrations,
    ...hostnameMigrations,
    ...siteMigrations,
  })
  return () => pool[Symbol.asyncDispose]()
})

const open = () =>
  openSnapshot({
    directory: pool.database,
    log: createLog('silent'),
    load: (siteIds, after) => loadSnapshotSites(pool.database, siteIds, after),
  })
const change = <T>(work: (tx: Tx) => Promise<T>) => transact(pool.database, work)

async function addSite(name: string, controlGroup = 1): Promise<string> {
  const siteId = newId('site')
  await change(async (tx) => {
    await insertSite(tx, {
      siteId,
      accountId: 'acc_a',
      name,
      title: name,
      tier: 'bronze',
      state: 'running',
      place: { shardId: `shard-${controlGroup}`, slot: 1 },
      controlGroup,
      region: 'local',
      adminEmail: 'a@example.com',
      toldUrl: undefined,
      wordpressVersion: '7',
      phpVersion: '8',
    })
    const row = { siteId, hostname: `${name}.localhost`, kind: 'built-in', primary: true } as const
    await claimHostname(tx, row)
    await noteChange(tx, controlGroup, siteId)
  })
  return siteId
}

/** A copy that was read afresh, for comparing. */
async function truth(names: readonly string[]) {
  await using fresh = await open()
  return names.map((name) => fresh.lookUp(`${name}.localhost`))
}

test('every way of changing a site is seen in the copy', async () => {
  await using snapshot = await open()
  const seen = (name: string) => snapshot.lookUp(`${name}.localhost`)
  const siteId = await addSite('bakery')
  const home = { place: { shardId: 'shard-9', slot: 4 }, controlGroup: 1, region: 'local' }
  const changes: [string, (tx: Tx) => Promise<unknown>][] = [
    ['suspend', (tx) => changeSite(tx, siteId, 'op_1', { state: 'suspended' })],
    ['back', (tx) => revertSite(tx, siteId, 'op_1', { state: 'running' })],
    ['hold', (tx) => setHold(tx, siteId, true)],
    ['move', (tx) => setHome(tx, siteId, home)],
  ]
  let epoch = 0
  for (const [what, work] of changes) {
    await change(work)
    await snapshot.refresh()
    expect([what, seen('bakery')]).toEqual([what, (await truth(['bakery']))[0]])
    expect(seen('bakery')?.epoch).toBeGreaterThan(epoch)
    epoch = seen('bakery')?.epoch ?? 0
  }
  expect(seen('bakery')).toMatchObject({ shardId: 'shard-9', siteId })

  await change(async (tx) => {
    await changeSite(tx, siteId, 'op_2', { name: 'shop' })
    const row = { siteId, hostname: 'shop.localhost', kind: 'built-in', primary: true } as const
    await setHostnames(tx, siteId, [row])
  })
  await snapshot.refresh()
  expect([seen('bakery'), seen('shop')?.siteId]).toEqual([undefined, siteId])

  await change((tx) => changeSite(tx, siteId, 'op_3', { state: 'deleted' }))
  await snapshot.refresh()
  expect([seen('shop'), snapshot.site(siteId)?.siteId]).toEqual([undefined, siteId])
  await change((tx) => removeSite(tx, siteId))
  await snapshot.refresh()
  expect(snapshot.counts()).toEqual({ sites: 0, hostnames: 0 })
})

test('a change is seen by itself within a second, and the copy says how far behind it is', async () => {
  await using snapshot = await open()
  await addSite('bakery')
  const startedAt = performance.now()
  await vi.waitFor(() => expect(snapshot.lookUp('bakery.localhost')).toBeDefined(), { interval: 10 })
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect(snapshot.behindMs()).toBeLessThan(1_000)
})

test('changes of many at once in several groups are all seen, whatever order they commit in', async () => {
  await using snapshot = await open()
  const names = Array.from({ length: 60 }, (_, index) => `site-${index}`)
  await Promise.all(names.map((name, index) => addSite(name, 1 + (index % 3))))
  await snapshot.refresh()
  expect(names.map((name) => snapshot.lookUp(`${name}.localhost`))).toEqual(await truth(names))
  expect(snapshot.counts().sites).toBe(60)
})

test('a copy that missed changes which are forgotten by now reads everything anew', async () => {
  await using snapshot = await open()
  await addSite('first')
  await addSite('second')
  await forgetChanges(pool.database, Date.now() + 24 * 3_600_000)
  await addSite('third')
  await snapshot.refresh()
  expect(['first', 'second', 'third'].map((name) => snapshot.lookUp(`${name}.localhost`))).toEqual(
    await truth(['first', 'second', 'third']),
  )
})

test('while the directory is away the copy answers what it knew, says so, and catches up afterwards', async () => {
  const siteId = await addSite('bakery')
  await using snapshot: DirectorySnapshot = await open()
  await postgres.crash()
  await expect(snapshot.refresh()).rejects.toThrow()
  expect(snapshot.lookUp('bakery.localhost')?.siteId).toBe(siteId)
  await vi.waitFor(() => expect(snapshot.behindMs()).toBeGreaterThan(600))
  await postgres.start()
  await addSite('after')
  await vi.waitFor(() => expect(snapshot.lookUp('after.localhost')).toBeDefined(), { timeout: 10_000 })
})

test('a reader hears of each site that changed since it last asked', async () => {
  await addSite('first')
  await using snapshot = await open()
  expect(snapshot.changedSince('routes')).toBe('everything')
  const siteId = await addSite('bakery')
  await snapshot.refresh()
  expect(snapshot.changedSince('routes')).toEqual(new Set([siteId]))
  expect(snapshot.changedSince('routes')).toEqual(new Set())
})

test('all of these statements are in Spanner’s dialect too', () => {
  expect(statements.seen.size).toBeGreaterThan(10)
  expect(statements.faults).toEqual([])
})
