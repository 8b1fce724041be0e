import type { DayOfUsage, NearLimit, SiteUsage, UsageStanding, UsageWarning } from '@aipress/contract'
import { AipressError } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import { type LimitsOf, monthBefore, NEAR_PERCENT, nearLimits, OVER_PERCENT, usedOf } from './usage.ts'
import { AMOUNTS, amountsOf, sitesWithUsage, usesAtLeast } from './usage-query.ts'

export interface UsageQuery {
  /** Whose; all where undefined. */
  readonly scope: Scope | undefined
  /** Only this one, a deleted one too. */
  readonly siteId?: string | undefined
  readonly standing?: UsageStanding | undefined
  readonly month: string
  readonly limit: number
  readonly cursor?: string | undefined
}

export async function listUsage(
  directory: Database,
  limitsOf: LimitsOf,
  query: UsageQuery,
): Promise<{ items: SiteUsage[]; nextCursor?: string }> {
  let select = filtered(directory, limitsOf, query)
    .select(['sites.site_id', 'sites.name', 'sites.title', 'sites.tier'])
    .select(AMOUNTS)
    .orderBy('sites.name')
    .limit(query.limit + 1)
  if (query.cursor !== undefined) select = select.where('sites.name', '>', nameIn(query.cursor))
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const warnings = await warningsOf(
    directory,
    page.map((row) => row.site_id),
    query.month,
  )
  const items = page.map((row): SiteUsage => {
    const [limits, used] = [limitsOf(row.tier), amountsOf(row)]
    return {
      siteId: row.site_id,
      siteName: row.name,
      siteTitle: row.title,
      tier: row.tier,
      storageBytes: {
        ...usedOf(used.storageBytes, limits.storageBytes),
        mediaBytes: Number(row.media_bytes),
        databaseBytes: Number(row.database_bytes),
        ...(row.measured_at === null ? {} : { measuredAt: row.measured_at.toISOString() }),
      },
      bandwidthBytes: usedOf(used.bandwidthBytes, limits.bandwidthBytes),
      visits: usedOf(used.visits, limits.visits),
      warnings: warnings.get(row.site_id) ?? [],
    }
  })
  const last = page.at(-1)
  return rows.length > page.length && last ? { items, nextCursor: cursorOf(last.name) } : { items }
}

export async function totalUsage(directory: Database, limitsOf: LimitsOf, query: UsageQuery) {
  const row = await filtered(directory, limitsOf, query)
    .select(({ fn }) => [
      fn.countAll<number>().as('sites'),
      fn.sum<number | null>('usage_storage.media_bytes').as('media_bytes'),
      fn.sum<number | null>('usage_storage.database_bytes').as('database_bytes'),
      fn.sum<number | null>('usage_months.bandwidth_bytes').as('bandwidth_bytes'),
      fn.sum<number | null>('usage_months.visits').as('visits'),
    ])
    .executeTakeFirstOrThrow()
  return {
    sites: Number(row.sites),
    storageBytes: Number(row.media_bytes) + Number(row.database_bytes),
    bandwidthBytes: Number(row.bandwidth_bytes),
    visits: Number(row.visits),
  }
}

/** This month and the one before, oldest first; days without any request are left out. */
export async function daysOf(directory: Database, siteId: string, month: string): Promise<DayOfUsage[]> {
  const rows = await directory
    .selectFrom('usage_days')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('day', '>=', monthBefore(month))
    .where('requests', '>', 0)
    .orderBy('day')
    .execute()
  return rows.map((row) => ({
    date: row.day,
    bandwidthBytes: Number(row.bandwidth_bytes),
    visits: Number(row.visits),
    requests: Number(row.requests),
  }))
}

/** By site; those that are near none are left out. */
export async function nearLimitsOf(
  directory: Database,
  limitsOf: LimitsOf,
  month: string,
  siteIds: readonly string[],
): Promise<Map<string, NearLimit[]>> {
  if (siteIds.length === 0) return new Map()
  const rows = await sitesWithUsage(directory, month)
    .select(['sites.site_id', 'sites.tier'])
    .select(AMOUNTS)
    .where('sites.site_id', 'in', siteIds)
    .execute()
  const near = rows.map((row) => [row.site_id, nearLimits(amountsOf(row), limitsOf(row.tier))] as const)
  return new Map(near.filter(([, limits]) => limits.length > 0))
}

async function warningsOf(
  directory: Database,
  siteIds: readonly string[],
  month: string,
): Promise<Map<string, UsageWarning[]>> {
  if (siteIds.length === 0) return new Map()
  const rows = await directory
    .selectFrom('usage_warnings')
    .innerJoin('sites', 'sites.site_id', 'usage_warnings.site_id')
    .select(['usage_warnings.site_id', 'kind', 'percent', 'warned_at'])
    .where('usage_warnings.site_id', 'in', siteIds)
    .where('month', '=', month)
    // What was said of another tier's limits is of the past.
    .whereRef('usage_warnings.tier', '=', 'sites.tier')
    .orderBy('warned_at')
    .execute()
  const bySite = Map.groupBy(rows, (row) => row.site_id)
  return new Map(
    [...bySite].map(([siteId, own]) => [
      siteId,
      own.map((row) => ({
        of: row.kind,
        percent: Number(row.percent) === NEAR_PERCENT ? NEAR_PERCENT : OVER_PERCENT,
        warnedAt: row.warned_at.toISOString(),
      })),
    ]),
  )
}

const COLUMNS = { account: 'sites.account_id', site: 'sites.site_id' }

function filtered(directory: Database, limitsOf: LimitsOf, query: UsageQuery) {
  let select = sitesWithUsage(directory, query.month)
  if (query.siteId !== undefined) select = select.where('sites.site_id', '=', query.siteId)
  else select = select.where('sites.state', '!=', 'deleted')
  if (query.scope !== undefined) select = select.where(within(query.scope, COLUMNS))
  if (query.standing === undefined) return select
  const percent = query.standing === 'over' ? OVER_PERCENT : NEAR_PERCENT
  return select.where((eb) => usesAtLeast(eb, percent, limitsOf))
}

const cursorOf = (name: string) => Buffer.from(JSON.stringify(['name', name])).toString('base64url')

function nameIn(cursor: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed[0] === 'name' && typeof parsed[1] === 'string') return parsed[1]
  } catch {
    // Told below, as any other that no list has answered.
  }
  throw new AipressError('invalid_input', 'The cursor is not one that this list has answered.', {
    hint: 'Pass the nextCursor of the page before, or leave it out to start again.',
  })
}
