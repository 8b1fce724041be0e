import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { purgeSiteWorkflow } from './purge-site.workflow.ts'
import { findSite, removableSites } from './site-store.ts'
import { triedLately } from './tried-lately.ts'

interface Deps {
  directory: Database
  controlGroup: number
  engine: Engine
  clock: Clock
}

/**
 * Removes deleted sites for good once their grace period has ended, and what is left of sites whose creation
 * failed and could not be undone then, on a full disk for example.
 */
export function createDeletedSitesReconciler({ directory, controlGroup, engine, clock }: Deps): Reconciler {
  return {
    name: 'deleted-sites',
    everySeconds: 5,
    async run() {
      const changes: string[] = []
      const sites = await removableSites(directory, controlGroup, new Date(clock()))
      const busy = await engine.atWork(sites.map((site) => site.siteId))
      for (const site of sites.filter(({ siteId }) => !busy.has(siteId))) {
        if (await triedLately(engine, site.siteId, 'sites.purge', clock())) continue
        const started = await engine.transaction(async (tx) => {
          // Since it was read, its creation may have ended well, or a move may have handed it to another group.
          if ((await engine.holdLane(tx, site.siteId)) !== undefined) return undefined
          const now = await findSite(directory, site.siteId)
          if (now?.state !== site.state || now.controlGroup !== controlGroup) return undefined
          return engine.start(
            tx,
            purgeSiteWorkflow,
            { siteId: site.siteId },
            {
              action: 'sites.purge',
              title: `Remove ${site.title} for good`,
              requestedBy: 'the platform',
              accountId: site.accountId,
              lane: site.siteId,
              siteId: site.siteId,
              siteName: site.name,
            },
          )
        })
        if (started !== undefined) changes.push(`purging ${site.name}`)
      }
      return changes
    },
  }
}
