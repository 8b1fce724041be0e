import { AipressError } from '@aipress/contract'
import { hostnamesOf } from '../hostnames/index.ts'
import type { Database } from '../kernel/database.ts'
import type { Edge } from '../platform/edge.ts'
import type { SiteHost } from '../platform/site-host.ts'
import type { ShardStore } from '../shards/index.ts'
import { routesOf, type SiteRecord, type UrlOf } from './site.ts'
import type { SiteBatches } from './site-batches.ts'
import { findSite } from './site-store.ts'

/** What the steps of site workflows work with. */
export interface SiteServices {
  /** Where shards, sites and hostnames are recorded: of the whole platform, not of this group alone. */
  directory: Database
  batches: SiteBatches
  shards: ShardStore
  host: SiteHost
  edge: Edge
  urlOf: UrlOf
  /** Called when a site is gone for good, by nouns that keep something of it. */
  forgetSite(siteId: string): Promise<void>
  /** Called when a site runs again that did not, by nouns that leave those alone. */
  siteRunsAgain(siteId: string): Promise<void>
  /** Called after the tier of a site has changed, for nouns that go by it; who misses it finds out by itself. */
  tierChanged(): void
}

/** What it takes to bring the edge to what the records say. */
export type PublishingServices = Pick<SiteServices, 'directory' | 'batches' | 'edge' | 'urlOf'>

export async function siteOf(services: Pick<SiteServices, 'directory'>, siteId: string): Promise<SiteRecord> {
  const site = await findSite(services.directory, siteId)
  if (site === undefined) {
    throw new AipressError('site_not_found', 'The site is gone.', {
      hint: 'See your sites with "aipress site list".',
    })
  }
  return site
}

/** Changes of one site that fall into one publishing; more than two in a row has never been seen. */
const LOOKS_MAX = 5

/**
 * Brings the edge to what the records say now. `alsoGone` are hostnames that the site no longer has. Safe to
 * repeat, and safe for a site that no longer exists. An operation and a reconciler may both be at it: whoever
 * finds afterwards that the records have moved on does it again, so that the last state wins. Answers whether
 * there was a route to publish.
 */
export async function publishSite(
  services: PublishingServices,
  siteId: string,
  signal: AbortSignal,
  alsoGone: readonly string[] = [],
): Promise<boolean> {
  let published = false
  for (let look = 1; look <= LOOKS_MAX; look += 1) {
    const once = await publishOnce(services, siteId, signal, alsoGone)
    published ||= once.routes > 0
    if ((await services.batches.epochOf(siteId)) === once.epoch) break
  }
  return published
}

async function publishOnce(
  services: PublishingServices,
  siteId: string,
  signal: AbortSignal,
  alsoGone: readonly string[],
): Promise<{ epoch: number | undefined; routes: number }> {
  const found = await services.batches.find(siteId)
  const hostnames = found?.hostnames ?? (await hostnamesOf(services.directory, [siteId]))
  const routes = found === undefined ? [] : routesOf(found.site, hostnames, services.urlOf)
  for (const route of routes) await services.edge.publish(route, signal)
  const kept = new Set(routes.map((route) => route.hostname))
  const gone = [...hostnames.map((row) => row.hostname), ...alsoGone].filter(
    (hostname) => !kept.has(hostname),
  )
  for (const hostname of gone) await services.edge.unpublish(hostname, signal)
  return { epoch: found?.site.epoch, routes: routes.length }
}
