import { AipressError, type Operation } from '@aipress/contract'
import { type Connection, type Database, sql, type Tx } from '../kernel/database.ts'
import type { OperationRequest } from './engine.ts'
import { WORKING_STATES } from './operation-store.ts'
import type { OperationRow } from './operation-table.ts'

/**
 * Lanes: operations of one lane run one after another, in the order they were asked for. Whoever adds
 * to a lane or settles one of its operations holds the lane's lock, so that a lane with waiting
 * operations always has exactly one that works, whatever dies in between.
 */

/** More than this many waiting for one site means that something is stuck or somebody is looping. */
export const WAITING_MAX = 10

export interface NewOperation {
  readonly operationId: string
  readonly workflow: string
  readonly input: unknown
  readonly steps: Operation['steps']
  readonly request: OperationRequest
  readonly executor: string
  readonly runId: string
}

/** Answers the row: `running` where the lane was free, `queued` otherwise. */
export async function joinLane(tx: Tx, operation: NewOperation): Promise<OperationRow> {
  const { request } = operation
  const busy = request.lane === undefined ? false : await isBusy(tx, request.lane, request)
  return tx
    .insertInto('engine_operations')
    .values({
      id: operation.operationId,
      action: request.action,
      workflow: operation.workflow,
      title: request.title,
      state: busy ? 'queued' : 'running',
      lane: request.lane ?? null,
      site_id: request.siteId ?? null,
      site_name: request.siteName ?? null,
      account_id: request.accountId,
      input: JSON.stringify(operation.input ?? null),
      steps: JSON.stringify(operation.steps),
      requested_by: request.requestedBy,
      executor: operation.executor,
      run_id: operation.runId,
      started_at: busy ? null : new Date(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export interface Settlement {
  readonly state: 'succeeded' | 'undone' | 'failed'
  readonly steps: Operation['steps']
  readonly error?: Operation['error']
}

/**
 * Records how an operation ended and lets the next of its lane begin, in one transaction. Answers the next one, if
 * any. Nothing of the operation changes where it was settled before or another run has taken it up.
 */
export async function settleAndPassOn(
  database: Database,
  settled: { operationId: string; runId: string; lane: string | null; settlement: Settlement },
  next: { executor: string; runId: string },
): Promise<OperationRow | undefined> {
  const { lane } = settled
  if (lane === null) {
    await settle(database, settled)
    return undefined
  }
  return database.transaction().execute(async (tx) => {
    const [, , row] = await Promise.all([lockLane(tx, lane), settle(tx, settled), beginNext(tx, lane, next)])
    return row
  })
}

interface Settled {
  operationId: string
  runId: string
  settlement: Settlement
}

async function settle(database: Connection, { operationId, runId, settlement }: Settled): Promise<void> {
  await database
    .updateTable('engine_operations')
    .set({
      state: settlement.state,
      steps: JSON.stringify(settlement.steps),
      error: settlement.error === undefined ? null : JSON.stringify(settlement.error),
      outcomes: '{}',
      finished_at: sql<Date>`clock_timestamp()`,
    })
    .where('id', '=', operationId)
    .where('run_id', '=', runId)
    .where('state', 'in', WORKING_STATES)
    .execute()
}

/** The one that has waited longest, where nothing of the lane is at work. */
function beginNext(tx: Tx, lane: string, next: { executor: string; runId: string }) {
  return tx
    .updateTable('engine_operations')
    .set({
      state: 'running',
      executor: next.executor,
      run_id: next.runId,
      started_at: sql<Date>`clock_timestamp()`,
    })
    .where('seq', '=', (first) =>
      first
        .selectFrom('engine_operations')
        .select(({ fn }) => fn.min('seq').as('seq'))
        .where('lane', '=', lane)
        .where('state', '=', 'queued'),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('engine_operations as working')
            .select('working.seq')
            .where('working.lane', '=', lane)
            .where('working.state', 'in', WORKING_STATES),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst()
}

async function isBusy(tx: Tx, lane: string, request: OperationRequest): Promise<boolean> {
  const [, { working, waiting }] = await Promise.all([
    lockLane(tx, lane),
    tx
      .selectFrom('engine_operations')
      .select(({ fn }) => [
        fn.countAll<string>().filterWhere('state', 'in', WORKING_STATES).as('working'),
        fn.countAll<string>().filterWhere('state', '=', 'queued').as('waiting'),
      ])
      .where('lane', '=', lane)
      .where('state', 'in', ['queued', ...WORKING_STATES])
      .executeTakeFirstOrThrow(),
  ])
  if (Number(waiting) >= WAITING_MAX) {
    const what = request.siteName === undefined ? 'This' : `The site "${request.siteName}"`
    throw new AipressError('site_busy', `${what} already has ${WAITING_MAX} operations waiting.`, {
      hint: 'Try again when some of them are done; "aipress operation list" shows them.',
      context: { lane },
    })
  }
  return Number(working) + Number(waiting) > 0
}

/** Held until the transaction ends. Lanes that share a hash merely wait for one another. */
export async function lockLane(tx: Tx, lane: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`engine lane ${lane}`}, 0))`.execute(tx)
}
