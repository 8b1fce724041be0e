import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteHost } from '../platform/site-host.ts'
import type { ShardStore } from './shard-store.ts'

/**
 * Keeps a few slots of each shard complete ahead of need, so that creating a site only has to give one
 * a name. One slot at a time: preparing is heavy on the database server that visitors also use.
 */
export function createSlotWarmer(shards: ShardStore, host: SiteHost, warmMax: number): Reconciler {
  return {
    name: 'slot-warmer',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      // A shard has 50 slots at most: one turn never has to prepare more for each of them.
      for (let turn = 0; turn < 50 && !signal.aborted; turn += 1) {
        const place = await shards.takeForWarming(warmMax)
        if (place === undefined) break
        await host.empty(place, signal)
        await host.prepare(place, await shards.secretsOf(place), signal)
        await shards.markWarm(place)
        changes.push(`prepared ${place.shardId} slot ${place.slot}`)
      }
      return changes
    },
  }
}
