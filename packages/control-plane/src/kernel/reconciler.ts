import { setTimeout as delay } from 'node:timers/promises'
import { type Database, sql } from './database.ts'
import type { Log } from './log.ts'

/**
 * Compares what is with what should be and mends the difference. It takes no argument and keeps nothing
 * in memory: each run reads the world again, so a missed or doubled run does no harm.
 */
export interface Reconciler {
  readonly name: string
  readonly everySeconds: number
  /** Others that have something to do where this one has changed something. */
  readonly nudges?: readonly string[]
  /** Answers what it changed, in words, for the log; an empty list when all was well. */
  run(signal: AbortSignal): Promise<string[]>
}

/** Of a hundred nudges in a second, which one run answers as well as a hundred, most wait for the next run. */
const BETWEEN_NUDGED_RUNS_MS = 500

export interface RunningReconcilers extends AsyncDisposable {
  /** Runs the named one soon, without waiting for its turn; at once where it has not run for half a second. */
  nudge(name: string): void
}

/**
 * Runs each reconciler in a loop of its own. A database lock per reconciler keeps two processes from
 * doing the same work; a failure is logged and the next turn tries again.
 */
export function runReconcilers(
  reconcilers: readonly Reconciler[],
  database: Database,
  log: Log,
  /** How many times as often as they say, for tests that wait for them. */
  haste = 1,
): RunningReconcilers {
  const stop = new AbortController()
  const nudges = new Map<string, AbortController>()
  const nudge = (name: string) => nudges.get(name)?.abort()

  async function loop(reconciler: Reconciler): Promise<void> {
    while (!stop.signal.aborted) {
      const nudged = new AbortController()
      nudges.set(reconciler.name, nudged)
      const hasChanged = await runOnce(reconciler, database, log, stop.signal)
      if (hasChanged) for (const name of reconciler.nudges ?? []) nudge(name)
      const everyMs = (reconciler.everySeconds * 1000) / haste
      const restMs = Math.min(BETWEEN_NUDGED_RUNS_MS, everyMs)
      await pause(restMs, stop.signal)
      await pause(everyMs - restMs, AbortSignal.any([stop.signal, nudged.signal]))
    }
  }

  const loops = reconcilers.map(loop)
  return {
    nudge,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(loops)
    },
  }
}

async function runOnce(
  reconciler: Reconciler,
  database: Database,
  log: Log,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const changes = (await alone(reconciler.name, database, () => reconciler.run(signal))) ?? []
    if (changes.length > 0) log.info({ reconciler: reconciler.name, changes }, 'mended')
    return changes.length > 0
  } catch (error) {
    if (!signal.aborted)
      log.error({ err: error, reconciler: reconciler.name }, 'reconciler failed; it runs again')
    return false
  }
}

/** Holds a session lock on a connection of its own while the work runs; answers undefined where another process has it. */
async function alone<T>(name: string, database: Database, work: () => Promise<T>): Promise<T | undefined> {
  return database.connection().execute(async (connection) => {
    const { rows } = await sql<{ held: boolean }>`
      select pg_try_advisory_lock(hashtext(${`reconciler:${name}`})) as held`.execute(connection)
    if (rows[0]?.held !== true) return undefined
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(hashtext(${`reconciler:${name}`}))`.execute(connection)
    }
  })
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => undefined)
}
