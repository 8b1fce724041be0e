import { atMost } from '../kernel/at-most.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { CronHost } from '../platform/cron-host.ts'
import { type SitePlace, sitePlaces } from '../sites/index.ts'
import { forgetCronSites, type IndexedPlace, indexedPlaces, noteDue, setLookedAt } from './cron-index.ts'

interface Deps {
  readonly database: Database
  readonly directory: Database
  readonly host: CronHost
  readonly controlGroup: number
  readonly clock: Clock
  readonly log: Log
  changed(): void
}

/** What a site could not tell (it was restored, imported into, or its disk was full) is known after this long. */
const STALE_MS = 3_600_000
/** Compared in a turn: more in one go would keep this process from answering others. */
const SITES_MAX = 2_000
/** Looked at in a turn. New ones first: after a loss of the index a thousand are found again within minutes. */
const NEW_MAX = 300
const STALE_MAX = 50
const AT_ONCE = 4
/** Of one whose database does not answer. */
const FAILED_AGAIN_MS = 300_000

/**
 * Finds out when something is due of sites that the index does not know, that have moved, or were not looked at for an
 * hour, by reading their databases. No site is started for it. So an index that is lost or wrong becomes right by
 * itself; what a site says meanwhile counts at once.
 */
export function createCronSweep(deps: Deps): Reconciler {
  const { database, directory, host, controlGroup, clock, log } = deps
  /** Where the next turn goes on. Lost with the process, which then begins anew. */
  let afterId = ''

  async function look(site: SitePlace, lookedAt: Date, signal: AbortSignal): Promise<void> {
    try {
      const [first] = await host.events(site.place, signal)
      await noteDue(database, [{ ...site, dueAt: first?.dueAt ?? null, lookedAt }], clock())
    } catch (error) {
      signal.throwIfAborted()
      log.debug({ err: error, siteId: site.siteId }, 'what a site has scheduled could not be read')
      await setLookedAt(database, site, new Date(clock() - STALE_MS + FAILED_AGAIN_MS))
    }
  }

  return {
    name: 'cron-sweep',
    everySeconds: 60,
    async run(signal) {
      const sites = await sitePlaces(directory, controlGroup, { afterId, limit: SITES_MAX })
      const last = sites.length < SITES_MAX ? undefined : sites.at(-1)?.siteId
      const rows = await indexedPlaces(database, afterId, last)
      afterId = last ?? ''
      const indexed = new Map(rows.map((row) => [row.siteId, row]))
      const here = new Set(sites.map(({ siteId }) => siteId))
      await forgetCronSites(
        database,
        [...indexed.keys()].filter((siteId) => !here.has(siteId)),
      )
      const isNew = (site: SitePlace) => !isAt(indexed.get(site.siteId), site)
      const lookedAtMs = ({ siteId }: SitePlace) => indexed.get(siteId)?.lookedAt?.getTime() ?? 0
      const isStale = (site: SitePlace) => lookedAtMs(site) < clock() - STALE_MS
      const fresh = sites.filter(isNew).slice(0, NEW_MAX)
      // The longest waiting first, so that those which cannot be reached do not come before all others again and again.
      const stale = sites
        .filter((site) => !isNew(site) && isStale(site))
        .sort((a, b) => lookedAtMs(a) - lookedAtMs(b))
        .slice(0, STALE_MAX)
      // As if it had been looked at before, so that those that came together are not looked at together again.
      const before = () => new Date(clock() - Math.random() * STALE_MS * 0.9)
      await atMost(AT_ONCE, fresh, (site) => look(site, before(), signal))
      await atMost(AT_ONCE, stale, (site) => look(site, new Date(clock()), signal))
      if (fresh.length + stale.length > 0) deps.changed()
      return []
    },
  }
}

const isAt = (row: IndexedPlace | undefined, { place }: SitePlace) =>
  row !== undefined && row.lookedAt !== null && row.shardId === place.shardId && row.slot === place.slot
