import { AipressError, newId } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteRecord } from './site.ts'
import { sharingGoldSites } from './site-list.ts'
import { startTierChange, type TierChangeDeps, wantsOwnServers } from './tier-change.ts'
import { triedLately } from './tried-lately.ts'

const ACTION = 'sites.tier'
const SITES_PER_TURN_MAX = 100

/** Others come first, or there is no room: the next turn looks again. */
const LATER: ReadonlySet<string> = new Set([
  'site_busy',
  'site_moved',
  'site_not_found',
  'site_pinned',
  'shards_exhausted',
  'shard_full',
  'disk_full',
])

interface Deps extends TierChangeDeps {
  clock: Clock
}

/** Gives gold sites that share servers their own: those created as gold, and those that a drain put elsewhere. */
export function createGoldHomes(deps: Deps): Reconciler {
  const { services, engine, plan, clock } = deps
  return {
    name: 'gold-homes',
    everySeconds: 10,
    async run() {
      if (!wantsOwnServers('gold', plan)) return []
      const changes: string[] = []
      for (const site of await sharingGoldSites(
        services.directory,
        services.shards.controlGroup,
        SITES_PER_TURN_MAX,
      )) {
        if (await triedLately(engine, site.siteId, ACTION, clock())) continue
        if (await begin(site)) changes.push(`giving ${site.name} servers of its own`)
      }
      return changes
    },
  }

  async function begin(site: SiteRecord): Promise<boolean> {
    const request = {
      operationId: newId('operation'),
      requestedBy: 'the platform',
      action: ACTION,
      title: `Give ${site.title} servers of its own`,
    }
    return startTierChange(deps, site, 'gold', request).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AipressError && LATER.has(error.code)) return false
        throw error
      },
    )
  }
}
