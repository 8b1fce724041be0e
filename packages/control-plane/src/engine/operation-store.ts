import { AipressError, isId, type Operation } from '@aipress/contract'
import { type Connection, type Database, sql } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import type { OperationQuery } from './engine.ts'
import { type OperationRow, type Outcomes, toOperation } from './operation-table.ts'

/** Each change of an operation is announced here with its id. */
export const OPERATIONS_CHANNEL = 'engine_operations'

export const WORKING_STATES = ['running', 'undoing'] as const

const COLUMNS = { account: 'account_id', site: 'site_id' }

export async function findOperation(
  database: Connection,
  operationId: string,
  scope: Scope | undefined,
): Promise<Operation | undefined> {
  let query = database.selectFrom('engine_operations').selectAll().where('id', '=', operationId)
  if (scope !== undefined) query = query.where(within(scope, COLUMNS))
  const row = await query.executeTakeFirst()
  return row && toOperation(row)
}

export async function findOperations(
  database: Connection,
  operationIds: readonly string[],
): Promise<Map<string, Operation>> {
  const rows = await database
    .selectFrom('engine_operations')
    .selectAll()
    .where('id', '=', sql<string>`any(${operationIds})`)
    .execute()
  return new Map(rows.map((row) => [row.id, toOperation(row)]))
}

export async function listOperations(database: Connection, query: OperationQuery) {
  let rows = database.selectFrom('engine_operations').selectAll().orderBy('seq', 'desc')
  if (query.scope !== undefined) rows = rows.where(within(query.scope, COLUMNS))
  if (query.siteId !== undefined) rows = rows.where('site_id', '=', query.siteId)
  if (query.state !== undefined) rows = rows.where('state', '=', query.state)
  if (query.cursor !== undefined) rows = rows.where('seq', '<', positionOf(query.cursor))
  const found = await rows.limit(query.limit + 1).execute()
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(toOperation),
    ...(found.length > page.length && last ? { nextCursor: last.seq } : {}),
  }
}

/** A lane with a waiting operation always has one that works, so this finds every lane that is not idle. */
export async function operationsAtWork(connection: Connection, lanes: readonly string[]) {
  if (lanes.length === 0) return new Map<string, Operation>()
  const rows = await connection
    .selectFrom('engine_operations')
    .selectAll()
    .where('lane', 'in', lanes)
    .where('state', 'in', WORKING_STATES)
    .execute()
  return new Map(rows.map((row) => [row.lane ?? '', toOperation(row)]))
}

export async function summarizeOperations(database: Connection) {
  const counts = await database
    .selectFrom('engine_operations')
    .select(({ fn }) => [
      fn
        .countAll<string>()
        .filterWhere('state', 'in', ['queued', ...WORKING_STATES])
        .as('running'),
      fn.countAll<string>().filterWhere('state', 'in', ['undone', 'failed']).as('failed'),
    ])
    .where((where) =>
      where.or([
        where('state', 'in', ['queued', ...WORKING_STATES]),
        where('finished_at', '>', sql<Date>`now() - interval '1 day'`),
      ]),
    )
    .executeTakeFirstOrThrow()
  return { running: Number(counts.running), failedLastDay: Number(counts.failed) }
}

/**
 * A process takes up an operation that is its own to see to, whether for the first time or after another died.
 * From now on the run before can record nothing more. Answers nothing where the operation is settled already, or
 * another process's.
 */
export function takeUp(
  database: Connection,
  take: { operationId: string; executor: string; runId: string },
): Promise<OperationRow | undefined> {
  return database
    .updateTable('engine_operations')
    .set({ run_id: take.runId, recoveries: sql<number>`recoveries + 1` })
    .where('id', '=', take.operationId)
    .where('executor', '=', take.executor)
    .where('state', 'in', WORKING_STATES)
    .returningAll()
    .executeTakeFirst()
}

export interface ProgressRecord {
  readonly operationId: string
  readonly runId: string
  readonly state: Operation['state']
  readonly steps: Operation['steps']
  /** Those that are new. */
  readonly outcomes?: Outcomes
}

/**
 * Records how far operations are, and the outcomes that are new. Answers false for one that another process has
 * taken up since: of that nothing is recorded.
 */
export async function recordProgress(
  database: Connection,
  records: readonly ProgressRecord[],
): Promise<boolean[]> {
  const of = <T>(column: (record: ProgressRecord) => T) => records.map(column)
  const { rows } = await sql<{ run_id: string }>`
    UPDATE engine_operations SET
      state = made.state, steps = made.steps, outcomes = engine_operations.outcomes || made.outcomes
    FROM unnest(
      ${of(({ operationId }) => operationId)}::text[], ${of(({ runId }) => runId)}::text[],
      ${of(({ state }) => state)}::text[], ${of(({ steps }) => JSON.stringify(steps))}::jsonb[],
      ${of(({ outcomes }) => JSON.stringify(outcomes ?? {}))}::jsonb[]
    ) AS made (id, run_id, state, steps, outcomes)
    WHERE engine_operations.id = made.id AND engine_operations.run_id = made.run_id
      AND engine_operations.state IN (${sql.join(WORKING_STATES)})
    RETURNING engine_operations.run_id`.execute(database)
  const recorded = new Set(rows.map((row) => row.run_id))
  return records.map(({ runId }) => recorded.has(runId))
}

/** The working operations that a process has to see to. */
export async function operationsOf(database: Database, executor: string): Promise<string[]> {
  const rows = await database
    .selectFrom('engine_operations')
    .select('id')
    .where('executor', '=', executor)
    .where('state', 'in', WORKING_STATES)
    .orderBy('seq')
    .limit(SWEEP_MAX)
    .execute()
  return rows.map((row) => row.id)
}

/** How many a sweep handles; more wait for the next one. */
export const SWEEP_MAX = 1_000

/** After a number of the list, or after an operation: who merges lists of several engines knows only those. */
function positionOf(cursor: string) {
  if (/^\d{1,18}$/.test(cursor)) return sql<string>`${cursor}::bigint`
  if (isId('operation', cursor)) return sql<string>`(select seq from engine_operations where id = ${cursor})`
  throw new AipressError('invalid_input', 'The cursor is not one that a list has answered.', {
    hint: 'Pass the nextCursor of the page before, or leave it out to start again.',
  })
}
