import type { RawBuilder } from 'kysely'
import { sql } from './database.ts'

/** Things of an account or of single sites, as far as somebody may see or touch them. */
export interface Scope {
  /** Of this account … */
  readonly accountId?: string
  /** … and of these sites, whosever they are. */
  readonly siteIds: readonly string[]
  /** Of all that, these sites alone. */
  readonly onlySiteIds?: readonly string[]
}

/** Nothing at all. */
export const NOTHING: Scope = { siteIds: [] }

/** The account's things and no others. */
export const ofAccount = (accountId: string): Scope => ({ accountId, siteIds: [] })

/** The condition on rows that say whose they are, in the columns named. `undefined`: on none. */
export function within(
  scope: Scope | undefined,
  columns: { account: string; site: string },
): RawBuilder<boolean> {
  if (scope === undefined) return sql<boolean>`true`
  const [account, site] = [sql.ref(columns.account), sql.ref(columns.site)]
  const { accountId, siteIds, onlySiteIds } = scope
  const among = (ids: readonly string[]) => sql`${site} in (${sql.join([...ids])})`
  const reach = [
    ...(accountId === undefined ? [] : [sql`${account} = ${accountId}`]),
    ...(siteIds.length === 0 ? [] : [among(siteIds)]),
  ]
  if (reach.length === 0 || onlySiteIds?.length === 0) return sql<boolean>`false`
  const either = sql<boolean>`(${sql.join(reach, sql` or `)})`
  return onlySiteIds === undefined ? either : sql<boolean>`(${either} and ${among(onlySiteIds)})`
}
