import { randomUUID } from 'node:crypto'
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

/** Answers the row: `running` where the lane was free, `queued` otherwise. Throws `site_busy`. */
export async function joinLane(tx: Tx, operation: NewOperation): Promise<OperationRow> {
  const [joined] = await joinLanes(tx, [operation])
  if (joined === undefined || joined instanceof Error) throw joined
  return joined
}

/** The same for several, each for itself: one whose lane is full is answered as `site_busy`. */
export async function joinLanes(
  tx: Tx,
  operations: readonly NewOperation[],
): Promise<(OperationRow | AipressError)[]> {
  const lanes = [...new Set(operations.flatMap(({ request }) => request.lane ?? []))]
  const waiting = lanes.length === 0 ? new Map<string, number>() : await lineUp(tx, lanes)
  const places = operations.map(({ request }): { ahead: number } | AipressError => {
    if (request.lane === undefined) return { ahead: 0 }
    const ahead = waiting.get(request.lane) ?? 0
    // One of them is at work.
    if (ahead > WAITING_MAX) return tooMany(request)
    waiting.set(request.lane, ahead + 1)
    return { ahead }
  })
  const rows = new Map<string, OperationRow>()
  const admitted = operations.flatMap((operation, index) => {
    const place = places[index]
    return place === undefined || place instanceof Error ? [] : [{ operation, isBusy: place.ahead > 0 }]
  })
  for (const row of await insertOperations(tx, admitted)) rows.set(row.id, row)
  return operations.map(({ operationId }, index) => {
    const answer = rows.get(operationId) ?? places[index]
    if (answer === undefined || !(answer instanceof Error || 'id' in answer))
      throw new Error(`The operation ${operationId} was not recorded.`)
    return answer
  })
}

/** Locks the lanes and answers how many operations are at work or wait in each, where there are any. */
async function lineUp(tx: Tx, lanes: readonly string[]): Promise<Map<string, number>> {
  const [, rows] = await Promise.all([
    lockLanes(tx, lanes),
    tx
      .selectFrom('engine_operations')
      .select(({ fn }) => ['lane', fn.countAll<string>().as('count')])
      .where('lane', '=', sql<string>`any(${lanes})`)
      .where('state', 'in', ['queued', ...WORKING_STATES])
      .groupBy('lane')
      .execute(),
  ])
  return new Map(rows.map(({ lane, count }) => [lane ?? '', Number(count)]))
}

function tooMany({ lane, siteName }: OperationRequest): AipressError {
  const what = siteName === undefined ? 'This' : `The site "${siteName}"`
  return new AipressError('site_busy', `${what} already has ${WAITING_MAX} operations waiting.`, {
    hint: 'Try again when some of them are done; "aipress operation list" shows them.',
    context: { lane: lane ?? '' },
  })
}

const INSERTED = sql.raw(
  `id, action, workflow, title, state, lane, site_id, site_name, account_id, steps, requested_by, executor, run_id,
  started_at`,
)

/** In one statement whatever their number, so that it is prepared once. */
async function insertOperations(
  tx: Tx,
  operations: readonly { operation: NewOperation; isBusy: boolean }[],
): Promise<OperationRow[]> {
  if (operations.length === 0) return []
  const startedAt = new Date()
  const values = operations.map(({ operation, isBusy }) => {
    const { request } = operation
    return {
      id: operation.operationId,
      action: request.action,
      workflow: operation.workflow,
      title: request.title,
      state: isBusy ? 'queued' : 'running',
      lane: request.lane,
      site_id: request.siteId,
      site_name: request.siteName,
      account_id: request.accountId,
      input: operation.input,
      steps: operation.steps,
      requested_by: request.requestedBy,
      executor: operation.executor,
      run_id: operation.runId,
      started_at: isBusy ? undefined : startedAt,
    }
  })
  const { rows } = await sql<OperationRow>`
    INSERT INTO engine_operations (${INSERTED}, input)
    SELECT ${INSERTED}, coalesce(input, 'null') FROM json_populate_recordset(null::engine_operations, ${JSON.stringify(values)}::json)
    RETURNING *`.execute(tx)
  return rows
}

export interface Settlement {
  readonly state: 'succeeded' | 'undone' | 'failed'
  readonly steps: Operation['steps']
  readonly error?: Operation['error']
}

export interface Settled {
  readonly operationId: string
  readonly runId: string
  readonly lane: string | null
  readonly settlement: Settlement
}

/**
 * Records how operations ended and lets the next of their lanes begin, in one transaction. Answers for each the next
 * one of its lane, if any. Nothing of an operation changes where it was settled before or another run has taken it up.
 */
export async function settleAndPassOn(
  database: Database,
  settled: readonly Settled[],
  executor: string,
): Promise<(OperationRow | undefined)[]> {
  const lanes = [...new Set(settled.flatMap(({ lane }) => lane ?? []))]
  if (lanes.length === 0) {
    await settle(database, settled)
    return settled.map(() => undefined)
  }
  const next = await database.transaction().execute(async (tx) => {
    const [, , rows] = await Promise.all([
      lockLanes(tx, lanes),
      settle(tx, settled),
      beginNext(tx, lanes, executor),
    ])
    return rows
  })
  const byLane = new Map(next.map((row) => [row.lane, row]))
  return settled.map(({ lane }) => {
    const row = byLane.get(lane)
    byLane.delete(lane)
    return row
  })
}

async function settle(database: Connection, settled: readonly Settled[]): Promise<void> {
  const of = <T>(column: (one: Settled) => T) => settled.map(column)
  await sql`
    UPDATE engine_operations SET
      state = ended.state, steps = ended.steps, error = ended.error, outcomes = '{}',
      finished_at = clock_timestamp()
    FROM unnest(
      ${of(({ operationId }) => operationId)}::text[], ${of(({ runId }) => runId)}::text[],
      ${of(({ settlement }) => settlement.state)}::text[],
      ${of(({ settlement }) => JSON.stringify(settlement.steps))}::jsonb[],
      ${of(({ settlement }) => (settlement.error === undefined ? null : JSON.stringify(settlement.error)))}::jsonb[]
    ) AS ended (id, run_id, state, steps, error)
    WHERE engine_operations.id = ended.id AND engine_operations.run_id = ended.run_id
      AND engine_operations.state IN (${sql.join(WORKING_STATES)})`.execute(database)
}

/** In each lane the one that has waited longest, where nothing of the lane is at work. */
async function beginNext(tx: Tx, lanes: readonly string[], executor: string): Promise<OperationRow[]> {
  const runIds = lanes.map(() => randomUUID())
  const { rows } = await sql<OperationRow>`
    UPDATE engine_operations SET
      state = 'running', executor = ${executor}, run_id = first.run_id, started_at = clock_timestamp()
    FROM (
      SELECT min(seq) AS seq, min(free.run_id) AS run_id
      FROM unnest(${lanes}::text[], ${runIds}::text[]) AS free (lane, run_id)
      JOIN engine_operations AS queued ON queued.lane = free.lane AND queued.state = 'queued'
      WHERE NOT EXISTS (
        SELECT FROM engine_operations AS working
        WHERE working.lane = free.lane AND working.state IN (${sql.join(WORKING_STATES)}))
      GROUP BY free.lane
    ) AS first
    WHERE engine_operations.seq = first.seq
    RETURNING engine_operations.*`.execute(tx)
  return rows
}

/** Held until the transaction ends. Lanes that share a hash merely wait for one another. */
export const lockLane = (tx: Tx, lane: string): Promise<void> => lockLanes(tx, [lane])

/** In one order, so that no two who hold several wait for each other. */
async function lockLanes(tx: Tx, lanes: readonly string[]): Promise<void> {
  await sql`
    SELECT pg_advisory_xact_lock(hash) FROM (
      SELECT DISTINCT hashtextextended('engine lane ' || lane, 0) AS hash
      FROM unnest(${lanes}::text[]) AS wanted (lane) ORDER BY hash OFFSET 0
    ) AS hashes`.execute(tx)
}
