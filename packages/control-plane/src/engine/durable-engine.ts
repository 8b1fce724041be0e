import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import { cancelOperation } from './cancel.ts'
import { createDurableRuns, ensureDatabase } from './durable-runs.ts'
import type { Engine } from './engine.ts'
import { faultsFromFile, noFaults } from './faults.ts'
import { createFeed } from './feed.ts'
import { lockLane } from './lanes.ts'
import { findOperation, listOperations, operationsAtWork, summarizeOperations } from './operation-store.ts'
import { createRunner } from './runner.ts'
import { createSlots } from './slots.ts'
import { createStarter, type Starter } from './starter.ts'
import { createSweeper } from './sweeper.ts'
import type { EngineSystem } from './system.ts'
import type { Workflow } from './workflow.ts'

export interface EngineOptions {
  readonly database: Database
  /** The pool beneath `database`; one of its connections hears of changes. */
  readonly pool: pg.Pool
  /** PostgreSQL URL of the database that DBOS keeps; made where it is missing. */
  readonly dbosUrl: string
  // biome-ignore lint/suspicious/noExplicitAny: each workflow has its own input and services
  readonly workflows: readonly Workflow<any, any>[]
  /** Must hold what every workflow needs; checked where the workflows are put together. */
  readonly services: unknown
  /** Name of this process. Two of one platform need two names; one that starts again keeps its name. */
  readonly executor: string
  readonly stepTimeoutSeconds: number
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

/** Two cores do not get more done with more at once; 32 leave room where some wait for a shard that is away. */
const OPERATIONS_AT_ONCE = 32

/** Long enough for a full garbage collection, a slow disk or a restart of PostgreSQL. */
const DEAD_AFTER_SECONDS = 10

/** Most operations take under a second; supervisors usually wait 10 s before they kill. */
const DRAIN_MS = 5_000
const DRAIN_LOOK_MS = 20

/** Of one process there can be one, as DBOS is one. */
export function createEngine(options: EngineOptions): DurableEngine {
  const { database, pool, log } = options
  const stop = new AbortController()
  const system = createSystem(options, stop.signal, (row) => starter.startRecorded(row))
  const durable = createDurableRuns({
    url: options.dbosUrl,
    executor: options.executor,
    log,
    run: createRunner(system),
  })
  const starter = createStarter(system, durable)
  const sweeper = createSweeper({
    system,
    durable,
    deadAfterSeconds: options.deadAfterSeconds ?? DEAD_AFTER_SECONDS,
    onReplaced() {
      log.error({ executor: options.executor }, 'another process runs under this name; this one ends')
      stop.abort()
      options.onReplaced()
    },
  })
  const feed = createFeed({ database, pool, log })

  return {
    transaction: starter.transaction,
    start: starter.start,
    find: (operationId, accountId) => findOperation(database, operationId, accountId),
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
      await ensureDatabase(pool, options.dbosUrl)
      await sweeper.open()
      await durable.launch()
      feed.open()
      sweeper.start()
    },

    async stop() {
      starter.close()
      await drained(system, starter)
      stop.abort()
      await Promise.all([sweeper.close(), feed.close()])
      await durable.stop()
    },
  }
}

function createSystem(
  options: EngineOptions,
  stop: AbortSignal,
  startRecorded: EngineSystem['startRecorded'],
): EngineSystem {
  return {
    database: options.database,
    log: options.log,
    self: { executor: options.executor, incarnation: randomUUID() },
    workflows: new Map(options.workflows.map((workflow) => [workflow.name, workflow])),
    services: options.services,
    stepTimeoutSeconds: options.stepTimeoutSeconds,
    faults: options.faultsFile === undefined ? noFaults : faultsFromFile(options.faultsFile),
    slots: createSlots(OPERATIONS_AT_ONCE),
    runs: new Map(),
    recorded: new Map(),
    startRecorded,
    stop,
  }
}

/** Resolves when nothing runs here any more, at the latest after `DRAIN_MS`. */
async function drained(system: EngineSystem, starter: Starter): Promise<void> {
  const limit = Date.now() + DRAIN_MS
  while (Date.now() < limit && (system.runs.size > 0 || system.recorded.size > 0 || starter.isStarting()))
    await delay(DRAIN_LOOK_MS)
}
