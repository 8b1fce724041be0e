import type { LimitKind, Tier } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'

export interface Warning {
  readonly siteId: string
  readonly month: string
  readonly kind: LimitKind
  readonly percent: number
  readonly tier: Tier
}

export const warningKey = ({ siteId, month, kind, percent, tier }: Warning) =>
  `${siteId}/${month}/${tier}/${kind}/${percent}`

/** Keys of what these sites were warned of this month. */
export async function knownWarnings(
  directory: Database,
  month: string,
  siteIds: readonly string[],
): Promise<Set<string>> {
  if (siteIds.length === 0) return new Set()
  const rows = await directory
    .selectFrom('usage_warnings')
    .selectAll()
    .where('month', '=', month)
    .where('site_id', 'in', siteIds)
    .execute()
  return new Set(rows.map((row) => warningKey({ ...row, siteId: row.site_id, percent: Number(row.percent) })))
}

export async function recordWarnings(
  directory: Database,
  warnings: readonly Warning[],
  warnedAt: Date,
): Promise<void> {
  await directory
    .insertInto('usage_warnings')
    .values(warnings.map(({ siteId, ...warning }) => ({ ...warning, site_id: siteId, warned_at: warnedAt })))
    .onConflict((conflict) => conflict.columns(['site_id', 'month', 'kind', 'percent', 'tier']).doNothing())
    .execute()
}
