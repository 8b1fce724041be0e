import type { Reconciler } from '../kernel/reconciler.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import type { ShardStore } from './shard-store.ts'

/** A new shard takes seconds to make; twelve free places bridge them at several creations a second. */
const FREE_PLACES_MIN = 12

interface Limits {
  /** Slots of a new shard. */
  sitesMax: number
  /** Shards that this platform may have. */
  countMax: number
}

/** Makes shards ahead of need, and makes sure after a start that those which should be there are. */
export function createShardCapacity(
  shards: ShardStore,
  host: ShardHost,
  machine: Pick<Machine, 'disk'>,
  limits: Limits,
): Reconciler {
  const ensured = new Set<string>()
  return {
    name: 'shard-capacity',
    everySeconds: 10,
    async run(signal) {
      const changes: string[] = []
      for (const shard of await shards.all()) {
        if (ensured.has(shard.shardId) && shard.state === 'ready') continue
        await host.ensure(shard, signal)
        await shards.markReady(shard.shardId)
        ensured.add(shard.shardId)
        changes.push(`${shard.shardId} is ready`)
      }
      const loads = await shards.loads()
      const free = loads.reduce((sum, shard) => sum + shard.free, 0)
      const wanted = Math.min(FREE_PLACES_MIN, limits.sitesMax)
      if (loads.length > 0 && free >= wanted) return changes
      if ((await machine.disk()).freeBytes < DISK_FREE_BYTES_MIN) return changes
      const added = await shards.add(limits.sitesMax, limits.countMax)
      if (added === undefined) return changes
      await host.ensure(added, signal)
      await shards.markReady(added.shardId)
      ensured.add(added.shardId)
      return [...changes, `made ${added.shardId}: ${free} places were free`]
    },
  }
}
