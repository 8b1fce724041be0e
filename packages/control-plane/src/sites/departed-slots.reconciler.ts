import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import { transact } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Place } from '../platform/place.ts'
import { type LeftSlot, leftSlots } from './left-slots.ts'
import type { SiteServices } from './site-services.ts'
import { findSite } from './site-store.ts'

interface Deps {
  services: SiteServices
  engine: Engine
  clock: Clock
  /** For how long the former place of a site stays, frozen, and answers "moved". */
  graceMs: number
}

const isSame = (a: Place, b: Place) => a.shardId === b.shardId && a.slot === b.slot

/** Removes what a moved site left at its former place, and lets go of places that a move took and never used. */
export function createDepartedSlotsReconciler({ services, engine, clock, graceMs }: Deps): Reconciler {
  const { shards, host, directory } = services

  /**
   * Nothing begins on the site while its lane is held, and what was read before may be otherwise by now: a move
   * may have made the very slot the site's home, or handed the site and its queue over to another control group.
   */
  const clear = ({ siteId, place }: LeftSlot, signal: AbortSignal) =>
    engine.transaction(async (tx) => {
      if ((await engine.holdLane(tx, siteId)) !== undefined) return false
      const site = await findSite(directory, siteId)
      if (site !== undefined && site.controlGroup !== shards.controlGroup) return false
      const now = (await shards.slotsOf(siteId)).find((slot) => isSame(slot.place, place))
      if (now?.use !== 'departed' && now?.use !== 'arriving') return false
      await host.empty(place, signal)
      await transact(directory, (own) => shards.release(own, siteId, place))
      return true
    })

  return {
    name: 'departed-slots',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      const before = new Date(clock() - graceMs)
      const failures: unknown[] = []
      for (const left of await leftSlots(directory, shards.controlGroup, before)) {
        if (signal.aborted) break
        // One on a shard that is down must not keep the others, which may be on any other shard.
        const cleared = await clear(left, signal).catch((error: unknown) => void failures.push(error))
        if (cleared) changes.push(`emptied ${left.place.shardId} slot ${left.place.slot}`)
      }
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} slots could not be emptied.`)
      return changes
    },
  }
}
