import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { openBooks } from './books.ts'
import { cancelOperation } from './cancel.ts'
import type { Engine } from './engine.ts'
import { faultsFromFile, noFaults } from './faults.ts'
import { createFeed } from './feed.ts'
import { lockLane } from './lanes.ts'
import { findOperation, listOperations, operationsAtWork, summarizeOperations } from './operation-store.ts'
import { createRunner } from './runner.ts'
import { createSlots } from './slots.ts'
import { createStarter } from './starter.ts'
import { createSweeper } from './sweeper.ts'
import type { EngineSystem } from './system.ts'
import type { Workflow } from './workflow.ts'

export interface EngineOptions {
  readonly database: Database
  /** The pool beneath `database`; one of its connections hears of changes. */
  readonly pool: pg.Pool
  // biome-ignore lint/suspicious/noExplicitAny: each workflow has its own input and services
  readonly workflows: readonly Workflow<any, any>[]
  /** Must hold what every workflow needs; checked where the workflows are put together. */
  readonly services: unknown
  /** Name of this process. Two of one platform need two names; one that starts again keeps its name. */
  readonly executor: string
  readonly stepTimeoutSeconds: number
  /** More wait until one of them is done. */
  readonly operationsAtOnce: number
  readonly faultsFile?: string | undefined
  readonly log: Log
  /** Silence after which others take over. */
  readonly deadAfterSeconds?: number
  /** Another process has started under this one's name and has taken its work: end the process. */
  onReplaced(): void
}

export interface DurableEngine extends Engine {
  /** Continues what was left unfinished; call when the services work. */
  launch(): Promise<void>
  /** Waits a little for what runs, then leaves the rest to the next process. */
  stop(): Promise<void>
}

/** Long enough for a full garbage collection, a slow disk or a restart of PostgreSQL. */
const DEAD_AFTER_SECONDS = 10

/** Most operations take under a second; supervisors usually wait 10 s before they kill. */
const DRAIN_MS = 5_000
const DRAIN_LOOK_MS = 20

export function createEngine(options: EngineOptions): DurableEngine {
  const { database, pool, log } = options
  const stop = new AbortController()
  const feed = createFeed({ database, pool, log })
  const system = createSystem(options, stop.signal, feed.announce)
  const runner = createRunner(system)
  const starter = createStarter(system, runner)
  const sweeper = createSweeper({
    system,
    runner,
    onBeat: feed.expectWatchers,
    deadAfterSeconds: options.deadAfterSeconds ?? DEAD_AFTER_SECONDS,
    onReplaced() {
      log.error({ executor: options.executor }, 'another process runs under this name; this one ends')
      stop.abort()
      options.onReplaced()
    },
  })

  return {
    transaction: starter.transaction,
    start: starter.start,
    begin: starter.begin,
    find: (operationId, scope) =>
      scope === undefined ? system.books.find(operationId) : findOperation(database, operationId, scope),
    list: (query) => listOperations(database, query),
    async holdLane(tx, lane) {
      await lockLane(tx, lane)
      return (await operationsAtWork(tx, [lane])).get(lane)
    },
    atWork: (lanes) => operationsAtWork(database, lanes),
    cancel: (operationId) => cancelOperation(system, operationId),
    summary: () => summarizeOperations(database),
    watch: feed.watch,

    async launch() {
      await sweeper.open()
      feed.open()
      sweeper.start()
    },

    async stop() {
      starter.close()
      await drained(system)
      stop.abort()
      await Promise.all([sweeper.close(), feed.close()])
    },
  }
}

function createSystem(
  options: EngineOptions,
  stop: AbortSignal,
  announce: EngineSystem['announce'],
): EngineSystem {
  return {
    database: options.database,
    books: openBooks(options.database, options.executor),
    log: options.log,
    self: { executor: options.executor, incarnation: randomUUID() },
    workflows: new Map(options.workflows.map((workflow) => [workflow.name, workflow])),
    services: options.services,
    stepTimeoutSeconds: options.stepTimeoutSeconds,
    faults: options.faultsFile === undefined ? noFaults : faultsFromFile(options.faultsFile),
    slots: createSlots(options.operationsAtOnce),
    runs: new Map(),
    recording: new Set(),
    announce,
    stop,
  }
}

/** Resolves when nothing runs here any more, at the latest after `DRAIN_MS`. */
async function drained(system: EngineSystem): Promise<void> {
  const limit = Date.now() + DRAIN_MS
  while (Date.now() < limit && (system.runs.size > 0 || system.recording.size > 0)) await delay(DRAIN_LOOK_MS)
}
