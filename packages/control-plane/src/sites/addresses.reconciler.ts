import { AipressError } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import { allHostnames } from '../hostnames/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { namingNow, startAddressChange } from './address-change.ts'
import { renamed } from './naming.ts'
import { builtInHostname, primaryHostname, type SiteRecord, type UrlOf } from './site.ts'
import { allSites } from './site-store.ts'
import { triedLately } from './tried-lately.ts'

const ACTION = 'sites.readdress'

interface Deps {
  database: Database
  engine: Engine
  urlOf: UrlOf
  domain: string
  clock: Clock
}

/**
 * Lets sites follow the platform to another port, scheme or domain: WordPress redirects to the address it
 * was told, so one that was told the former would send its visitors away.
 */
export function createAddressesReconciler({ database, engine, urlOf, domain, clock }: Deps): Reconciler {
  return {
    name: 'addresses',
    everySeconds: 60,
    async run() {
      const bySite = Map.groupBy(await allHostnames(database), (row) => row.siteId)
      const changes: string[] = []
      for (const site of await allSites(database)) {
        if (site.state !== 'running' && site.state !== 'suspended') continue
        const now = namingNow(site, bySite.get(site.siteId) ?? [], urlOf)
        const hostnames = renamed(now.hostnames, site.siteId, builtInHostname(site.name, domain))
        const url = urlOf(primaryHostname(site, hostnames))
        const isRight = now.url === url && hostnames.every((row) => now.hostnames.includes(row))
        if (isRight || (await triedLately(engine, site.siteId, ACTION, clock()))) continue
        await move(site, url)
        changes.push(`moving ${site.name} to ${url}`)
      }
      return changes
    },
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
    const follow = startAddressChange({ engine, urlOf }, site, request, (before) => ({
      ...before,
      hostnames: renamed(before.hostnames, site.siteId, builtInHostname(site.name, domain)),
    }))
    // Somebody else's change comes first; the next turn finds what is left to do.
    await follow.catch((error: unknown) => {
      if (!(error instanceof AipressError) || error.code !== 'site_busy') throw error
    })
  }
}
