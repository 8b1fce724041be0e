import { type Database, type Tx, transact } from '../kernel/database.ts'

/** What was read of one site's requests, by day. */
export interface TrafficTally {
  readonly siteId: string
  /** Where the reading began; undefined where nothing of the site was read before. */
  readonly from: string | undefined
  readonly to: string
  readonly days: ReadonlyMap<string, DayTally>
}

export interface DayTally {
  bandwidthBytes: number
  requests: number
  readonly visitors: Set<string>
}

/**
 * Of a site and day; whoever comes after is served and not counted. No plan has a limit that this could hide: the
 * largest is passed after ten such days, a smaller one on the first.
 */
export const VISITORS_PER_DAY_MAX = 100_000
/** A statement has 65,535 parameters at most. */
const ROWS_AT_ONCE = 5_000

export interface SitePosition {
  readonly siteId: string
  readonly position: string | undefined
}

const SITES_PER_PAGE = 500

/** Of all sites of a control group, whatever state they are in, a page at a time. */
export async function* positionsOfGroup(
  directory: Database,
  controlGroup: number,
): AsyncIterable<SitePosition[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: { site_id: string; position: string | null }[] = await directory
      .selectFrom('sites')
      .leftJoin('usage_positions', 'usage_positions.site_id', 'sites.site_id')
      .select(['sites.site_id', 'usage_positions.position'])
      .where('sites.control_group', '=', controlGroup)
      .where('sites.site_id', '>', after)
      .orderBy('sites.site_id')
      .limit(SITES_PER_PAGE)
      .execute()
    yield rows.map((row) => ({ siteId: row.site_id, position: row.position ?? undefined }))
    after = rows.length < SITES_PER_PAGE ? undefined : rows.at(-1)?.site_id
  }
}

/**
 * Adds what was read, and records how far it was read, in one transaction: neither a crash nor a second reader makes
 * a request count twice or not at all. What began at another position than is recorded was counted by somebody else
 * and is left out. Answers the sites that were counted.
 */
export async function recordTraffic(
  directory: Database,
  tallies: readonly TrafficTally[],
): Promise<string[]> {
  return transact(directory, async (tx) => {
    const taken = await takePositions(tx, tallies)
    if (taken.length > 0) await addSums(tx, taken)
    return taken.map(({ siteId }) => siteId)
  })
}

async function takePositions(tx: Tx, tallies: readonly TrafficTally[]): Promise<TrafficTally[]> {
  // Always in the same order, so that two readers never wait for each other in a circle.
  const sorted = tallies.toSorted((a, b) => (a.siteId < b.siteId ? -1 : 1))
  const first = sorted.filter(({ from }) => from === undefined)
  const begun = first.length === 0 ? [] : await insertPositions(tx, first)
  const known = sorted.filter(({ from }) => from !== undefined)
  if (known.length === 0) return begun
  const ids = known.map(({ siteId }) => siteId)
  const rows = await tx
    .selectFrom('usage_positions')
    .selectAll()
    .where('site_id', 'in', ids)
    .orderBy('site_id')
    .forUpdate()
    .execute()
  const positions = new Map(rows.map((row) => [row.site_id, row.position]))
  const continued = known.filter(({ siteId, from }) => positions.get(siteId) === from)
  if (continued.length > 0) {
    await tx
      .insertInto('usage_positions')
      .values(continued.map(({ siteId, to }) => ({ site_id: siteId, position: to })))
      .onConflict((conflict) =>
        conflict.column('site_id').doUpdateSet((eb) => ({
          site_id: eb.ref('excluded.site_id'),
          position: eb.ref('excluded.position'),
        })),
      )
      .execute()
  }
  return [...begun, ...continued]
}

async function insertPositions(tx: Tx, tallies: readonly TrafficTally[]): Promise<TrafficTally[]> {
  const inserted = await tx
    .insertInto('usage_positions')
    .values(tallies.map(({ siteId, to }) => ({ site_id: siteId, position: to })))
    .onConflict((conflict) => conflict.column('site_id').doNothing())
    .returning('site_id')
    .execute()
  const ids = new Set(inserted.map((row) => row.site_id))
  return tallies.filter(({ siteId }) => ids.has(siteId))
}

interface Sums {
  bandwidth_bytes: number
  requests: number
  visits: number
}

const NONE: Sums = { bandwidth_bytes: 0, requests: 0, visits: 0 }

const plus = (a: Sums, b: Sums): Sums => ({
  bandwidth_bytes: Number(a.bandwidth_bytes) + b.bandwidth_bytes,
  requests: Number(a.requests) + b.requests,
  visits: Number(a.visits) + b.visits,
})

async function addSums(tx: Tx, tallies: readonly TrafficTally[]): Promise<void> {
  const ids = tallies.map(({ siteId }) => siteId)
  const days = [...new Set(tallies.flatMap((tally) => [...tally.days.keys()]))]
  if (days.length === 0) return
  const known = await tx
    .selectFrom('usage_days')
    .selectAll()
    .where('site_id', 'in', ids)
    .where('day', 'in', days)
    .execute()
  const before = new Map(known.map((row) => [`${row.site_id} ${row.day}`, row]))
  const newVisitors = await addVisitors(tx, tallies, before)
  const added = tallies.flatMap(({ siteId, days: ofSite }) =>
    [...ofSite].map(([day, tally]) => ({
      site_id: siteId,
      day,
      bandwidth_bytes: tally.bandwidthBytes,
      requests: tally.requests,
      visits: newVisitors.get(`${siteId} ${day}`) ?? 0,
    })),
  )
  const rows = added.map((row) => ({ ...row, ...plus(before.get(`${row.site_id} ${row.day}`) ?? NONE, row) }))
  await tx
    .insertInto('usage_days')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'day']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        day: eb.ref('excluded.day'),
        bandwidth_bytes: eb.ref('excluded.bandwidth_bytes'),
        requests: eb.ref('excluded.requests'),
        visits: eb.ref('excluded.visits'),
      })),
    )
    .execute()
  await addToMonths(tx, added)
}

async function addToMonths(
  tx: Tx,
  added: readonly (Sums & { site_id: string; day: string })[],
): Promise<void> {
  const sums = new Map<string, Sums & { site_id: string; month: string }>()
  for (const row of added) {
    const month = row.day.slice(0, 7)
    const key = `${row.site_id} ${month}`
    sums.set(key, { site_id: row.site_id, month, ...plus(sums.get(key) ?? NONE, row) })
  }
  const known = await tx
    .selectFrom('usage_months')
    .selectAll()
    .where('site_id', 'in', [...new Set([...sums.values()].map((row) => row.site_id))])
    .where('month', 'in', [...new Set([...sums.values()].map((row) => row.month))])
    .execute()
  const before = new Map(known.map((row) => [`${row.site_id} ${row.month}`, row]))
  await tx
    .insertInto('usage_months')
    .values([...sums].map(([key, row]) => ({ ...row, ...plus(before.get(key) ?? NONE, row) })))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'month']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        month: eb.ref('excluded.month'),
        bandwidth_bytes: eb.ref('excluded.bandwidth_bytes'),
        requests: eb.ref('excluded.requests'),
        visits: eb.ref('excluded.visits'),
      })),
    )
    .execute()
}

/** By site and day, how many were not seen before on that day. */
async function addVisitors(
  tx: Tx,
  tallies: readonly TrafficTally[],
  before: ReadonlyMap<string, Sums>,
): Promise<Map<string, number>> {
  const rows = tallies.flatMap(({ siteId, days }) =>
    [...days].flatMap(([day, { visitors }]) => {
      const room = VISITORS_PER_DAY_MAX - Number(before.get(`${siteId} ${day}`)?.visits ?? 0)
      const counted = [...visitors].slice(0, Math.max(0, room))
      return counted.map((visitor) => ({ site_id: siteId, day, visitor }))
    }),
  )
  const counts = new Map<string, number>()
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const inserted = await tx
      .insertInto('usage_visitors')
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflict) => conflict.columns(['site_id', 'day', 'visitor']).doNothing())
      .returning(['site_id', 'day'])
      .execute()
    for (const { site_id, day } of inserted) {
      const key = `${site_id} ${day}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  return counts
}
