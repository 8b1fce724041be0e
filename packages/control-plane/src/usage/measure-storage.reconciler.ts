import { atMost } from '../kernel/at-most.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { SiteHost, SiteStorage } from '../platform/site-host.ts'
import { noRest, recordStorage, restFrom, type SiteToMeasure, sitesToMeasure } from './storage-store.ts'
import { type LimitsOf, monthOf } from './usage.ts'

/** At one measuring an hour and three turns a minute, room for 18,000 sites. */
const SITES_PER_TURN_MAX = 100
/** One whose media take a minute to count leaves a place for others. */
const AT_ONCE = 2
const TELL_MS_MAX = 60_000

interface Deps {
  directory: Database
  controlGroup: number
  host: Pick<SiteHost, 'measure' | 'limitStorage'>
  limitsOf: LimitsOf
  clock: Clock
}

/**
 * Measures how much room sites take, two at once, and tells the place of each how much its tier has, for WordPress to
 * refuse what is beyond. A tier or place that has changed comes at once, all others once an hour. What must never
 * happen: a site that cannot be counted, as it has millions of files or ends who counts them, going without a limit or
 * keeping others waiting. It is told before it is counted, and rests longer each time.
 */
export function createStorageMeter({ directory, controlGroup, host, limitsOf, clock }: Deps): Reconciler {
  const tell = ({ siteId, place, tier }: SiteToMeasure, measured: SiteStorage, signal: AbortSignal) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TELL_MS_MAX)])
    return host.limitStorage(place, { siteId, bytesMax: limitsOf(tier).storageBytes, measured }, limited)
  }

  async function count({ place, last }: SiteToMeasure, signal: AbortSignal): Promise<SiteStorage> {
    const counted = await host.measure(place, signal)
    if (!counted.isPartial) return counted
    return { ...counted, mediaBytes: Math.max(counted.mediaBytes, last.mediaBytes) }
  }

  async function measure(site: SiteToMeasure, signal: AbortSignal): Promise<void> {
    let { isTold, last } = site
    const failures = site.failures + 1
    try {
      if (!isTold) await tell(site, last, signal)
      isTold = true
      if (site.rest !== undefined) {
        return await recordStorage(directory, { site, isTold, measured: last, ...site.rest })
      }
      last = await count(site, signal)
      await tell(site, last, signal)
    } catch (error) {
      if (signal.aborted) throw error
      await recordStorage(directory, { site, isTold, measured: last, ...restFrom(clock(), failures) })
      throw error
    }
    const rest = last.isPartial ? restFrom(clock(), failures) : noRest(clock())
    await recordStorage(directory, { site, isTold, measured: last, ...rest })
  }

  return {
    name: 'usage-storage',
    everySeconds: 20,
    async run(signal) {
      const nowMs = clock()
      const asked = { controlGroup, month: monthOf(nowMs), nowMs, limit: SITES_PER_TURN_MAX }
      const sites = await sitesToMeasure(directory, limitsOf, asked)
      const failures: unknown[] = []
      await atMost(AT_ONCE, sites, async (site) => {
        signal.throwIfAborted()
        await measure(site, signal).catch((error: unknown) => {
          if (signal.aborted) throw error
          failures.push(error)
        })
      })
      if (failures.length > 0) {
        throw new AggregateError(failures, `${failures.length} of ${sites.length} sites were not measured.`, {
          cause: failures[0],
        })
      }
      return []
    },
  }
}
