import { AipressError } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import { hostnamesOf, type SiteHostnameRow } from '../hostnames/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { namingNow, startAddressChange } from './address-change.ts'
import { renamed } from './naming.ts'
import { builtInHostname, primaryHostname, type SiteRecord, type UrlOf } from './site.ts'
import { sitesOfGroup } from './site-store.ts'
import { triedLately } from './tried-lately.ts'

const ACTION = 'sites.readdress'
const OTHERS_FIRST: ReadonlySet<string> = new Set([
  'site_busy',
  'site_moved',
  'site_not_found',
  'site_state_conflict',
])

interface Deps {
  directory: Database
  controlGroup: number
  engine: Engine
  urlOf: UrlOf
  domain: string
  clock: Clock
}

/**
 * Lets sites follow the platform to another port, scheme or domain: WordPress redirects to the address it
 * was told, so one that was told the former would send its visitors away.
 */
export function createAddressesReconciler(deps: Deps): Reconciler {
  const { directory, controlGroup, engine, urlOf, domain, clock } = deps
  return {
    name: 'addresses',
    everySeconds: 60,
    async run() {
      const changes: string[] = []
      for await (const sites of sitesOfGroup(directory, controlGroup)) {
        const ids = sites.map((site) => site.siteId)
        const bySite = Map.groupBy(await hostnamesOf(directory, ids), (row) => row.siteId)
        for (const site of sites) {
          const change = await follow(site, bySite.get(site.siteId) ?? [])
          if (change !== undefined) changes.push(change)
        }
      }
      return changes
    },
  }

  async function follow(site: SiteRecord, held: SiteHostnameRow[]): Promise<string | undefined> {
    if (site.state !== 'running' && site.state !== 'suspended') return undefined
    const now = namingNow(site, held, urlOf)
    const hostnames = renamed(now.hostnames, site.siteId, builtInHostname(site.name, domain))
    const url = urlOf(primaryHostname(site, hostnames))
    const isRight = now.url === url && hostnames.every((row) => now.hostnames.includes(row))
    if (isRight || (await triedLately(engine, site.siteId, ACTION, clock()))) return undefined
    await move(site, url)
    return `moving ${site.name} to ${url}`
  }

  async function move(site: SiteRecord, url: string): Promise<void> {
    const request = {
      action: ACTION,
      title: `Move ${site.title} to ${url}`,
      requestedBy: 'the platform',
      accountId: site.accountId,
      lane: site.siteId,
      siteId: site.siteId,
      siteName: site.name,
    }
    const follow = startAddressChange(
      { engine, directory, controlGroup, urlOf },
      site.siteId,
      request,
      (before) => ({
        ...before,
        hostnames: renamed(before.hostnames, site.siteId, builtInHostname(site.name, domain)),
      }),
    )
    // Somebody else's change comes first; the next turn, or the group that has the site now, finds what is left to do.
    await follow.catch((error: unknown) => {
      if (!(error instanceof AipressError && OTHERS_FIRST.has(error.code))) throw error
    })
  }
}
