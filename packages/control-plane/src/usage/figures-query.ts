import { sql } from 'kysely'
import type { Database } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'
import {
  FIGURE_COLUMNS,
  type FigureColumn,
  type Figures,
  LATENCY_COLUMNS,
  LATENCY_MIDDLES_MS,
  noFigures,
  plus,
} from './figures.ts'
import type { Detail } from './tally.ts'

/** Whole hours or whole days: `2026-11-30T10` or `2026-11-30`; the last is not part of it. */
export interface Steps {
  readonly step: 'hour' | 'day'
  readonly from: string
  readonly to: string
}

/** Of which sites. */
export interface FigureScope extends Steps {
  readonly controlGroup: number
  /** Whose; all where undefined. */
  readonly scope: Scope | undefined
}

const COLUMNS = { account: 'sites.account_id', site: 'sites.site_id' }

/** Hours or days of the sites that are meant, under one name. */
function rowsIn(directory: Database, { step, from, to, controlGroup, scope }: FigureScope) {
  const figures =
    step === 'hour'
      ? directory
          .selectFrom('usage_hours')
          .select(['site_id', ...FIGURE_COLUMNS])
          .where('hour', '>=', from)
          .where('hour', '<', to)
      : directory
          .selectFrom('usage_days')
          .select(['site_id', ...FIGURE_COLUMNS])
          .where('day', '>=', from)
          .where('day', '<', to)
  let select = directory
    .selectFrom(figures.as('figures'))
    .innerJoin('sites', 'sites.site_id', 'figures.site_id')
    .where('sites.control_group', '=', controlGroup)
    .where('sites.state', '!=', 'deleted')
  if (scope !== undefined) select = select.where(within(scope, COLUMNS))
  return select
}

const sumOf = (column: FigureColumn) => sql<number>`coalesce(sum(${sql.ref(`figures.${column}`)}), 0)`
const together = (columns: readonly FigureColumn[]) => sql<number>`${sql.join(columns.map(sumOf), sql` + `)}`

/** Too few requests make a rank of chance. */
const PHP_LEAST = 5
const PAGES_LEAST = 20

/** What sites are ranked by: SQL, which way, and from how much on it says something. */
const RANKINGS = {
  latency: { value: latencySql(95), of: together(LATENCY_COLUMNS), least: PHP_LEAST, order: 'desc' },
  errors: { value: sumOf('failed'), of: sumOf('failed'), least: 1, order: 'desc' },
  bandwidth: { value: sumOf('bandwidth_bytes'), of: sumOf('bandwidth_bytes'), least: 1, order: 'desc' },
  visits: { value: sumOf('visits'), of: sumOf('visits'), least: 1, order: 'desc' },
  requests: { value: sumOf('requests'), of: sumOf('requests'), least: 1, order: 'desc' },
  cache: {
    value: sql<number>`100 * (${together(['hits', 'stales'])}) / nullif(${together(['hits', 'stales', 'misses', 'bypasses'])}, 0)`,
    of: together(['hits', 'stales', 'misses', 'bypasses']),
    least: PAGES_LEAST,
    order: 'asc',
  },
} as const
export type FigureRanking = keyof typeof RANKINGS

/** As `latencyMs`, for sums of many rows. */
function latencySql(percent: number) {
  const all = together(LATENCY_COLUMNS)
  const cases = LATENCY_COLUMNS.map((_, index) => {
    const upTo = together(LATENCY_COLUMNS.slice(0, index + 1))
    return sql`when 100 * (${upTo}) >= ${sql.lit(percent)} * (${all}) then ${sql.lit(LATENCY_MIDDLES_MS[index])}`
  })
  return sql<number>`case ${sql.join(cases, sql` `)} else 0 end`
}

/** The first of all, with what they are ranked by. */
export async function rankByFigures(
  directory: Database,
  by: FigureRanking,
  scope: FigureScope,
  limit: number,
): Promise<{ siteId: string; value: number }[]> {
  const { value, of, least, order } = RANKINGS[by]
  const rows = await rowsIn(directory, scope)
    .select(['figures.site_id', value.as('value')])
    .groupBy('figures.site_id')
    .having(of, '>=', least)
    .orderBy('value', order)
    .orderBy(by === 'cache' || by === 'latency' ? of : value, 'desc')
    .orderBy('figures.site_id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ siteId: row.site_id, value: Math.round(10 * Number(row.value)) / 10 }))
}

/** By what they take on disks and in databases, as last measured. */
export async function rankByStorage(
  directory: Database,
  { controlGroup, scope }: Pick<FigureScope, 'controlGroup' | 'scope'>,
  limit: number,
): Promise<{ siteId: string; value: number }[]> {
  let select = directory
    .selectFrom('usage_storage')
    .innerJoin('sites', 'sites.site_id', 'usage_storage.site_id')
    .select(['sites.site_id', sql<number>`media_bytes + database_bytes`.as('value')])
    .where('sites.control_group', '=', controlGroup)
    .where('sites.state', '!=', 'deleted')
    .orderBy('value', 'desc')
    .orderBy('sites.site_id')
    .limit(limit)
  if (scope !== undefined) select = select.where(within(scope, COLUMNS))
  return (await select.execute()).map((row) => ({ siteId: row.site_id, value: Number(row.value) }))
}

/** Of all sites that are meant; measured are those of which anything was asked. */
export async function totalFigures(directory: Database, scope: FigureScope) {
  const row = await rowsIn(directory, scope)
    .select([
      sql<number>`count(distinct case when figures.requests > 0 then figures.site_id end)`.as('sites'),
      sumOf('requests').as('requests'),
      sumOf('visits').as('visits'),
      sumOf('bandwidth_bytes').as('bytes'),
    ])
    .executeTakeFirstOrThrow()
  return {
    measuredSites: Number(row.sites),
    total: {
      requests: Number(row.requests),
      visits: Number(row.visits),
      bandwidthBytes: Number(row.bytes),
    },
  }
}

/** Of one site, oldest first; steps of which nothing was measured are left out. */
export async function figuresOfSite(
  directory: Database,
  siteId: string,
  { step, from, to }: Steps,
): Promise<{ at: string; figures: Figures }[]> {
  const rows =
    step === 'hour'
      ? await directory
          .selectFrom('usage_hours')
          .select(['hour as at', ...FIGURE_COLUMNS])
          .where('site_id', '=', siteId)
          .where('hour', '>=', from)
          .where('hour', '<', to)
          .orderBy('hour')
          .execute()
      : await directory
          .selectFrom('usage_days')
          .select(['day as at', ...FIGURE_COLUMNS])
          .where('site_id', '=', siteId)
          .where('day', '>=', from)
          .where('day', '<', to)
          .orderBy('day')
          .execute()
  return rows.map(({ at, ...figures }) => ({ at, figures: plus(noFigures(), figures) }))
}

/** By site; of those of which nothing was measured there are zeros. */
export async function figuresOfSites(
  directory: Database,
  siteIds: readonly string[],
  steps: Steps,
): Promise<Map<string, Figures>> {
  const all = await Promise.all(
    siteIds.map(async (siteId) => [siteId, await figuresOfSite(directory, siteId, steps)] as const),
  )
  return new Map(all.map(([siteId, rows]) => [siteId, sumOfFigures(rows)]))
}

export const sumOfFigures = (rows: readonly { figures: Figures }[]): Figures =>
  rows.reduce((sum, { figures }) => plus(sum, figures), noFigures())

/** By site: paths that were slow and why the cache was passed, on the days of these steps. */
export async function detailsOfSites(
  directory: Database,
  siteIds: readonly string[],
  { step, from, to }: Steps,
): Promise<Map<string, Detail[]>> {
  if (siteIds.length === 0) return new Map()
  // An hour that begins a day is the end of the day before: nothing of the new day is meant.
  const isPartOfLastDay = step === 'hour' && !to.endsWith('T00')
  const rows = await directory
    .selectFrom('usage_details')
    .selectAll()
    .where('site_id', 'in', siteIds)
    .where('day', '>=', from.slice(0, 10))
    .where('day', isPartOfLastDay ? '<=' : '<', to.slice(0, 10))
    .execute()
  return new Map([...Map.groupBy(rows, (row) => row.site_id)].map(([siteId, own]) => [siteId, merged(own)]))
}

type Row = Omit<Detail, 'totalMs' | 'maxMs'> & { total_ms: number; max_ms: number }

function merged(rows: readonly Row[]): Detail[] {
  const details = new Map<string, Detail>()
  for (const { kind, what, count, total_ms, max_ms } of rows) {
    const known = details.get(`${kind} ${what}`)
    details.set(`${kind} ${what}`, {
      kind,
      what,
      count: Number(count) + (known?.count ?? 0),
      totalMs: Number(total_ms) + (known?.totalMs ?? 0),
      maxMs: Math.max(Number(max_ms), known?.maxMs ?? 0),
    })
  }
  return [...details.values()].toSorted((a, b) => b.totalMs - a.totalMs)
}
