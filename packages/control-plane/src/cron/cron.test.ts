import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { scheduleEvent } from '../drivers/simulated/cron-host.ts'
import { makeSite, openTestWorld, type TestWorld } from '../drivers/simulated/testing/test-world.ts'
import { type Database, type DatabasePool, openDatabase } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import type { Place } from '../platform/place.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { findCronSite, lookAfresh, noteDue } from './cron-index.ts'
import { createCronNotices } from './cron-notices.reconciler.ts'
import { createCronRunner } from './cron-runner.reconciler.ts'
import { listRuns } from './cron-runs.ts'
import { createCronSweep } from './cron-sweep.reconciler.ts'
import { cronMigrations } from './cron-tables.ts'

/** The index and its reconcilers with a clock that the test moves, over the simulated cloud. */
const SHARD = 'shard-001'
const signal = AbortSignal.timeout(120_000)
let opened: TestDirectory
let postgres: TestPostgres
let pool: DatabasePool
let database: Database
let world: TestWorld
let nowMs = Date.now()
let slots = 0
const clock = () => nowMs

beforeAll(async () => {
  ;[opened, postgres] = await Promise.all([openTestDirectory(), startPostgres()])
}, 60_000)
afterAll(async () => {
  await opened?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  slots = 0
  await opened.directory.deleteFrom('sites').execute()
  pool = openDatabase(await postgres.createDatabase(cronMigrations))
  database = pool.database
  world = openTestWorld({ clock })
})
afterEach(async () => {
  world[Symbol.dispose]()
  await pool[Symbol.asyncDispose]()
})

async function site(
  name: string,
  shardId = SHARD,
  more: { state?: 'suspended'; controlGroup?: number } = {},
) {
  slots += 1
  const place: Place = { shardId, slot: slots }
  const { siteId } = await opened.insert(name, { place, ...more })
  await makeSite(world, place, signal, siteId)
  return { siteId, place }
}

const due = (
  place: Place,
  hook: string,
  more: { afterMs?: number; intervalSeconds?: number; fails?: boolean } = {},
) => {
  const { afterMs = 0, ...event } = more
  scheduleEvent(world.world.inner, place, { hook, dueAtMs: nowMs + afterMs, ...event })
}

function parts(process = 'one', host = world.cronHost) {
  const deps = {
    database,
    host,
    process,
    clock,
    directory: opened.directory,
    controlGroup: 1,
    engine: { atWork: async () => new Map() },
    log: createLog('silent'),
    changed: () => undefined,
    wake: () => undefined,
    ran: () => undefined,
  }
  return { notices: createCronNotices(deps), runner: createCronRunner(deps), sweep: createCronSweep(deps) }
}

/** Turns of the runner until nothing is due any more. */
async function settle({ runner }: ReturnType<typeof parts>): Promise<void> {
  await expect
    .poll(
      async () => {
        await runner.run(signal)
        const rows = await database.selectFrom('cron_sites').selectAll().execute()
        return rows.filter((row) => row.running_by !== null || (row.run_at?.getTime() ?? Infinity) <= nowMs)
          .length
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBe(0)
}

const hooksRun = async (siteId: string) =>
  (await listRuns(database, siteId)).flatMap(({ events }) => events.map(({ hook }) => hook))

test('an index that is lost is found again by looking, and what is due is run', async () => {
  const bakery = await site('bakery')
  due(bakery.place, 'hello')
  const cron = parts()
  await cron.sweep.run(signal)
  expect(await findCronSite(database, bakery.siteId)).toMatchObject({ due_at: new Date(nowMs) })
  await database.deleteFrom('cron_sites').execute()
  await cron.sweep.run(signal)
  nowMs += 5_000
  await settle(cron)
  expect(await hooksRun(bakery.siteId)).toEqual(['hello'])
})

test('a site that has moved, or whose database was changed past WordPress, is looked at afresh', async () => {
  const bakery = await site('bakery')
  const cron = parts()
  await cron.sweep.run(signal)
  const to = { shardId: SHARD, slot: 40 }
  await makeSite(world, to, signal, bakery.siteId)
  due(to, 'moved', { afterMs: 90_000 })
  await opened.directory
    .updateTable('sites')
    .set({ slot: to.slot })
    .where('site_id', '=', bakery.siteId)
    .execute()
  await cron.sweep.run(signal)
  expect(await findCronSite(database, bakery.siteId)).toMatchObject({
    slot: 40,
    due_at: new Date(nowMs + 90_000),
  })

  due(to, 'imported', { afterMs: 30_000 })
  await cron.sweep.run(signal)
  const dueAt = async () => (await findCronSite(database, bakery.siteId))?.due_at
  expect(await dueAt()).toEqual(new Date(nowMs + 90_000))
  await lookAfresh(database, bakery.siteId)
  await cron.sweep.run(signal)
  expect(await dueAt()).toEqual(new Date(nowMs + 30_000))
})

test('a site that says for ever that it is due is started five times at once and then once a minute', async () => {
  const bakery = await site('bakery')
  due(bakery.place, 'always', { intervalSeconds: 1 })
  const cron = parts()
  await cron.notices.run(signal)
  for (let second = 0; second < 600; second += 5) {
    nowMs += 5_000
    await cron.runner.run(signal)
    await expect
      .poll(async () => (await findCronSite(database, bakery.siteId))?.running_by, { interval: 1 })
      .toBeNull()
  }
  const starts = world.world.figures().calls['site.cron'] ?? 0
  expect(starts).toBeGreaterThanOrEqual(13)
  expect(starts).toBeLessThanOrEqual(15)
})

test('no shard runs more than two at once, nor all of them more than the host says', async () => {
  const underWay = new Map<string, number>()
  const most = new Map<string, number>()
  const count = (key: string, by: number) => {
    underWay.set(key, (underWay.get(key) ?? 0) + by)
    most.set(key, Math.max(most.get(key) ?? 0, underWay.get(key) ?? 0))
  }
  for (let index = 0; index < 12; index += 1) {
    const isOnFull = index < 8
    const { place } = await site(`site-${index}`, isOnFull ? SHARD : `shard-00${index - 6}`)
    // Later than any of the full shard's, whose jitter would else leave it to chance how many of them are among the first.
    due(place, 'hello', { afterMs: isOnFull ? 0 : 5_000 })
  }
  const { cronHost } = world
  const gate = Promise.withResolvers<void>()
  const cron = parts('one', {
    ...cronHost,
    runsAtOnce: 3,
    async run(place, order, stop) {
      for (const key of ['all', place.shardId]) count(key, 1)
      await gate.promise
      const run = await cronHost.run(place, order, stop)
      for (const key of ['all', place.shardId]) count(key, -1)
      return run
    },
  })
  await cron.notices.run(signal)
  nowMs += 10_000
  const turn = cron.runner.run(signal)
  await expect.poll(() => underWay.get('all'), { timeout: 20_000, interval: 5 }).toBe(3)
  gate.resolve()
  await turn
  await settle(cron)
  expect(world.world.figures().calls['site.cron']).toBe(12)
  expect(most.get('all')).toBe(3)
  expect(most.get(SHARD)).toBe(2)
})

test('a run gets what its site’s PHP is set to', async () => {
  const bakery = await site('bakery')
  await opened.directory
    .updateTable('sites')
    .set({ php_memory_mb: 128, php_seconds: 30 })
    .where('site_id', '=', bakery.siteId)
    .execute()
  due(bakery.place, 'hello')
  const given: unknown[] = []
  const { cronHost } = world
  const cron = parts('one', {
    ...cronHost,
    run(place, order, stop) {
      given.push(order.php)
      return cronHost.run(place, order, stop)
    },
  })
  await cron.notices.run(signal)
  nowMs += 5_000
  await settle(cron)
  expect(given).toEqual([{ memoryMb: 128, uploadMb: 100, seconds: 30 }])
})

test('sites of another group, suspended ones and those on hold are not started, and keep nobody from it', async () => {
  const ids = {
    suspended: await site('suspended', SHARD, { state: 'suspended' }),
    others: await site('others', SHARD, { controlGroup: 2 }),
    held: await site('held'),
    running: await site('running'),
  }
  await opened.directory.updateTable('sites').set({ on_hold: true }).where('name', '=', 'held').execute()
  for (const { place } of Object.values(ids)) due(place, 'hello')
  const cron = parts()
  await cron.notices.run(signal)
  nowMs += 5_000
  await settle(cron)
  const ran = await Promise.all(Object.values(ids).map(({ siteId }) => hooksRun(siteId)))
  expect(ran).toEqual([[], [], [], ['hello']])
  expect(await findCronSite(database, ids.others.siteId)).toBeUndefined()
  await opened.directory.updateTable('sites').set({ state: 'running', on_hold: false }).execute()
  nowMs += 61_000
  await settle(cron)
  expect(await hooksRun(ids.suspended.siteId)).toEqual(['hello'])
  expect(await hooksRun(ids.held.siteId)).toEqual(['hello'])
})

test('a shard that is down is tried later and later, and its sites run once it is back', async () => {
  const [bakery, garden] = [await site('bakery'), await site('garden', 'shard-002')]
  for (const { place } of [bakery, garden]) due(place, 'hello')
  const cron = parts()
  await cron.notices.run(signal)
  world.world.failShard(SHARD)
  nowMs += 5_000
  await settle(cron)
  expect(await hooksRun(garden.siteId)).toEqual(['hello'])
  expect(await listRuns(database, bakery.siteId)).toMatchObject([{ outcome: 'failed', events: [] }])
  const row = await findCronSite(database, bakery.siteId)
  expect(row).toMatchObject({ failures: 1, run_at: new Date(nowMs + 60_000) })
  world.world.healShard(SHARD)
  nowMs += 61_000
  await expect
    .poll(
      async () => {
        await settle(cron)
        nowMs += 1_000
        return hooksRun(bakery.siteId)
      },
      { timeout: 20_000 },
    )
    .toEqual(['hello'])
})

test('a run whose process is gone is taken up by the next, and told', async () => {
  const bakery = await site('bakery')
  due(bakery.place, 'hello')
  await noteDue(database, [{ ...bakery, dueAt: new Date(nowMs) }], nowMs)
  const started = { running_by: 'gone', started_at: new Date(nowMs) }
  await database.updateTable('cron_sites').set(started).execute()
  const cron = parts('two')
  await cron.runner.run(signal)
  expect(await listRuns(database, bakery.siteId)).toMatchObject([{ outcome: 'interrupted' }])
  nowMs += 61_000
  await settle(cron)
  expect(await hooksRun(bakery.siteId)).toEqual(['hello'])
})

test('the newest twenty runs are kept, and twenty that failed', async () => {
  const bakery = await site('bakery')
  for (let round = 0; round < 50; round += 1) {
    due(bakery.place, `hook_${round}`, { fails: round < 25 })
    await parts().notices.run(signal)
    nowMs += 61_000
    await settle(parts(`process ${round}`))
  }
  const runs = await listRuns(database, bakery.siteId)
  expect(runs.filter(({ outcome }) => outcome === 'failed')).toHaveLength(20)
  expect(runs.filter(({ outcome }) => outcome === 'succeeded')).toHaveLength(20)
  expect(runs[0]?.events[0]?.hook).toBe('hook_49')
})
