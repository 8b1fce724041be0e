import { setTimeout as delay } from 'node:timers/promises'
import { announce, beat, takeOver, withdraw } from './executor-store.ts'
import { createLiveness } from './liveness.ts'
import { operationsOf } from './operation-store.ts'
import type { Runner } from './runner.ts'
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
  readonly runner: Runner
  /** A process that has been silent for this long has died. */
  readonly deadAfterSeconds: number
  /** Another process runs under this name: this one must end. */
  onReplaced(): void
  /** At each beat: how many processes there are besides this one. */
  onBeat(others: number): void
}

/** Five beats within the silence that means death: one slow query or a full collection must not kill. */
const BEATS_PER_SILENCE = 5

export function createSweeper(options: SweeperOptions): Sweeper {
  const { system, runner, deadAfterSeconds, onReplaced, onBeat } = options
  const { database, log, self } = system
  const closing = new AbortController()
  const beatEveryMs = (deadAfterSeconds * 1_000) / BEATS_PER_SILENCE
  const liveness = createLiveness(deadAfterSeconds * 1_000)
  let suspects = new Set<string>()
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
    const beaten = await beat(database, self)
    if (beaten === undefined) {
      closing.abort()
      return onReplaced()
    }
    onBeat(beaten.size)
    const taken = await takeOver(database, self.executor, liveness.look(beaten))
    if (taken.length > 0) log.warn({ operations: taken }, 'took over the operations of a process that died')
    await startIdle((id) => first || taken.includes(id))
  }

  /** An operation counts as idle when two sweeps in a row found it so: between recording and starting is a moment. */
  async function startIdle(isIdleForSure: (operationId: string) => boolean): Promise<void> {
    const mine = await operationsOf(database, self.executor)
    const idle = mine.filter((id) => !system.runs.has(id) && !system.recording.has(id))
    const certain = idle.filter((id) => isIdleForSure(id) || suspects.has(id))
    suspects = new Set(idle)
    for (const id of certain) await runner.takeUp(id)
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
