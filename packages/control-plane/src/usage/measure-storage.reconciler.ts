import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteHost } from '../platform/site-host.ts'
import { recordStorage, recordUnmeasured, type SiteToMeasure, sitesToMeasure } from './storage-store.ts'
import { type LimitsOf, monthOf } from './usage.ts'

/** At one measuring an hour and three turns a minute, room for 18,000 sites. */
const SITES_PER_TURN_MAX = 100
/** A folder of a million files on a busy disk. */
const MEASURE_MS_MAX = 60_000

interface Deps {
  directory: Database
  controlGroup: number
  host: Pick<SiteHost, 'measure' | 'limitStorage'>
  limitsOf: LimitsOf
  clock: Clock
}

/**
 * Measures how much room sites take, one after another, and tells the place of each how much its tier has, for
 * WordPress to refuse what is beyond. A tier or place that has changed comes at once, all others once an hour.
 */
export function createStorageMeter({ directory, controlGroup, host, limitsOf, clock }: Deps): Reconciler {
  async function measure(site: SiteToMeasure, signal: AbortSignal): Promise<void> {
    const { siteId, place, tier } = site
    const limited = AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS_MAX)])
    const measured = await host.measure(place, limited)
    const bytesMax = limitsOf(tier).storageBytes
    await host.limitStorage(place, { siteId, bytesMax, measured }, limited)
    // A tier that has changed meanwhile is another than the one recorded, and comes again.
    const measuredAt = new Date(clock())
    await recordStorage(directory, { siteId, place, ...measured, measuredAt, toldTier: tier })
  }

  return {
    name: 'usage-storage',
    everySeconds: 20,
    async run(signal) {
      const nowMs = clock()
      const asked = { controlGroup, month: monthOf(nowMs), nowMs, limit: SITES_PER_TURN_MAX }
      const sites = await sitesToMeasure(directory, limitsOf, asked)
      const failures: unknown[] = []
      for (const site of sites) {
        signal.throwIfAborted()
        try {
          await measure(site, signal)
        } catch (error) {
          if (signal.aborted) throw error
          failures.push(error)
          await recordUnmeasured(directory, site, new Date(clock()))
        }
      }
      if (failures.length > 0) {
        throw new AggregateError(failures, `${failures.length} of ${sites.length} sites were not measured.`, {
          cause: failures[0],
        })
      }
      return []
    },
  }
}
