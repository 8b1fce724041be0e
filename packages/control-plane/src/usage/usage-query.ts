import { type LimitKind, Tier } from '@aipress/contract'
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { Database, Tables } from '../kernel/database.ts'
import type { LimitsOf, UsedAmounts } from './usage.ts'

/** Sites with what they use. It reads the table of sites for name, tier and account, and changes nothing there. */

/** Sites with their storage and their sums of the month, which may be missing. */
export function sitesWithUsage(directory: Database, month: string) {
  return directory
    .selectFrom('sites')
    .leftJoin('usage_storage', 'usage_storage.site_id', 'sites.site_id')
    .leftJoin('usage_months', (join) =>
      join.onRef('usage_months.site_id', '=', 'sites.site_id').on('usage_months.month', '=', month),
    )
}

export const AMOUNTS = [
  sql<number>`coalesce(usage_storage.media_bytes, 0)`.as('media_bytes'),
  sql<number>`coalesce(usage_storage.database_bytes, 0)`.as('database_bytes'),
  'usage_storage.measured_at',
  sql<number>`coalesce(usage_months.bandwidth_bytes, 0)`.as('bandwidth_bytes'),
  sql<number>`coalesce(usage_months.visits, 0)`.as('visits'),
] as const

interface AmountColumns {
  media_bytes: number
  database_bytes: number
  bandwidth_bytes: number
  visits: number
}

export const amountsOf = (row: AmountColumns): UsedAmounts => ({
  storageBytes: Number(row.media_bytes) + Number(row.database_bytes),
  bandwidthBytes: Number(row.bandwidth_bytes),
  visits: Number(row.visits),
})

type Builder = ExpressionBuilder<Tables, 'sites'>

/** Sites of which so much of one of these limits is used. */
export function usesAtLeast(
  eb: Builder,
  percent: number,
  limitsOf: LimitsOf,
  kinds: readonly LimitKind[] = ['storage', 'bandwidth', 'visits'],
): Expression<SqlBool> {
  const amounts = {
    storage: sql<number>`coalesce(usage_storage.media_bytes, 0) + coalesce(usage_storage.database_bytes, 0)`,
    bandwidth: sql<number>`coalesce(usage_months.bandwidth_bytes, 0)`,
    visits: sql<number>`coalesce(usage_months.visits, 0)`,
  }
  return eb.or(
    Tier.options.map((tier) => {
      const limits = limitsOf(tier)
      const parts = {
        storage: limits.storageBytes,
        bandwidth: limits.bandwidthBytes,
        visits: limits.visits,
      }
      const reached = kinds.map((kind) => {
        const least = Math.ceil((parts[kind] * percent) / 100)
        return sql<SqlBool>`${amounts[kind]} >= ${least}`
      })
      return eb.and([eb('sites.tier', '=', tier), eb.or(reached)])
    }),
  )
}
