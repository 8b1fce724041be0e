import { isDeepStrictEqual } from 'node:util'
import { allHostnames, findHostname } from '../hostnames/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Route } from '../platform/edge.ts'
import { routesOf } from './site.ts'
import { publishSite, type SiteServices } from './site-services.ts'
import { allSites } from './site-store.ts'

/**
 * Puts back routes that the edge has lost or has wrong, and takes away those that no site should have, a
 * deleted one's included. What is read here may be old when it is compared, so nothing is published from it:
 * it only tells which sites to look at again.
 */
export function createRoutesReconciler(services: SiteServices): Reconciler {
  const { database, edge } = services
  return {
    name: 'routes',
    everySeconds: 30,
    async run(signal) {
      // The edge is read first: a site made meanwhile is then known to the records, never the other way round.
      const there = await edge.hostnames(signal)
      const wanted = await wantedRoutes(services)
      const changes: string[] = []
      for (const route of wanted.values()) {
        if (isDeepStrictEqual(await edge.inspect(route.hostname, signal), route)) continue
        await publishSite(services, route.siteId, signal)
        changes.push(`published ${route.hostname}`)
      }
      for (const hostname of there.filter((name) => !wanted.has(name))) {
        const owner = await findHostname(database, hostname)
        if (owner === undefined) await edge.unpublish(hostname, signal)
        else await publishSite(services, owner.siteId, signal, [hostname])
        changes.push(`unpublished ${hostname}`)
      }
      return changes
    },
  }
}

async function wantedRoutes({ database, urlOf }: SiteServices): Promise<Map<string, Route>> {
  const bySite = Map.groupBy(await allHostnames(database), (row) => row.siteId)
  const routes = (await allSites(database)).flatMap((site) =>
    routesOf(site, bySite.get(site.siteId) ?? [], urlOf),
  )
  return new Map(routes.map((route) => [route.hostname, route]))
}
