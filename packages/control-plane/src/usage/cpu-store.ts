import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import { type Database, type Tables, type Tx, transact } from '../kernel/database.ts'
import type { CpuReading } from '../platform/cpu-meter.ts'
import { dayOf, hourOf } from './usage.ts'

/** A statement has 65,535 parameters at most; a reading takes five. */
const READINGS_AT_ONCE = 1_000

/**
 * Adds what was taken since the readings of before to the hour and day that it is now, and records how far was read, in
 * one transaction: neither a crash nor a second reader makes anything count twice or not at all. Counting after a pause
 * puts all of the pause into the present hour. Of sites that are gone nothing is kept.
 */
export async function recordCpu(
  directory: Database,
  readings: readonly CpuReading[],
  nowMs: number,
): Promise<void> {
  for (let start = 0; start < readings.length; start += READINGS_AT_ONCE) {
    const part = readings.slice(start, start + READINGS_AT_ONCE)
    const positions = await positionsOf(directory.selectFrom('usage_cpu_positions').selectAll(), part)
    const further = part.filter((reading) => takenMs(reading, positions) > 0)
    if (further.length === 0) continue
    await transact(directory, async (tx) => {
      const taken = await takeCounters(tx, await ofKnownSites(tx, further))
      await addTaken(tx, taken, nowMs)
    })
  }
}

type Positions = ReadonlyMap<string, { readonly counter: string; readonly ms: number }>

async function positionsOf(
  select: SelectQueryBuilder<Tables, 'usage_cpu_positions', Selectable<Tables['usage_cpu_positions']>>,
  readings: readonly CpuReading[],
): Promise<Positions> {
  const siteIds = [...new Set(readings.map(({ siteId }) => siteId))]
  const rows = await select.where('site_id', 'in', siteIds).execute()
  return new Map(rows.map((row) => [keyOf(row.site_id, row), { counter: row.counter, ms: Number(row.ms) }]))
}

/** Since the reading of before; less than nothing where somebody else has read further. */
function takenMs(reading: CpuReading, positions: Positions): number {
  const before = positions.get(readingKey(reading))
  return msOf(reading) - (before?.counter === reading.counter ? before.ms : 0)
}

async function ofKnownSites(tx: Tx, readings: readonly CpuReading[]): Promise<CpuReading[]> {
  const ids = [...new Set(readings.map(({ siteId }) => siteId))]
  const rows = await tx.selectFrom('sites').select('site_id').where('site_id', 'in', ids).execute()
  const known = new Set(rows.map((row) => row.site_id))
  return readings.filter(({ siteId }) => known.has(siteId))
}

const keyOf = (siteId: string, place: { shard_id: string; slot: number }) =>
  `${siteId} ${place.shard_id} ${place.slot}`
const readingKey = ({ siteId, place: { shardId, slot } }: CpuReading) =>
  keyOf(siteId, { shard_id: shardId, slot })
const msOf = ({ seconds }: CpuReading) => Math.floor(seconds * 1_000)

/** By site, milliseconds since the readings of before. */
async function takeCounters(tx: Tx, readings: readonly CpuReading[]): Promise<Map<string, number>> {
  if (readings.length === 0) return new Map()
  // Always in the same order, so that two readers never wait for each other in a circle.
  const sorted = readings.toSorted((a, b) => (readingKey(a) < readingKey(b) ? -1 : 1))
  // There are rows to lock then.
  await tx
    .insertInto('usage_cpu_positions')
    .values(sorted.map((reading) => ({ ...rowOf(reading), ms: 0 })))
    .onConflict((conflict) => conflict.columns(['site_id', 'shard_id', 'slot']).doNothing())
    .execute()
  const locking = tx
    .selectFrom('usage_cpu_positions')
    .selectAll()
    .orderBy('site_id')
    .orderBy('shard_id')
    .orderBy('slot')
    .forUpdate()
  const positions = await positionsOf(locking, sorted)
  const moved = sorted.filter((reading) => takenMs(reading, positions) > 0)
  if (moved.length > 0) await movePositions(tx, moved)
  const taken = new Map<string, number>()
  for (const reading of moved) {
    const { siteId } = reading
    taken.set(siteId, (taken.get(siteId) ?? 0) + takenMs(reading, positions))
  }
  return taken
}

const rowOf = (reading: CpuReading) => ({
  site_id: reading.siteId,
  shard_id: reading.place.shardId,
  slot: reading.place.slot,
  counter: reading.counter,
  ms: msOf(reading),
})

async function movePositions(tx: Tx, readings: readonly CpuReading[]): Promise<void> {
  await tx
    .insertInto('usage_cpu_positions')
    .values(readings.map(rowOf))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'shard_id', 'slot']).doUpdateSet((eb) => ({
        site_id: eb.ref('excluded.site_id'),
        shard_id: eb.ref('excluded.shard_id'),
        slot: eb.ref('excluded.slot'),
        counter: eb.ref('excluded.counter'),
        ms: eb.ref('excluded.ms'),
      })),
    )
    .execute()
}

const NONE_ASKED = { bandwidth_bytes: 0, requests: 0, visits: 0 }

/** Within the database, as whoever counts requests writes other columns of the same rows. */
async function addTaken(tx: Tx, taken: ReadonlyMap<string, number>, nowMs: number): Promise<void> {
  if (taken.size === 0) return
  const rows = [...taken].map(([siteId, ms]) => ({ site_id: siteId, cpu_ms: ms, ...NONE_ASKED }))
  await tx
    .insertInto('usage_hours')
    .values(rows.map((row) => ({ ...row, hour: hourOf(nowMs) })))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'hour']).doUpdateSet({
        cpu_ms: sql<number>`coalesce(usage_hours.cpu_ms, 0) + excluded.cpu_ms`,
      }),
    )
    .execute()
  await tx
    .insertInto('usage_days')
    .values(rows.map((row) => ({ ...row, day: dayOf(nowMs) })))
    .onConflict((conflict) =>
      conflict.columns(['site_id', 'day']).doUpdateSet({
        cpu_ms: sql<number>`coalesce(usage_days.cpu_ms, 0) + excluded.cpu_ms`,
      }),
    )
    .execute()
}
