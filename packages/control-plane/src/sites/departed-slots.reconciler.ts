import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import { transact } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteServices } from './site-services.ts'

interface Deps {
  services: SiteServices
  engine: Engine
  clock: Clock
  /** For how long the former place of a site stays, frozen, and answers "moved". */
  graceMs: number
}

/** Removes what a moved site left at its former place, and lets go of places that a move took and never used. */
export function createDepartedSlotsReconciler({ services, engine, clock, graceMs }: Deps): Reconciler {
  const { shards, host, directory } = services
  return {
    name: 'departed-slots',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      const left = await shards.leftSlots(new Date(clock() - graceMs))
      const busy = await engine.atWork(left.map(({ siteId }) => siteId))
      for (const { siteId, place, use } of left) {
        if (busy.has(siteId) || signal.aborted) continue
        await host.empty(place, signal)
        await transact(directory, (tx) => shards.release(tx, siteId, place))
        changes.push(
          `emptied ${place.shardId} slot ${place.slot}, which a site had ${use === 'departed' ? 'left' : 'not come to'}`,
        )
      }
      return changes
    },
  }
}
