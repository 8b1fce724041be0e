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
      for (const site of await sitesPastGrace(database, new Date(clock()))) {
        const queued = await engine.list({
          accountId: undefined,
          siteId: site.siteId,
          state: 'running',
          limit: 1,
        })
        if (queued.items.length > 0) continue
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
