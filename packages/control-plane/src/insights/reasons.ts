import type { Reason, TrafficFigures } from '@aipress/contract'
import type { PhpErrorTotals } from '../php-errors/index.ts'
import type { Detail } from '../usage/index.ts'

/** What the data says of why a site is slow or fails. Where it says nothing, nothing is said. */

export interface SlowQueries {
  readonly count: number
  readonly longestMs: number
}

export interface Evidence {
  readonly figures: TrafficFigures
  readonly details: readonly Detail[]
  readonly errors: PhpErrorTotals | undefined
  readonly queries: SlowQueries | undefined
  /** At this moment nobody else gets a page made. */
  readonly isBusy: boolean
  /** Paths are log lines: only who may read those hears of them. */
  readonly tellsPaths: boolean
}

/** Below this share most pages are made anew for each visitor. */
const HITS_FEW_PERCENT = 50
/** Fewer say nothing of a cache. */
const PAGES_LEAST = 20
/** Of the visitors' waiting. */
const PHP_TIME_MUCH_PERCENT = 80
/** What half of what PHP made took. */
const PHP_SLOW_MS = 500
const PATHS_TOLD_MAX = 3

/** The most telling first. */
export function reasonsOf(evidence: Evidence): Reason[] {
  return [
    busyNow(evidence),
    slowPaths(evidence),
    slowQueries(evidence),
    phpErrors(evidence),
    pastTheCache(evidence),
    phpTime(evidence),
  ].filter((reason) => reason !== undefined)
}

function busyNow({ isBusy }: Evidence): Reason | undefined {
  if (!isBusy) return undefined
  const text =
    'Right now all of its PHP processes are at work, so whoever asks for a page that is not in the cache waits. What keeps them is told once it ends; suspending and resuming the site ends it at once.'
  return { kind: 'busy-now', text }
}

function slowPaths({ details, figures, tellsPaths }: Evidence): Reason | undefined {
  const slow = details.filter(({ kind }) => kind === 'slow')
  // Slow pages are kept by day: in hours of it in which no page was made, none was slow.
  if (slow.length === 0 || figures.madeByPhp === 0) return undefined
  const count = slow.reduce((sum, one) => sum + one.count, 0)
  const told = tellsPaths ? slow.slice(0, PATHS_TOLD_MAX) : []
  const paths = told.map(({ what, count, totalMs }) => ({
    path: plain(what),
    count,
    meanMs: totalMs / count,
  }))
  const words = paths.map(({ path, count, meanMs }) => `${path} (${count} ×, ${seconds(meanMs)} on average)`)
  // They may be of more hours of a day than were asked about, and so more than were made in these.
  const madeByPhp = count > figures.madeByPhp ? 0 : figures.madeByPhp
  const share = madeByPhp === 0 ? '' : ` of ${madeByPhp}`
  const which = words.length === 0 ? '' : `: ${words.join(', ')}`
  const text = `${count}${share} pages took a second or more${which}.`
  return { kind: 'slow-paths', text, count, madeByPhp, paths }
}

function slowQueries({ queries }: Evidence): Reason | undefined {
  if (queries === undefined || queries.count === 0) return undefined
  const { count, longestMs } = queries
  const text = `${count} slow database ${count === 1 ? 'query' : 'queries'}, the longest took ${seconds(longestMs)}.`
  return { kind: 'slow-queries', text, count, longestMs }
}

function phpErrors({ errors }: Evidence): Reason | undefined {
  if (errors === undefined || errors.kinds === 0) return undefined
  const { kinds, fatalKinds, newKinds } = errors
  const which = [
    fatalKinds === 0 ? undefined : `${fatalKinds} of them fatal`,
    newKinds === 0 ? undefined : `${newKinds} new`,
  ].filter((part) => part !== undefined)
  const more = which.length === 0 ? '' : ` (${which.join(', ')})`
  const text = `${kinds} ${kinds === 1 ? 'kind' : 'kinds'} of PHP errors${more}.`
  return { kind: 'php-errors', text, kinds, fatalKinds, newKinds }
}

function pastTheCache({ figures, details }: Evidence): Reason | undefined {
  const { hits, stales, misses, bypasses, hitPercent } = figures
  const pages = hits + stales + misses + bypasses
  if (hitPercent === undefined || hitPercent >= HITS_FEW_PERCENT || pages < PAGES_LEAST) return undefined
  const [most] = details.filter(({ kind }) => kind === 'bypass').toSorted((a, b) => b.count - a.count)
  const why = most === undefined ? '' : `, most often because: ${most.what} (${most.count} ×)`
  const text = `Only ${hitPercent} % of its pages come from the cache${why}.`
  const told = most === undefined ? {} : { most: { why: most.what, count: most.count } }
  return { kind: 'past-the-cache', text, hitPercent, ...told }
}

function phpTime({ figures }: Evidence): Reason | undefined {
  const { phpTimePercent = 0, p50Ms = 0 } = figures
  if (phpTimePercent < PHP_TIME_MUCH_PERCENT || p50Ms < PHP_SLOW_MS) return undefined
  const text = `PHP takes ${seconds(p50Ms)} or more for every other page; ${phpTimePercent} % of the time that visitors wait is for PHP.`
  return { kind: 'php-time', text, p50Ms, phpTimePercent }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`

/** Visitors choose what they ask for: nothing in it may become a link or other markup in a sentence of ours. */
const plain = (path: string) => path.replace(/[^\w/.%~+:@=,;$ -]/g, '?')
