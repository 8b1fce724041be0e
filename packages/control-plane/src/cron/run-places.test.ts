import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { scheduleEvent } from '../drivers/simulated/cron-host.ts'
import { makeSite, openTestWorld, type TestWorld } from '../drivers/simulated/testing/test-world.ts'
import { type Database, type DatabasePool, openDatabase } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { findCronSite, noteDue } from './cron-index.ts'
import { createCronRunner } from './cron-runner.reconciler.ts'
import { cronMigrations } from './cron-tables.ts'

/** Sites whose runs take long, over the simulated cloud, with a clock that the test moves. */
const signal = AbortSignal.timeout(120_000)
let opened: TestDirectory
let postgres: TestPostgres
let pool: DatabasePool
let database: Database
let world: TestWorld
let nowMs = Date.now()
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
  world = openTestWorld({ clock })
})
afterEach(async () => {
  world[Symbol.dispose]()
  await pool[Symbol.asyncDispose]()
})

/** A runner whose sites of a name with "sleeps" take a minute, until they are woken. */
function sleepyRunner(runsAtOnce: number) {
  const started: string[] = []
  const gate = Promise.withResolvers<void>()
  const names = new Map<string, string>()
  const { cronHost } = world
  const host: typeof cronHost = {
    ...cronHost,
    runsAtOnce,
    async run(place, order, stop) {
      const name = names.get(order.siteId) ?? ''
      started.push(name)
      if (name.includes('sleeps')) await gate.promise
      const run = await cronHost.run(place, order, stop)
      return name.includes('sleeps') ? { ...run, durationMs: 60_000 } : run
    },
  }
  const runner = createCronRunner({
    database,
    host,
    process: 'one',
    clock,
    directory: opened.directory,
    controlGroup: 1,
    engine: { atWork: async () => new Map() },
    log: createLog('silent'),
    wake: () => undefined,
    ran: () => undefined,
  })
  async function due(name: string, shardId: string) {
    const known = [...names].find(([, one]) => one === name)?.[0]
    const place = { shardId, slot: Number(name.replaceAll(/\D/g, '')) }
    const siteId = known ?? (await opened.insert(name, { place })).siteId
    if (known === undefined) await makeSite(world, place, signal, siteId)
    names.set(siteId, name)
    scheduleEvent(world.world.inner, place, { hook: 'hello', dueAtMs: nowMs })
    await noteDue(database, [{ siteId, place, dueAt: new Date(nowMs) }], nowMs)
    return siteId
  }
  return { runner, started, due, wakeUp: gate.resolve }
}

test('sites that sleep, on a shard and in all, leave places for others after ten seconds', async () => {
  const { runner, started, due, wakeUp } = sleepyRunner(2)
  for (const number of [1, 2, 3, 4]) await due(`sleeps-${number}`, 'shard-001')
  nowMs += 5_000
  await due('awake-5', 'shard-001')
  await due('awake-6', 'shard-002')
  nowMs += 5_000
  let isOver = false
  const turns = (async () => {
    while (!isOver) await runner.run(signal)
  })()
  await expect.poll(() => started.length, { timeout: 20_000, interval: 5 }).toBe(2)
  expect(started.join()).not.toContain('awake')
  await expect
    .poll(
      () => {
        nowMs += 1_500
        return started.filter((name) => name.startsWith('awake')).length
      },
      { timeout: 20_000, interval: 100 },
    )
    .toBe(2)
  isOver = true
  wakeUp()
  await turns
})

test('a site whose last run was long waits for those alone that are like it', async () => {
  const { runner, started, due, wakeUp } = sleepyRunner(1)
  const sleepers: string[] = []
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const siteId = await due(`sleeps-${number}`, 'shard-001')
    sleepers.push(siteId)
    await database.updateTable('cron_sites').set({ runs_long: true }).where('site_id', '=', siteId).execute()
  }
  nowMs += 5_000
  await due('awake-7', 'shard-001')
  nowMs += 5_000
  const turn = runner.run(signal)
  await expect.poll(() => started.length, { timeout: 20_000, interval: 5 }).toBe(5)
  expect(started).toContain('awake-7')
  wakeUp()
  await turn
  await expect
    .poll(
      async () => {
        await runner.run(signal)
        return started.length
      },
      { timeout: 20_000, interval: 5 },
    )
    .toBe(7)
})

test('a run that was long is remembered, and so is one that was not', async () => {
  const { runner, due, wakeUp } = sleepyRunner(2)
  wakeUp()
  const [sleepy, awake] = [await due('sleeps-1', 'shard-001'), await due('awake-2', 'shard-001')]
  await database.updateTable('cron_sites').set({ runs_long: true }).where('site_id', '=', awake).execute()
  nowMs += 5_000
  await runner.run(signal)
  for (const [siteId, isLong] of [
    [sleepy, true],
    [awake, false],
  ] as const) {
    await expect
      .poll(() => findCronSite(database, siteId), { timeout: 20_000, interval: 5 })
      .toMatchObject({ runs_long: isLong, running_by: null })
  }
})
