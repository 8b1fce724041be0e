import { readdir } from 'node:fs/promises'
import type { CpuMeter } from '../../platform/cpu-meter.ts'
import { readCounters } from './cpu-counters.ts'
import type { Layout } from './layout.ts'
import { everyShard, type ShardsToCollect } from './slot-places.ts'

/** What the process that sees to the machine has counted (seat-processes.ts). */
export function createLocalCpuMeter(layout: Layout, shardsToCollect: ShardsToCollect = everyShard): CpuMeter {
  return {
    async read(signal) {
      signal.throwIfAborted()
      const isOurs = await shardsToCollect()
      const shardIds: string[] = await readdir(layout.shards).catch(() => [])
      const readings = await Promise.all(
        shardIds.filter(isOurs).map(async (shardId) =>
          Object.entries(await readCounters(layout, shardId)).map(([slot, { siteId, counter, seconds }]) => ({
            siteId,
            place: { shardId, slot: Number(slot) },
            counter,
            seconds,
          })),
        ),
      )
      return readings.flat()
    },
  }
}
