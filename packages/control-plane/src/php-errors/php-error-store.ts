import { AipressError, type PhpError, type PhpErrorLevel } from '@aipress/contract'
import { type Database, type Migration, sql, type Tx } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import type { CountedError } from './php-error.ts'

/**
 * PHP errors of a control group's sites, and how far their logs have been read. Both change in one transaction, so
 * that no line is counted twice or never, whenever the process is killed.
 */
export const KINDS_PER_SITE_MAX = 100

interface PhpErrorTable {
  site_id: string
  fingerprint: string
  account_id: string
  site_name: string
  level: PhpErrorLevel
  message: string
  file: string | null
  line: number | null
  count: number
  first_seen_at: Date
  last_seen_at: Date
}

interface PhpLogPositionTable {
  site_id: string
  /** `shard-001/4`: a site that has moved has another log. */
  place: string
  position: string
}

declare module '../kernel/database.ts' {
  interface Tables {
    php_errors: PhpErrorTable
    php_log_positions: PhpLogPositionTable
  }
}

export const phpErrorMigrations: Record<string, Migration> = {
  '090_php_errors': {
    async up(database) {
      await sql`create table php_errors (
        site_id text not null, fingerprint text not null, account_id text not null, site_name text not null,
        level text not null, message text not null, file text, line integer, count integer not null,
        first_seen_at timestamptz not null, last_seen_at timestamptz not null,
        primary key (site_id, fingerprint))`.execute(database)
      await sql`create index php_errors_by_time
        on php_errors (last_seen_at desc, site_id, fingerprint)`.execute(database)
      await sql`create table php_log_positions (
        site_id text primary key, place text not null, position text not null)`.execute(database)
    },
  },
}

export interface ReadLog {
  readonly siteId: string
  readonly accountId: string
  readonly siteName: string
  readonly place: string
  /** Where the next look begins. */
  readonly position: string
  readonly errors: readonly CountedError[]
}

export async function positionsOf(
  database: Database,
  siteIds: readonly string[],
): Promise<Map<string, { place: string; position: string }>> {
  if (siteIds.length === 0) return new Map()
  const rows = await database
    .selectFrom('php_log_positions')
    .selectAll()
    .where('site_id', 'in', siteIds)
    .execute()
  return new Map(rows.map(({ site_id, place, position }) => [site_id, { place, position }]))
}

export async function recordLog(tx: Tx, log: ReadLog): Promise<void> {
  const { siteId, place, position } = log
  await tx
    .insertInto('php_log_positions')
    .values({ site_id: siteId, place, position })
    .onConflict((conflict) => conflict.column('site_id').doUpdateSet({ place, position }))
    .execute()
  if (log.errors.length === 0) return
  await tx
    .insertInto('php_errors')
    .values(log.errors.map((error) => rowOf(log, error)))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'fingerprint']).doUpdateSet((eb) => ({
        count: sql<number>`least(php_errors.count::bigint + excluded.count, 2147483647)::integer`,
        message: eb.ref('excluded.message'),
        site_name: eb.ref('excluded.site_name'),
        last_seen_at: sql<Date>`greatest(php_errors.last_seen_at, excluded.last_seen_at)`,
      })),
    )
    .execute()
  await sql`delete from php_errors where site_id = ${siteId} and fingerprint in (
    select fingerprint from php_errors where site_id = ${siteId}
    order by last_seen_at desc, fingerprint offset ${KINDS_PER_SITE_MAX})`.execute(tx)
}

function rowOf({ siteId, accountId, siteName }: ReadLog, error: CountedError): PhpErrorTable {
  return {
    site_id: siteId,
    fingerprint: error.fingerprint,
    account_id: accountId,
    site_name: siteName,
    level: error.level,
    message: error.message,
    file: error.file ?? null,
    line: error.line ?? null,
    count: error.count,
    first_seen_at: error.firstSeenAt,
    last_seen_at: error.lastSeenAt,
  }
}

export interface PhpErrorQuery {
  readonly scope: Scope | undefined
  readonly siteId: string | undefined
  readonly level: PhpErrorLevel | undefined
  readonly limit: number
  readonly cursor: string | undefined
}

const COLUMNS = { account: 'account_id', site: 'site_id' }

export async function listErrors(
  database: Database,
  query: PhpErrorQuery,
): Promise<{ items: PhpError[]; nextCursor?: string }> {
  let select = database
    .selectFrom('php_errors')
    .selectAll()
    .orderBy('last_seen_at', 'desc')
    .orderBy('site_id')
    .orderBy('fingerprint')
    .limit(query.limit + 1)
  if (query.scope !== undefined) select = select.where(within(query.scope, COLUMNS))
  if (query.siteId !== undefined) select = select.where('site_id', '=', query.siteId)
  if (query.level !== undefined) select = select.where('level', '=', query.level)
  const after = parseCursor(query.cursor)
  if (after !== undefined) {
    select = select.where((eb) =>
      eb.or([
        eb('last_seen_at', '<', after.at),
        eb.and([eb('last_seen_at', '=', after.at), eb('site_id', '>', after.siteId)]),
        eb.and([
          eb('last_seen_at', '=', after.at),
          eb('site_id', '=', after.siteId),
          eb('fingerprint', '>', after.fingerprint),
        ]),
      ]),
    )
  }
  const rows = await select.execute()
  const items = rows.slice(0, query.limit).map(toError)
  const last = items.at(-1)
  return { items, ...(rows.length > query.limit && last ? { nextCursor: phpErrorCursor(last) } : {}) }
}

/** Where a list goes on after this error. */
export const phpErrorCursor = ({ lastSeenAt, siteId, fingerprint }: PhpError) =>
  `${lastSeenAt}/${siteId}/${fingerprint}`

function parseCursor(cursor: string | undefined) {
  if (cursor === undefined) return undefined
  const [time = '', siteId, fingerprint] = cursor.split('/')
  const at = new Date(time)
  if (siteId !== undefined && fingerprint !== undefined && !Number.isNaN(at.getTime()))
    return { at, siteId, fingerprint }
  throw new AipressError('invalid_input', 'The cursor is not one that a page answered.', {
    hint: 'Leave it out to start with the last seen.',
  })
}

/** Answers whether there was one. */
export async function dismissError(
  database: Database,
  siteId: string,
  fingerprint: string,
): Promise<boolean> {
  const removed = await database
    .deleteFrom('php_errors')
    .where('site_id', '=', siteId)
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst()
  return removed.numDeletedRows > 0n
}

export async function forgetPhpErrorsOf(database: Database, siteIds: readonly string[]): Promise<void> {
  if (siteIds.length === 0) return
  await database.deleteFrom('php_errors').where('site_id', 'in', siteIds).execute()
  await database.deleteFrom('php_log_positions').where('site_id', 'in', siteIds).execute()
}

/** Sites of which something is kept here, a page at a time, by id. */
export async function sitesWithLogs(database: Database, afterId: string, limit: number): Promise<string[]> {
  const rows = await database
    .selectFrom('php_log_positions')
    .select('site_id')
    .where('site_id', '>', afterId)
    .orderBy('site_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.site_id)
}

export function toError(row: PhpErrorTable): PhpError {
  return {
    fingerprint: row.fingerprint,
    siteId: row.site_id,
    siteName: row.site_name,
    level: row.level,
    message: row.message,
    ...(row.file === null ? {} : { file: row.file }),
    ...(row.line === null ? {} : { line: row.line }),
    count: row.count,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  }
}
