import { AipressError, type AuditLine, newId } from '@aipress/contract'
import { inBatches } from '../kernel/batch.ts'
import { type Database, type Migration, sql } from '../kernel/database.ts'

/**
 * Who did what. Lines are only ever added, by `actions.call` alone; they are removed when older than
 * the retention, never changed. Plain columns without sequence or trigger, as in every table of ours.
 */
export interface AuditTable {
  audit_id: string
  at: Date
  principal: string
  who: string
  door: AuditLine['door']
  action: string
  input: string
  site_id: string | null
  account_id: string | null
  operation_id: string | null
  result: string
  duration_ms: number
}

declare module '../kernel/database.ts' {
  interface Tables {
    audit_lines: AuditTable
  }
}

/** A year and a month: last year's same week can still be looked at. */
const RETENTION_DAYS = 396
const DAY_MS = 24 * 60 * 60 * 1000
/** Lines removed in one statement, so that the purge never locks the table for long. */
const PURGE_BATCH = 5_000

export const auditMigrations: Record<string, Migration> = {
  '025_audit_lines': {
    async up(database) {
      await sql`create table audit_lines (
        audit_id text primary key, at timestamptz not null, principal text not null, who text not null,
        door text not null, action text not null, input text not null, site_id text, account_id text,
        operation_id text, result text not null, duration_ms double precision not null)`.execute(database)
      await sql`create index audit_lines_by_time on audit_lines (at desc, audit_id desc)`.execute(database)
      await sql`create index audit_lines_by_action on audit_lines (action, at desc)`.execute(database)
    },
  },
}

export type NewAuditLine = Omit<AuditTable, 'audit_id'>

export async function appendAuditLine(database: Database, line: NewAuditLine): Promise<void> {
  await insertLines(database, [{ audit_id: newId('audit'), ...line }])
}

/** Lines written in one statement. */
const APPEND_BATCH = 100

/** Resolves once the line is written, together with others that come at the same time. */
export function auditAppender(database: Database): (line: NewAuditLine) => Promise<void> {
  const write = inBatches(APPEND_BATCH, async (lines: readonly NewAuditLine[]) => {
    const rows = lines.map((line) => ({ audit_id: newId('audit'), ...line }))
    try {
      await insertLines(database, rows)
      return rows.map(() => undefined)
    } catch (error) {
      if (rows.length === 1) throw error
      // One line that cannot be written must not take the others with it.
      const outcomes = await Promise.allSettled(rows.map((row) => insertLines(database, [row])))
      return outcomes.map((outcome) =>
        outcome.status === 'rejected' ? { error: outcome.reason } : undefined,
      )
    }
  })
  return async (line) => {
    const failure = await write(line)
    if (failure !== undefined) throw failure.error
  }
}

async function insertLines(database: Database, rows: readonly AuditTable[]): Promise<void> {
  await database
    .insertInto('audit_lines')
    .values([...rows])
    .onConflict((conflict) => conflict.column('audit_id').doNothing())
    .execute()
}

export interface AuditQuery {
  action: string | undefined
  limit: number
  cursor: string | undefined
}

/** Newest first. */
export async function listAuditLines(
  database: Database,
  { action, limit, cursor }: AuditQuery,
): Promise<{ items: AuditLine[]; nextCursor?: string }> {
  let query = database.selectFrom('audit_lines').selectAll()
  if (action !== undefined) query = query.where('action', '=', action)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  if (after !== undefined) {
    query = query.where((where) =>
      where.or([
        where('at', '<', after.at),
        where.and([where('at', '=', after.at), where('audit_id', '<', after.auditId)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('audit_id', 'desc')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(asAuditLine),
    ...(rows.length > limit && last !== undefined ? { nextCursor: writeCursor(last) } : {}),
  }
}

/** Removes lines beyond the retention; answers how many. Call it once in a while. */
export async function purgeAuditLines(database: Database, nowMs: number): Promise<number> {
  const before = new Date(nowMs - RETENTION_DAYS * DAY_MS)
  const old = database
    .selectFrom('audit_lines')
    .select('audit_id')
    .where('at', '<', before)
    .limit(PURGE_BATCH)
  const result = await database.deleteFrom('audit_lines').where('audit_id', 'in', old).executeTakeFirst()
  return Number(result.numDeletedRows)
}

function writeCursor(row: AuditTable): string {
  return `${row.at.getTime()}.${row.audit_id}`
}

function readCursor(cursor: string): { at: Date; auditId: string } {
  const [, atMs, auditId] = /^(\d{1,15})\.(\w+)$/.exec(cursor) ?? []
  if (atMs !== undefined && auditId !== undefined) return { at: new Date(Number(atMs)), auditId }
  throw new AipressError('invalid_input', 'The cursor is not one that a page answered.', {
    hint: 'Leave it out to start with the newest line.',
  })
}

function asAuditLine(row: AuditTable): AuditLine {
  return {
    auditId: row.audit_id,
    at: row.at.toISOString(),
    who: row.who,
    door: row.door,
    action: row.action,
    input: row.input,
    ...(row.site_id === null ? {} : { siteId: row.site_id }),
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
    ...(row.operation_id === null ? {} : { operationId: row.operation_id }),
    result: row.result,
    durationMs: row.duration_ms,
  }
}
