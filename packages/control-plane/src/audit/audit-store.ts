import { ACTIONS, AipressError, type AuditLine, type Door } from '@aipress/contract'
import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { Database, Tables } from '../kernel/database.ts'
import type { AuditTable } from './audit-table.ts'

/** What a line must fulfil; all that are there. */
export interface AuditFilter {
  readonly who?: string | undefined
  readonly action?: string | undefined
  /** By its id, or by what it was called where that leads to no site any more. */
  readonly site?: { siteId: string } | { called: string } | undefined
  readonly accountId?: string | undefined
  readonly door?: Door | undefined
  /** `ok`, `failed`, or a code. */
  readonly result?: string | undefined
  /** A date or an instant, ISO 8601. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly text?: string | undefined
}

export interface AuditQuery extends AuditFilter {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Newest first. */
export async function listAuditLines(
  database: Database,
  { limit, cursor, ...filter }: AuditQuery,
): Promise<{ items: AuditLine[]; nextCursor?: string }> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rows = await database
    .selectFrom('audit_lines')
    .selectAll()
    .where((where) => where.and([...conditions(where, filter), ...beyond(where, after)]))
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

type Where = ExpressionBuilder<Tables, 'audit_lines'>

function conditions(where: Where, filter: AuditFilter): Expression<SqlBool>[] {
  const { who, action, site, accountId, door, result, from, to, text } = filter
  return [
    ...(who === undefined ? [] : [where('who', 'ilike', holding(who))]),
    ...(action === undefined ? [] : [ofAction(where, action)]),
    ...(site === undefined ? [] : [ofSite(where, site)]),
    ...(accountId === undefined ? [] : [where('account_id', '=', accountId)]),
    ...(door === undefined ? [] : [where('door', '=', door)]),
    ...(result === undefined
      ? []
      : [result === 'failed' ? where('result', '<>', 'ok') : where('result', '=', result)]),
    ...(from === undefined ? [] : [where('at', '>=', new Date(from))]),
    ...(to === undefined ? [] : [until(where, to)]),
    ...(text === undefined ? [] : [sql<SqlBool>`${ALL_TEXT} ilike ${holding(text)}`]),
  ]
}

const ALL_TEXT = sql<string>`concat_ws(' ', audit_id, who, action, input, site_id, account_id, operation_id, result)`

/** One that the contract knows, or all that hold this in their names. */
function ofAction(where: Where, action: string) {
  return isActionName(action) ? where('action', '=', action) : where('action', 'ilike', holding(action))
}

const isActionName = (text: string) => ACTIONS.some(({ name }) => name === text)

function ofSite(where: Where, site: { siteId: string } | { called: string }) {
  if ('siteId' in site) return where('site_id', '=', site.siteId)
  return where('input', 'like', holding(`"site":${JSON.stringify(site.called)}`))
}

/** A date stands for the whole day. */
function until(where: Where, to: string) {
  if (to.includes('T')) return where('at', '<=', new Date(to))
  const midnight = new Date(to)
  midnight.setUTCDate(midnight.getUTCDate() + 1)
  return where('at', '<', midnight)
}

/** A pattern of LIKE that takes the text as it is. */
const holding = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

function beyond(where: Where, after: { at: Date; auditId: string } | undefined): Expression<SqlBool>[] {
  if (after === undefined) return []
  return [
    where.or([
      where('at', '<', after.at),
      where.and([where('at', '=', after.at), where('audit_id', '<', after.auditId)]),
    ]),
  ]
}

function writeCursor(row: Selectable<AuditTable>): string {
  return `${row.at.getTime()}.${row.audit_id}`
}

function readCursor(cursor: string): { at: Date; auditId: string } {
  const [, atMs, auditId] = /^(\d{1,15})\.(\w+)$/.exec(cursor) ?? []
  if (atMs !== undefined && auditId !== undefined) return { at: new Date(Number(atMs)), auditId }
  throw new AipressError('invalid_input', 'The cursor is not one that a page answered.', {
    hint: 'Leave it out to start with the newest line.',
  })
}

export function asAuditLine(row: Selectable<AuditTable>): AuditLine {
  return {
    auditId: row.audit_id,
    seq: Number(row.seq),
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
    hash: row.hash,
  }
}
