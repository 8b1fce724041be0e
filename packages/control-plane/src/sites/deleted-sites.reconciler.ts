import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { purgeSiteWorkflow } from './purge-site.workflow.ts'
import { sitesPastGrace } from './site-store.ts'

/** Removes deleted sites for good once their grace period has ended. */
export function createDeletedSitesReconciler(database: Database, engine: Engine, clock: Clock): Reconciler {
  return {
    name: 'deleted-sites',
    everySeconds: 5,
    async run() {
      const changes: string[] = []
      const sites = await sitesPastGrace(database, new Date(clock()))
      const busy = await engine.atWork(
        database,
        sites.map((site) => site.siteId),
      )
      for (const site of sites.filter(({ siteId }) => !busy.has(siteId))) {
        await engine.transaction((tx) =>
          engine.start(
            tx,
            purgeSiteWorkflow,
            { siteId: site.siteId, ...site.place },
            {
              action: 'sites.purge',
              title: `Remove ${site.title} for good`,
              requestedBy: 'the platform',
              accountId: site.accountId,
              lane: site.siteId,
              siteId: site.siteId,
              siteName: site.name,
            },
          ),
        )
        changes.push(`purging ${site.name}`)
      }
      return changes
    },
  }
}
