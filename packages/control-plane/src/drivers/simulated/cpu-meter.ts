import type { CpuMeter } from '../../platform/cpu-meter.ts'
import type { Place } from '../../platform/place.ts'
import type { WorldParts } from './world.ts'
import type { WorldDatabase } from './world-database.ts'

/** Of one processor: a page that PHP makes takes what docs/decisions/0047 measured; a command's is an estimate. */
export const PROCESSOR_SECONDS = { page: 0.035, command: 0.4 }

/** Counters as rows. */
export function createSimulatedCpuMeter({ database }: WorldParts, controlGroup: number): CpuMeter {
  return {
    async read(signal) {
      signal.throwIfAborted()
      const sql = `SELECT times.* FROM processor_times AS times JOIN shards USING (shard_id)
        WHERE shards.control_group = ?`
      return database.all(sql, controlGroup).map((row) => ({
        siteId: String(row.site_id),
        place: { shardId: String(row.shard_id), slot: Number(row.slot) },
        counter: String(row.counter),
        seconds: Number(row.seconds),
      }))
    },
  }
}

/** Another site in the same slot begins a counter of its own. */
export function takeProcessor(
  database: WorldDatabase,
  { shardId, slot }: Place,
  siteId: string,
  seconds: number,
): void {
  const sql = `INSERT INTO processor_times VALUES (?, ?, ?, ?, ?) ON CONFLICT (shard_id, slot) DO UPDATE SET
    seconds = CASE WHEN site_id = excluded.site_id THEN seconds ELSE 0 END + excluded.seconds,
    counter = CASE WHEN site_id = excluded.site_id THEN counter ELSE excluded.counter END,
    site_id = excluded.site_id`
  database.run(sql, shardId, slot, siteId, `${siteId} ${new Date().toISOString()}`, seconds)
}
