import { AsyncResource } from 'node:async_hooks'
import { Socket } from 'node:net'
import { DBOS } from '@dbos-inc/dbos-sdk'
import { dbRetryConfig } from '@dbos-inc/dbos-sdk/internal/utils'
import { workflowTimeoutConfig } from '@dbos-inc/dbos-sdk/internal/workflow_management'
import pg from 'pg'
import type { Log } from '../kernel/log.ts'

/**
 * The only file that knows DBOS, apart from the steps' own `runStep`. DBOS keeps one record per run and
 * per step in a database of its own, and hands a run to another process only when told to.
 */
export interface DurableRuns {
  /** Takes up the work that this executor left when it died; `run` is called for each. */
  launch(): Promise<void>
  /** Runs the operation here and now. Does nothing where a run of it is recorded. */
  start(operationId: string): Promise<void>
  /** Lets any process take the run up within about a second, from the step after the last recorded one. */
  handOver(operationIds: readonly string[]): Promise<void>
  positions(operationIds: readonly string[]): Promise<Map<string, RunPosition>>
  /** Removes the records of runs that ended before `before`, a batch at most; answers how many. */
  forget(before: Date): Promise<number>
  /** Ends without waiting for runs: they go on when a process takes them up. */
  stop(): Promise<void>
}

/** `unknown`: never started. `waiting`: the next process that looks will take it. */
export type RunPosition = 'unknown' | 'waiting' | 'running' | 'ended'

export interface DurableRunsOptions {
  readonly url: string
  readonly executor: string
  readonly log: Log
  run(operationId: string): Promise<void>
}

/**
 * DBOS continues a run only under the version that began it, and by default makes versions from source
 * text, so that each release would strand what the one before had begun. Ours stays: a run whose
 * workflow has changed is checked step by step, by name.
 */
const ENGINE_VERSION = '1'

/** Enough for 32 operations, as a step holds a connection for under a millisecond. */
const CONNECTIONS_MAX = 10

const FORGET_BATCH = 500

export function createDurableRuns({ url, executor, log, run }: DurableRunsOptions): DurableRuns {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: 10_000,
    stream: () => new PatientSocket(),
  })
  pool.on('error', (error) => log.debug({ err: error }, 'a connection of the durable engine was lost'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  // Whoever starts an operation from within a step must not make it a child of that step's run.
  const outside = new AsyncResource('engine')
  const durableRun = DBOS.registerWorkflow(run, { name: 'operation', maxRecoveryAttempts: RECOVERIES_MAX })

  return {
    async launch() {
      DBOS.setConfig({
        name: 'aipress',
        // Only shown and parsed: the pool decides. DBOS's parser refuses an empty host, which sockets have.
        systemDatabaseUrl: 'postgresql://pool@localhost/aipress_dbos',
        systemDatabasePool: pool,
        executorID: executor,
        applicationVersion: ENGINE_VERSION,
        // Nothing here waits for another run, so the listener and its connection would be idle.
        useListenNotify: false,
        schedulerPollingIntervalMs: 60_000,
        logger: quietLogger(log),
      })
      // Its own limits (1 to 60 s) would leave operations asleep long after PostgreSQL is back.
      Object.assign(dbRetryConfig, { initialBackoffSec: 0.1, maxBackoffSec: 2 })
      // Limits of time are ours, per step; looking each second for runs over DBOS's own costs idle CPU.
      workflowTimeoutConfig.pollingIntervalMs = 60_000
      await DBOS.launch()
    },

    start(operationId) {
      return outside.runInAsyncScope(async () => {
        await DBOS.startWorkflow(durableRun, { workflowID: operationId })(operationId)
      })
    },

    async handOver(operationIds) {
      if (operationIds.length > 0) await DBOS.resumeWorkflows([...operationIds])
    },

    async positions(operationIds) {
      const known = await DBOS.listWorkflows({
        workflowIDs: [...operationIds],
        loadInput: false,
        loadOutput: false,
      })
      const statuses = new Map(known.map((workflow) => [workflow.workflowID, workflow.status]))
      return new Map(operationIds.map((id) => [id, positionOf(statuses.get(id))]))
    },

    async forget(before) {
      const ended = await DBOS.listWorkflows({
        completedBefore: before.toISOString(),
        limit: FORGET_BATCH,
        loadInput: false,
        loadOutput: false,
      })
      if (ended.length > 0) await DBOS.deleteWorkflows(ended.map((workflow) => workflow.workflowID))
      return ended.length
    },

    async stop() {
      await DBOS.shutdown({ deregister: true })
      await pool.end()
    },
  }
}

/** A run that has ended the process this often is not tried again by DBOS; the engine gives up well before. */
const RECOVERIES_MAX = 1_000

function positionOf(status: string | undefined): RunPosition {
  if (status === undefined) return 'unknown'
  if (status === 'ENQUEUED' || status === 'DELAYED') return 'waiting'
  return status === 'PENDING' ? 'running' : 'ended'
}

/**
 * While PostgreSQL restarts, its socket is missing (ENOENT) or breaks (EPIPE). DBOS waits through a
 * refused or reset connection but would let these two fail the operation.
 */
class PatientSocket extends Socket {
  override _destroy(
    error: (Error & { code?: string }) | null,
    callback: (error?: Error | null) => void,
  ): void {
    if (error?.code === 'ENOENT' || error?.code === 'EPIPE') error.code = 'ECONNRESET'
    super._destroy(error, callback)
  }
}

/** DBOS tells of each start and, while the database is away, of each attempt: details, for our log. */
function quietLogger(log: Log) {
  const quietly = (entry: unknown) => log.debug({ from: 'dbos' }, String(entry))
  return {
    info: quietly,
    debug: () => undefined,
    warn: quietly,
    error: (entry: unknown) => log.warn({ from: 'dbos' }, String(entry)),
  }
}

/** Makes the database exist in which DBOS keeps its records. `pool` is connected to another one of the same server. */
export async function ensureDatabase(pool: pg.Pool, url: string): Promise<void> {
  const name = new pg.Client({ connectionString: url }).database
  if (name === undefined) throw new Error('The URL of the durable engine names no database.')
  const { rowCount } = await pool.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount) return
  try {
    await pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    if (!isAlreadyThere(error)) throw error
  }
}

/** Another process was quicker: duplicate_database, or unique_violation while both were at it. */
function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P04' || error.code === '23505')
}
