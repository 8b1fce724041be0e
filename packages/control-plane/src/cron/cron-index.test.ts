import { chmod, chown, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { createLocalCronHost } from '../drivers/local/cron-host.ts'
import { type Layout, layoutOf } from '../drivers/local/layout.ts'
import { slotUser } from '../drivers/local/slot-user.ts'
import { scheduleEvent } from '../drivers/simulated/cron-host.ts'
import { makeSite, openTestWorld } from '../drivers/simulated/testing/test-world.ts'
import { type Database, type DatabasePool, openDatabase } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import type { CronHost } from '../platform/cron-host.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { findCronSite, noteDue } from './cron-index.ts'
import { createCronNotices } from './cron-notices.reconciler.ts'
import { forgetRunsOfGone, listRuns, recordRun } from './cron-runs.ts'
import { createCronSweep } from './cron-sweep.reconciler.ts'
import { cronMigrations } from './cron-tables.ts'
import { runSite } from './run-site.ts'

/** What the index believes, of what sites say in files of their own and what is read from their databases. */
const signal = AbortSignal.timeout(120_000)
const HOUR_MS = 3_600_000
const PHP = { memoryMb: 128, uploadMb: 100, seconds: 30 }
const place = { shardId: 'shard-001', slot: 1 }
let opened: TestDirectory
let postgres: TestPostgres
let pool: DatabasePool
let database: Database
let layout: Layout
/** Whole seconds, as WordPress writes. */
let nowMs = Math.floor(Date.now() / 1_000) * 1_000
const clock = () => nowMs

beforeAll(async () => {
  ;[opened, postgres] = await Promise.all([openTestDirectory(), startPostgres()])
}, 60_000)
afterAll(async () => {
  await opened?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await opened.directory.deleteFrom('sites').execute()
  pool = openDatabase(await postgres.createDatabase(cronMigrations))
  database = pool.database
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-index-')))
  await chmod(layout.home, 0o755)
})
afterEach(async () => {
  await pool[Symbol.asyncDispose]()
  await rm(layout.home, { recursive: true })
})

async function says(dueAtMs: number, writtenAtMs: number) {
  const { schedule, dueFile } = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  await mkdir(schedule, { recursive: true })
  await writeFile(dueFile, String(dueAtMs / 1_000))
  await chown(dueFile, uid, gid)
  await utimes(dueFile, writtenAtMs / 1_000, writtenAtMs / 1_000)
}

const deps = (host: CronHost) => ({
  database,
  directory: opened.directory,
  host,
  clock,
  controlGroup: 1,
  process: 'one',
  log: createLog('silent'),
  changed: () => undefined,
})

/** As a control plane that has just started hears it. */
const hear = () => createCronNotices(deps(createLocalCronHost(layout))).run(signal)

test('what a site said before its database was asked does not count at a start, and is looked at', async () => {
  const { siteId } = await opened.insert('restored', { place })
  const [lookedAt, dueAt] = [new Date(nowMs), new Date(nowMs + HOUR_MS)]
  await noteDue(database, [{ siteId, place, dueAt, lookedAt }], nowMs)
  await says(nowMs + 60_000, nowMs - HOUR_MS)
  const before = await findCronSite(database, siteId)
  await hear()
  expect(await findCronSite(database, siteId)).toEqual({ ...before, looked_at: null })
})

test('what it said since then, while nobody listened, counts at once, and is looked at', async () => {
  const { siteId } = await opened.insert('busy', { place })
  const [lookedAt, dueAt] = [new Date(nowMs - HOUR_MS / 2), new Date(nowMs + HOUR_MS)]
  await noteDue(database, [{ siteId, place, dueAt, lookedAt }], nowMs)
  await says(nowMs + 60_000, nowMs)
  await hear()
  const known = { due_at: new Date(nowMs + 60_000), looked_at: null }
  expect(await findCronSite(database, siteId)).toMatchObject(known)

  await noteDue(database, [{ siteId, place, dueAt: known.due_at, lookedAt: new Date(nowMs) }], nowMs)
  const looked = await findCronSite(database, siteId)
  await hear()
  expect(await findCronSite(database, siteId)).toEqual(looked)
})

test('a site that nothing is known of is believed, however long ago it said so', async () => {
  const { siteId } = await opened.insert('unknown', { place })
  await says(nowMs + 60_000, nowMs - 30 * 24 * HOUR_MS)
  await hear()
  expect(await findCronSite(database, siteId)).toMatchObject({ due_at: new Date(nowMs + 60_000) })
})

test('what a site says between the end of its run and the record of it is not lost', async () => {
  using world = openTestWorld({ clock })
  const { siteId } = await opened.insert('shop', { place })
  await makeSite(world, place, signal, siteId)
  scheduleEvent(world.world.inner, place, { hook: 'hello', dueAtMs: nowMs })
  const notices = createCronNotices(deps(world.cronHost))
  const host: CronHost = {
    ...world.cronHost,
    async run(...order) {
      const run = await world.cronHost.run(...order)
      scheduleEvent(world.world.inner, place, { hook: 'ordered', dueAtMs: nowMs + 5_000 })
      await notices.run(signal)
      return run
    },
  }
  await runSite(deps(host), { siteId, place, php: PHP, trigger: 'due' }, signal)
  await notices.run(signal)
  expect(await findCronSite(database, siteId)).toMatchObject({ due_at: new Date(nowMs + 5_000) })
})

test('sites that cannot be reached keep none that is newer, or waits longer, from being looked at', async () => {
  for (let number = 0; number < 320; number += 1) {
    const siteId = `site_a${String(number).padStart(4, '0')}`
    await opened.insert(`away-${number}`, { siteId, place: { shardId: 'shard-009', slot: number } })
  }
  await opened.insert('here', { siteId: 'site_z', place })
  let looks = 0
  const host: CronHost = {
    ...createLocalCronHost(layout),
    async events(asked) {
      if (asked.shardId !== place.shardId) throw new Error('away')
      looks += 1
      return []
    },
  }
  const sweep = createCronSweep(deps(host))
  for (const _ of [1, 2]) await sweep.run(signal)
  expect(looks).toBe(1)
  for (let turn = 0; turn < 20; turn += 1) {
    nowMs += 360_000
    await sweep.run(signal)
  }
  expect(looks).toBeGreaterThan(1)
}, 30_000)

test('runs of sites that are gone, or another group’s, are forgotten, and no others', async () => {
  for (const siteId of ['site_own', 'site_gone', 'site_gone', 'site_left']) {
    await recordRun(database, {
      runId: `cron_${Math.random()}`,
      siteId,
      startedAt: new Date(nowMs).toISOString(),
      durationMs: 1,
      trigger: 'due',
      outcome: 'succeeded',
      events: [],
    })
  }
  const own = async (ids: readonly string[]) => new Set(ids.filter((id) => id === 'site_own'))
  expect(await forgetRunsOfGone(database, own)).toBe(3)
  expect(await forgetRunsOfGone(database, own)).toBe(0)
  expect(await listRuns(database, 'site_own')).toHaveLength(1)
})
