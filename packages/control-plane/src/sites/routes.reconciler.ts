import { isDeepStrictEqual } from 'node:util'
import { allHostnames } from '../hostnames/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { routesOf } from './site.ts'
import type { SiteServices } from './site-services.ts'
import { allSites } from './site-store.ts'

/** Puts back routes that the edge has lost or has wrong, and takes away those that no site owns. */
export function createRoutesReconciler(services: SiteServices): Reconciler {
  return {
    name: 'routes',
    everySeconds: 30,
    async run(signal) {
      // The edge is read first: a site made meanwhile is then known to the records, never the other way round.
      const there = await services.edge.hostnames(signal)
      const hostnames = await allHostnames(services.database)
      const bySite = Map.groupBy(hostnames, (row) => row.siteId)
      const changes: string[] = []
      for (const site of await allSites(services.database)) {
        for (const route of routesOf(site, bySite.get(site.siteId) ?? [], services.urlOf)) {
          if (isDeepStrictEqual(await services.edge.inspect(route.hostname, signal), route)) continue
          await services.edge.publish(route, signal)
          changes.push(`published ${route.hostname}`)
        }
      }
      const known = new Set(hostnames.map((row) => row.hostname))
      for (const hostname of there.filter((name) => !known.has(name))) {
        await services.edge.unpublish(hostname, signal)
        changes.push(`unpublished ${hostname}`)
      }
      return changes
    },
  }
}
