import { setTimeout as delay } from 'node:timers/promises'
import type { Reconciler } from '../kernel/reconciler.ts'
import { DISK_FREE_BYTES_MIN, type Machine } from '../platform/machine.ts'
import type { SiteHost } from '../platform/site-host.ts'
import type { ShardStore } from './shard-store.ts'

/** A turn that prepares more would know less and less of what is needed; the next one follows in seconds. */
const SLOTS_PER_TURN_MAX = 50
/** Long enough for a burst of creations and their first pages; then slots are needed more than quiet. */
const YIELD_MS_MAX = 2_000
const LOOK_AGAIN_MS = 50

interface Deps {
  shards: ShardStore
  host: SiteHost
  machine: Pick<Machine, 'disk'>
  /** Warm slots that each shard shall have. */
  warmMax: number
  /** Whether somebody waits for an operation now. */
  isBusy(): Promise<boolean>
}

/**
 * Keeps a few slots of each shard complete ahead of need, so that creating a site only has to give one
 * a name. One slot at a time, and after people's own operations: preparing is heavy on the database server
 * and the processors that their sites need at that very moment.
 */
export function createSlotWarmer({ shards, host, machine, warmMax, isBusy }: Deps): Reconciler {
  async function yieldToPeople(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + YIELD_MS_MAX
    while (!signal.aborted && performance.now() < deadline && (await isBusy())) await delay(LOOK_AGAIN_MS)
  }
  return {
    name: 'slot-warmer',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      for (const place of await shards.toWarm(warmMax, SLOTS_PER_TURN_MAX)) {
        await yieldToPeople(signal)
        // What is left belongs to the sites that exist.
        if (signal.aborted || (await machine.disk()).freeBytes < DISK_FREE_BYTES_MIN) break
        if (!(await shards.takeForWarming(place))) continue
        await host.empty(place, signal)
        await host.prepare(place, await shards.secretsOf(place), signal)
        await shards.markWarm(place)
        changes.push(`prepared ${place.shardId} slot ${place.slot}`)
      }
      return changes
    },
  }
}
