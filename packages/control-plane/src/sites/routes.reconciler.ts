import { isDeepStrictEqual } from 'node:util'
import type { DirectorySnapshot } from '../directory/index.ts'
import { findHostname, hostnamesOf } from '../hostnames/index.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { recordShardEvent } from '../shards/index.ts'
import { routesOf, type SiteRecord } from './site.ts'
import { type PublishingServices, publishSite } from './site-services.ts'
import { findSite, findSites, sitesOfGroup } from './site-store.ts'

/** A tenth of a large group's sites a turn; small groups are looked through whole. */
const SITES_PER_TURN_MAX = 1_000

interface Deps {
  services: PublishingServices
  snapshot: DirectorySnapshot
  controlGroup: number
}

/**
 * Puts back routes that the edge has lost or has wrong, and takes away those that no site should have, a
 * deleted one's included. What is read here may be old when it is compared, so nothing is published from it:
 * it only tells which sites to look at again. Sites that have changed since the last turn come first; of the
 * others some each turn, so that 50,000 of them cost no more than a few.
 */
export function createRoutesReconciler({ services, snapshot, controlGroup }: Deps): Reconciler {
  const { directory, edge } = services
  let sweptTo = ''

  async function nextSites(): Promise<SiteRecord[]> {
    const changed = snapshot.changedSince('routes')
    const fresh = changed === 'everything' ? [] : await findSites(directory, [...changed])
    const swept: SiteRecord[] = []
    for await (const sites of sitesOfGroup(directory, controlGroup, sweptTo)) {
      swept.push(...sites)
      if (swept.length >= SITES_PER_TURN_MAX) break
    }
    sweptTo = swept.length >= SITES_PER_TURN_MAX ? (swept.at(-1)?.siteId ?? '') : ''
    return [...fresh.filter((site) => site.controlGroup === controlGroup), ...swept]
  }

  async function mend(sites: readonly SiteRecord[], signal: AbortSignal): Promise<string[]> {
    const ids = sites.map((site) => site.siteId)
    const bySite = Map.groupBy(await hostnamesOf(directory, ids), (row) => row.siteId)
    const changes: string[] = []
    for (const site of sites) {
      for (const route of routesOf(site, bySite.get(site.siteId) ?? [], services.urlOf)) {
        if (isDeepStrictEqual(await edge.inspect(route.hostname, signal), route)) continue
        if (!(await publishSite(services, route.siteId, signal))) continue
        changes.push(`published ${route.hostname}`)
        const what = `Put back the route of ${route.hostname}, which the edge had lost or had wrong.`
        await recordShardEvent(directory, site.place.shardId, { kind: 'healing', what })
      }
    }
    return changes
  }

  /**
   * The copy in memory spares asking the directory for each of 50,000 names; only what it does not know is
   * asked for. A name that nobody has may be taken away by any group: whoever claims it at that moment may have
   * opened it just before, so it is looked at again.
   */
  async function sweepUnknown(there: readonly string[], signal: AbortSignal): Promise<string[]> {
    const changes: string[] = []
    for (const hostname of there.filter((name) => snapshot.lookUp(name) === undefined)) {
      const isNobodys = (await findHostname(directory, hostname)) === undefined
      if (isNobodys) await edge.unpublish(hostname, signal)
      const owner = await findHostname(directory, hostname)
      // Whatever was taken away here is put back here, whoever's it is by now.
      if (!isNobodys && owner !== undefined && (await isOthers(owner.siteId))) continue
      if (owner !== undefined) await publishSite(services, owner.siteId, signal, [hostname])
      if ((await edge.inspect(hostname, signal)) === undefined) changes.push(`unpublished ${hostname}`)
    }
    return changes
  }

  async function isOthers(siteId: string): Promise<boolean> {
    const site = await findSite(directory, siteId)
    return site !== undefined && site.controlGroup !== controlGroup
  }

  return {
    name: 'routes',
    everySeconds: 30,
    async run(signal) {
      // The edge is read first: a site made meanwhile is then known to the records, never the other way round.
      const there = await edge.hostnames(signal)
      await snapshot.refresh()
      const changes = await mend(await nextSites(), signal)
      return [...changes, ...(await sweepUnknown(there, signal))]
    },
  }
}
