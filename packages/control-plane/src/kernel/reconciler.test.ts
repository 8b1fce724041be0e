import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase } from './database.ts'
import { createLog } from './log.ts'
import { runReconcilers } from './reconciler.ts'

let postgres: TestPostgres
let pool: DatabasePool
const log = createLog('silent')
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase())
  return () => pool[Symbol.asyncDispose]()
})

const run = (...all: Parameters<typeof runReconcilers>[0]) => runReconcilers(all, pool.database, log)

test('three processes never do the same work at once', async () => {
  let [inside, insideMax, runs] = [0, 0, 0]
  const counting = {
    name: 'counting',
    everySeconds: 0.001,
    async run() {
      inside += 1
      runs += 1
      insideMax = Math.max(insideMax, inside)
      await pool.pool.query('select pg_sleep(0.02)')
      inside -= 1
      return []
    },
  }
  await using _processes = new AsyncDisposableStack()
  for (let process = 0; process < 3; process += 1) _processes.use(run(counting))
  await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(10)
  expect(insideMax).toBe(1)
})

test('one that fails runs again, and does not stop the others', async () => {
  let [failures, others] = [0, 0]
  const everySeconds = 0.01
  await using _running = run(
    {
      name: 'failing',
      everySeconds,
      async run() {
        failures += 1
        throw new Error('not today')
      },
    },
    {
      name: 'other',
      everySeconds,
      async run() {
        others += 1
        return []
      },
    },
  )
  await expect.poll(() => Math.min(failures, others), { timeout: 20_000 }).toBeGreaterThan(2)
})

test('one runs again once the database is back', async () => {
  let runs = 0
  const steady = {
    name: 'steady',
    everySeconds: 0.01,
    async run() {
      runs += 1
      return []
    },
  }
  await using _running = run(steady)
  await expect.poll(() => runs).toBeGreaterThan(0)
  await postgres.crash()
  await postgres.start()
  const before = runs
  await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(before)
})

test('a nudge runs it without waiting for its turn, also when it comes in the middle of a run', async () => {
  const gate = Promise.withResolvers<void>()
  let runs = 0
  const slow = {
    name: 'slow',
    everySeconds: 3_600,
    async run() {
      runs += 1
      if (runs === 1) await gate.promise
      return []
    },
  }
  await using running = run(slow)
  await expect.poll(() => runs).toBe(1)
  running.nudge('slow')
  running.nudge('nobody')
  gate.resolve()
  await expect.poll(() => runs).toBe(2)
  running.nudge('slow')
  await expect.poll(() => runs).toBe(3)
})

test('stopping tells the work to end, waits for it, and gives the lock back', async () => {
  let ended = false
  let started = false
  const long = {
    name: 'long',
    everySeconds: 3_600,
    run: (signal: AbortSignal) =>
      new Promise<string[]>((resolve) => {
        started = true
        signal.addEventListener('abort', () => {
          ended = true
          resolve([])
        })
      }),
  }
  const running = run(long)
  await expect.poll(() => started).toBe(true)
  await running[Symbol.asyncDispose]()
  expect(ended).toBe(true)
  const { rows } = await pool.pool.query(
    "select count(*)::int as held from pg_locks where locktype = 'advisory'",
  )
  expect(rows[0]).toEqual({ held: 0 })
})
