import type { PhpError } from '@aipress/contract'
import { type Database, sql } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import { toError } from './php-error-store.ts'

/** Of one site, in some time. How often each happened is known since it was first seen, not by day. */
export interface PhpErrorTotals {
  readonly siteId: string
  /** Kinds that were seen. */
  readonly kinds: number
  /** Of them, those that ended a request or could not reach the database. */
  readonly fatalKinds: number
  /** Of them, those that had not been seen before. */
  readonly newKinds: number
}

interface Query {
  readonly from: Date
  readonly to: Date
  /** Only these sites. */
  readonly siteIds?: readonly string[]
  /** Whose; all where undefined. */
  readonly scope?: Scope | undefined
  /** Without those that WP-CLI itself reported: no page waits for it. */
  readonly ofPagesOnly?: boolean
  readonly limit: number
}

/** How PHP names a file of WP-CLI, in its message. */
const OF_WP_CLI = '%wp-cli.phar/%'

/** Sites with errors, those with fatal ones first. */
export async function phpErrorsOfSites(database: Database, query: Query): Promise<PhpErrorTotals[]> {
  if (query.siteIds?.length === 0) return []
  let select = database
    .selectFrom('php_errors')
    .select([
      'site_id',
      sql<number>`count(*)`.as('kinds'),
      sql<number>`sum(case when level in ('fatal', 'database') then 1 else 0 end)`.as('fatal_kinds'),
      sql<number>`sum(case when first_seen_at >= ${query.from} then 1 else 0 end)`.as('new_kinds'),
    ])
    // One that was seen later may have been seen in this time as well; nothing tells any more.
    .where('last_seen_at', '>=', query.from)
    .where('first_seen_at', '<', query.to)
    .groupBy('site_id')
    .orderBy('fatal_kinds', 'desc')
    .orderBy('kinds', 'desc')
    .orderBy('site_id')
    .limit(query.limit)
  if (query.siteIds !== undefined) select = select.where('site_id', 'in', query.siteIds)
  if (query.ofPagesOnly) select = select.where('message', 'not like', OF_WP_CLI)
  if (query.scope !== undefined)
    select = select.where(within(query.scope, { account: 'account_id', site: 'site_id' }))
  const rows = await select.execute()
  return rows.map((row) => ({
    siteId: row.site_id,
    kinds: Number(row.kinds),
    fatalKinds: Number(row.fatal_kinds),
    newKinds: Number(row.new_kinds),
  }))
}

/** Those of a site that were seen for the first time in some time, newest first. */
export async function newErrorsOf(
  database: Database,
  { siteId, from, to, limit }: { siteId: string; from: Date; to: Date; limit: number },
): Promise<PhpError[]> {
  const rows = await database
    .selectFrom('php_errors')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('first_seen_at', '>=', from)
    .where('first_seen_at', '<', to)
    .orderBy('first_seen_at', 'desc')
    .orderBy('fingerprint')
    .limit(limit)
    .execute()
  return rows.map(toError)
}
