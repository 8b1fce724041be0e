import { type Database, type Tx, transact } from '../kernel/database.ts'
import type { TrafficTally } from './tally.ts'
import { addSums } from './traffic-sums.ts'

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
