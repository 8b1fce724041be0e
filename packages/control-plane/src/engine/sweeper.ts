import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { DurableRuns } from './durable-runs.ts'
import { announce, beat, takeOver, withdraw } from './executor-store.ts'
import { settleAndPassOn } from './lanes.ts'
import { findWorking, operationsOf } from './operation-store.ts'
import type { EngineSystem } from './system.ts'

/**
 * Sees to it that every working operation is really worked on: beats, so that others know that this
 * process lives; takes over the operations of processes that fell silent; and puts to work what is
 * recorded as this process's but is not running here (it died between recording and starting, or its
 * predecessor of the same name did).
 *
 * A process that starts again under its name need not wait for silence: it finds its own at once.
 */
export interface Sweeper {
  /** Announces this process; call before anything runs. */
  open(): Promise<void>
  /** Sweeps until closed. */
  start(): void
  close(): Promise<void>
}

interface SweeperOptions {
  readonly system: EngineSystem
  readonly durable: DurableRuns
  /** A process that has been silent for this long has died. */
  readonly deadAfterSeconds: number
  /** Another process runs under this name: this one must end. */
  onReplaced(): void
}

/** Five beats within the silence that means death: one slow query or a full collection must not kill. */
const BEATS_PER_SILENCE = 5

/** Answers of steps are not needed once an operation has ended; an hour leaves time to look into one. */
const FORGET_AFTER_MS = 3_600_000
const FORGET_EVERY_MS = 600_000

export function createSweeper({ system, durable, deadAfterSeconds, onReplaced }: SweeperOptions): Sweeper {
  const { database, log, self } = system
  const closing = new AbortController()
  const beatEveryMs = (deadAfterSeconds * 1_000) / BEATS_PER_SILENCE
  let suspects = new Set<string>()
  let aliveSince = Date.now()
  let lastBeat = Date.now()
  let lastForgetting = Date.now()
  let sweeping: Promise<void> | undefined

  async function sweepUntilClosed(): Promise<void> {
    for (let first = true; !closing.signal.aborted; first = false) {
      await sweep(first).catch((error) =>
        log.warn({ err: error }, 'a sweep of the engine failed; the next follows'),
      )
      await delay(beatEveryMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }

  async function sweep(first: boolean): Promise<void> {
    if (!(await beat(database, self))) {
      closing.abort()
      return onReplaced()
    }
    const now = Date.now()
    if (now - lastBeat > deadAfterSeconds * 1_000) aliveSince = now
    lastBeat = now
    // After an outage of the database everybody's beats are old: whoever is back first must not rob the rest.
    if (now - aliveSince > deadAfterSeconds * 1_000) {
      const taken = await takeOver(database, self.executor, deadAfterSeconds)
      if (taken.length > 0) log.warn({ operations: taken }, 'took over the operations of a process that died')
    }
    await startIdle(first)
    if (now - lastForgetting > FORGET_EVERY_MS) {
      lastForgetting = now
      await durable.forget(new Date(now - FORGET_AFTER_MS))
    }
  }

  /** An operation counts as idle when two sweeps in a row found it so: between recording and starting is a moment. */
  async function startIdle(first: boolean): Promise<void> {
    const mine = await operationsOf(database, self.executor)
    const idle = mine.filter((id) => !system.runs.has(id) && !system.recorded.has(id))
    const certain = first ? idle : idle.filter((id) => suspects.has(id))
    suspects = new Set(idle)
    if (certain.length === 0) return
    const positions = await durable.positions(certain)
    const at = (position: string) => certain.filter((id) => positions.get(id) === position)
    for (const id of at('unknown')) await durable.start(id)
    // Right after the launch, what runs under this name has only just been given out again.
    if (!first) await durable.handOver(at('running'))
    for (const id of at('ended')) await settleBroken(id)
  }

  /** The run ended without settling: a mistake in the engine, or DBOS gave it up. */
  async function settleBroken(operationId: string): Promise<void> {
    const row = await findWorking(database, operationId)
    if (!row) return
    log.error({ operationId }, 'an operation ended without a result')
    const next = await settleAndPassOn(
      database,
      { operationId, lane: row.lane, settlement: { state: 'failed', steps: row.steps, error: LOST } },
      { executor: self.executor, runId: randomUUID() },
    )
    if (next) system.startRecorded(next)
  }

  return {
    open: () => announce(database, self),
    start() {
      sweeping = sweepUntilClosed()
    },
    async close() {
      closing.abort()
      await sweeping
      await withdraw(database, self).catch(() => undefined)
    },
  }
}

const LOST = {
  code: 'internal_error',
  message: 'The platform lost track of this operation.',
  hint: 'What it had begun may be left; the log of the control plane tells more.',
}
