import type { Engine } from '../engine/engine.ts'
import { transact } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { heldSites } from './held-sites.ts'
import { publishSite, type SiteServices } from './site-services.ts'
import { findSite, setHold } from './site-store.ts'

interface Deps {
  services: SiteServices
  engine: Engine
}

/**
 * Lets visitors to sites that a move left on hold: it could neither go on nor back, as a shard went down at the
 * wrong moment. Where the directory says that a site lives, it is whole: a move switches only after it has found
 * both places equal, and goes back only after it has copied back what was written.
 */
export function createHeldSitesReconciler({ services, engine }: Deps): Reconciler {
  const { directory, host, shards } = services

  const release = (siteId: string, signal: AbortSignal) =>
    engine.transaction(async (tx) => {
      if ((await engine.holdLane(tx, siteId)) !== undefined) return undefined
      const site = await findSite(directory, siteId)
      if (site?.onHold !== true || site.controlGroup !== shards.controlGroup) return undefined
      await host.thaw(site.place, signal)
      await transact(directory, (own) => setHold(own, siteId, false))
      await publishSite(services, siteId, signal)
      return `let visitors to ${site.name} again, which a move had left on hold`
    })

  return {
    name: 'held-sites',
    everySeconds: 10,
    async run(signal) {
      const held = await heldSites(directory, shards.controlGroup)
      const busy = await engine.atWork(held)
      const changes: string[] = []
      const failures: unknown[] = []
      for (const siteId of held.filter((one) => !busy.has(one))) {
        if (signal.aborted) break
        const change = await release(siteId, signal).catch((error: unknown) => void failures.push(error))
        if (change !== undefined) changes.push(change)
      }
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} sites stay on hold.`)
      return changes
    },
  }
}
