import type { Tx } from '../kernel/database.ts'
import {
  type FigureColumn,
  type Figures,
  FURTHER_COLUMNS,
  type FurtherColumn,
  noFigures,
  plus,
  SUM_COLUMNS,
} from './figures.ts'
import type { TrafficTally } from './tally.ts'
import { addDetails } from './traffic-details.ts'

/**
 * Of a site and day; whoever comes after is served and not counted. No plan has a limit that this could hide: the
 * largest is passed after ten such days, a smaller one on the first.
 */
export const VISITORS_PER_DAY_MAX = 100_000
/** A statement has 65,535 parameters at most; a visitor takes three. */
const VISITORS_AT_ONCE = 5_000
/** Each row takes one for each figure besides its key. */
const ROWS_AT_ONCE = 1_000

/** Sums of one site and hour or day. */
interface Row {
  readonly site_id: string
  /** `2026-11-30T10`, `2026-11-30`, or `2026-11`. */
  readonly at: string
  readonly figures: Figures
}

/**
 * Adds what was read to hours, days and months. Only in the transaction that holds the sites' positions: nobody else
 * changes these rows meanwhile, so they are read, added to and written.
 */
export async function addSums(tx: Tx, tallies: readonly TrafficTally[]): Promise<void> {
  if (tallies.every(({ days }) => days.size === 0)) return
  const visits = await addVisitors(tx, tallies)
  const hours = tallies.flatMap(({ siteId, days }) =>
    [...days.values()].flatMap((day) =>
      [...day.hours].map(
        ([hour, figures]): Row => ({
          site_id: siteId,
          at: hour,
          figures: { ...figures, visits: visits.get(keyOf(siteId, hour)) ?? 0 },
        }),
      ),
    ),
  )
  const days = summed(hours, 'YYYY-MM-DD'.length)
  await inParts(hours, (rows) => addToHours(tx, rows))
  await inParts(days, (rows) => addToDays(tx, rows))
  await inParts(summed(days, 'YYYY-MM'.length), (rows) => addToMonths(tx, rows))
  await addDetails(tx, tallies)
}

const keyOf = (siteId: string, at: string) => `${siteId} ${at}`

/** Of rows that agree in the first letters of their time. */
function summed(rows: readonly Row[], letters: number): Row[] {
  const sums = new Map<string, Row>()
  for (const { site_id, at, figures } of rows) {
    const wider = at.slice(0, letters)
    const known = sums.get(keyOf(site_id, wider))
    const sum = known === undefined ? figures : plus(known.figures, figures)
    sums.set(keyOf(site_id, wider), { site_id, at: wider, figures: sum })
  }
  return [...sums.values()]
}

async function inParts(rows: readonly Row[], add: (rows: readonly Row[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await add(rows.slice(start, start + ROWS_AT_ONCE))
  }
}

const sitesOf = (rows: readonly Row[]) => [...new Set(rows.map((row) => row.site_id))]
const timesOf = (rows: readonly Row[]) => [...new Set(rows.map((row) => row.at))]

async function addToHours(tx: Tx, rows: readonly Row[]): Promise<void> {
  const known = await tx
    .selectFrom('usage_hours')
    .selectAll()
    .where('site_id', 'in', sitesOf(rows))
    .where('hour', 'in', timesOf(rows))
    .execute()
  const before = new Map(known.map((row) => [keyOf(row.site_id, row.hour), row]))
  const values = rows.map(({ site_id, at, figures }) => ({
    site_id,
    hour: at,
    ...stored(plus(before.get(keyOf(site_id, at)) ?? noFigures(), figures)),
  }))
  await tx
    .insertInto('usage_hours')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'hour']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        hour: eb.ref('excluded.hour'),
        ...ofColumns(SUM_COLUMNS, (column) => eb.ref(`excluded.${column}`)),
        ...ofColumns(FURTHER_COLUMNS, (column) => eb.ref(`excluded.${column}`)),
      })),
    )
    .execute()
}

async function addToDays(tx: Tx, rows: readonly Row[]): Promise<void> {
  const known = await tx
    .selectFrom('usage_days')
    .selectAll()
    .where('site_id', 'in', sitesOf(rows))
    .where('day', 'in', timesOf(rows))
    .execute()
  const before = new Map(known.map((row) => [keyOf(row.site_id, row.day), row]))
  const values = rows.map(({ site_id, at, figures }) => ({
    site_id,
    day: at,
    ...stored(plus(before.get(keyOf(site_id, at)) ?? noFigures(), figures)),
  }))
  await tx
    .insertInto('usage_days')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'day']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        day: eb.ref('excluded.day'),
        ...ofColumns(SUM_COLUMNS, (column) => eb.ref(`excluded.${column}`)),
        ...ofColumns(FURTHER_COLUMNS, (column) => eb.ref(`excluded.${column}`)),
      })),
    )
    .execute()
}

async function addToMonths(tx: Tx, rows: readonly Row[]): Promise<void> {
  const known = await tx
    .selectFrom('usage_months')
    .selectAll()
    .where('site_id', 'in', sitesOf(rows))
    .where('month', 'in', timesOf(rows))
    .execute()
  const before = new Map(known.map((row) => [keyOf(row.site_id, row.month), row]))
  const values = rows.map(({ site_id, at, figures }) => {
    const { bandwidth_bytes, requests, visits } = plus(before.get(keyOf(site_id, at)) ?? noFigures(), figures)
    return { site_id, month: at, bandwidth_bytes, requests, visits }
  })
  await tx
    .insertInto('usage_months')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'month']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        month: eb.ref('excluded.month'),
        ...ofColumns(SUM_COLUMNS, (column) => eb.ref(`excluded.${column}`)),
      })),
    )
    .execute()
}

const ofColumns = <Column extends FigureColumn, Value>(
  columns: readonly Column[],
  value: (column: Column) => Value,
) => Object.fromEntries(columns.map((column) => [column, value(column)])) as Record<Column, Value>

/** Most steps of most hours are nothing, and nothing takes no room in PostgreSQL where it is null. */
function stored(figures: Figures) {
  const { bandwidth_bytes, requests, visits, cpu_ms: _writtenByItself, ...rest } = figures
  const sparse = Object.fromEntries(
    Object.entries(rest).map(([column, value]) => [column, value === 0 ? null : value]),
  ) as Record<FurtherColumn, number | null>
  return { bandwidth_bytes, requests, visits, ...sparse }
}

/** By site and hour, how many came then who had not been seen before on that day. */
async function addVisitors(tx: Tx, tallies: readonly TrafficTally[]): Promise<Map<string, number>> {
  const seen = await visitsOfDays(tx, tallies)
  const hours = new Map<string, string>()
  const rows = tallies.flatMap(({ siteId, days }) =>
    [...days].flatMap(([day, { visitors }]) => {
      const room = VISITORS_PER_DAY_MAX - (seen.get(keyOf(siteId, day)) ?? 0)
      return [...visitors].slice(0, Math.max(0, room)).map(([visitor, hour]) => {
        hours.set(`${siteId} ${day} ${visitor}`, hour)
        return { site_id: siteId, day, visitor }
      })
    }),
  )
  const counts = new Map<string, number>()
  for (let start = 0; start < rows.length; start += VISITORS_AT_ONCE) {
    const inserted = await tx
      .insertInto('usage_visitors')
      .values(rows.slice(start, start + VISITORS_AT_ONCE))
      .onConflict((conflict) => conflict.columns(['site_id', 'day', 'visitor']).doNothing())
      .returning(['site_id', 'day', 'visitor'])
      .execute()
    for (const { site_id, day, visitor } of inserted) {
      const key = keyOf(site_id, hours.get(`${site_id} ${day} ${visitor}`) ?? '')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}

async function visitsOfDays(tx: Tx, tallies: readonly TrafficTally[]): Promise<Map<string, number>> {
  const days = [...new Set(tallies.flatMap((tally) => [...tally.days.keys()]))]
  const rows = await tx
    .selectFrom('usage_days')
    .select(['site_id', 'day', 'visits'])
    .where(
      'site_id',
      'in',
      tallies.map(({ siteId }) => siteId),
    )
    .where('day', 'in', days)
    .execute()
  return new Map(rows.map((row) => [keyOf(row.site_id, row.day), Number(row.visits)]))
}
