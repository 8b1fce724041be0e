import type { Tx } from '../kernel/database.ts'
import type { Detail, DetailKind, TrafficTally } from './tally.ts'

/** Of a site, day and kind: those that took longest in all. What came and went unseen is in the sums all the same. */
const KEPT_MAX = 20

interface Row {
  site_id: string
  day: string
  kind: DetailKind
  what: string
  count: number
  total_ms: number
  max_ms: number
}

const groupOf = (row: Pick<Row, 'site_id' | 'day' | 'kind'>) => `${row.site_id} ${row.day} ${row.kind}`
const keyOf = (row: Row) => `${groupOf(row)} ${row.what}`

/** Adds what was slow, and what the cache could not answer. In the transaction that holds the sites' positions. */
export async function addDetails(tx: Tx, tallies: readonly TrafficTally[]): Promise<void> {
  const added = tallies.flatMap(({ siteId, days }) =>
    [...days].flatMap(([day, { details }]) => [...details.values()].map((one) => rowOf(siteId, day, one))),
  )
  if (added.length === 0) return
  const before = await tx
    .selectFrom('usage_details')
    .selectAll()
    .where('site_id', 'in', [...new Set(added.map((row) => row.site_id))])
    .where('day', 'in', [...new Set(added.map((row) => row.day))])
    .execute()
  const changed = new Set(added.map(keyOf))
  const groups = Map.groupBy(merged(before, added), groupOf)
  const touched = new Set(added.map(groupOf))
  const kept: Row[] = []
  for (const [group, rows] of groups) {
    if (!touched.has(group)) continue
    const sorted = rows.toSorted((a, b) => b.total_ms - a.total_ms || (a.what < b.what ? -1 : 1))
    kept.push(...sorted.slice(0, KEPT_MAX).filter((row) => changed.has(keyOf(row))))
    await remove(tx, sorted.slice(KEPT_MAX))
  }
  await write(tx, kept)
}

const rowOf = (siteId: string, day: string, { kind, what, count, totalMs, maxMs }: Detail): Row => ({
  site_id: siteId,
  day,
  kind,
  what,
  count,
  total_ms: totalMs,
  max_ms: maxMs,
})

function merged(before: readonly Row[], added: readonly Row[]): Row[] {
  const rows = new Map(before.map((row) => [keyOf(row), row]))
  for (const row of added) {
    const known = rows.get(keyOf(row))
    rows.set(keyOf(row), {
      ...row,
      count: Number(known?.count ?? 0) + row.count,
      total_ms: Number(known?.total_ms ?? 0) + row.total_ms,
      max_ms: Math.max(Number(known?.max_ms ?? 0), row.max_ms),
    })
  }
  return [...rows.values()]
}

async function remove(tx: Tx, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  await tx
    .deleteFrom('usage_details')
    .where('site_id', '=', first.site_id)
    .where('day', '=', first.day)
    .where('kind', '=', first.kind)
    .where(
      'what',
      'in',
      rows.map((row) => row.what),
    )
    .execute()
}

async function write(tx: Tx, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('usage_details')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'day', 'kind', 'what']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        day: eb.ref('excluded.day'),
        kind: eb.ref('excluded.kind'),
        what: eb.ref('excluded.what'),
        count: eb.ref('excluded.count'),
        total_ms: eb.ref('excluded.total_ms'),
        max_ms: eb.ref('excluded.max_ms'),
      })),
    )
    .execute()
}
