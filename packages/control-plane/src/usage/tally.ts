import type { LoggedRequest } from '../platform/traffic-log.ts'
import { bypassReasonOf, count, type Figures, isMadeByPhp, noFigures } from './figures.ts'
import { isPageView, visitorOf } from './visit.ts'

/** What was read of one site's requests, by day. */
export interface TrafficTally {
  readonly siteId: string
  /** Where the reading began; undefined where nothing of the site was read before. */
  readonly from: string | undefined
  readonly to: string
  readonly days: ReadonlyMap<string, DayTally>
}

export interface DayTally {
  /** By hour, `2026-11-30T10`; without visits, which only the store can tell. */
  readonly hours: Map<string, Figures>
  /** Who came, with the hour of the first page. */
  readonly visitors: Map<string, string>
  readonly details: Map<string, Detail>
}

/** `slow`: a path for which PHP took long. `bypass`: why a page could not come from the cache. */
export type DetailKind = 'slow' | 'bypass'

export interface Detail {
  readonly kind: DetailKind
  readonly what: string
  count: number
  totalMs: number
  maxMs: number
}

/** Half of what counts as slow in the slow log, so that a site that is only sluggish is explained as well. */
const SLOW_MS = 1_000
/** A path may be 8 KB long. */
const WHAT_LENGTH_MAX = 200
/** Of one part of a log. Robots invent addresses; those that repeat come again. */
const DETAILS_MAX = 200

export const newDayTally = (): DayTally => ({ hours: new Map(), visitors: new Map(), details: new Map() })

/** `saltOf` answers undefined for days whose visitors are forgotten. */
export async function tallied(
  tally: TrafficTally,
  requests: readonly LoggedRequest[],
  saltOf: (day: string) => Promise<string | undefined>,
): Promise<TrafficTally> {
  const days = new Map<string, DayTally>()
  for (const request of requests) {
    const [day, hour] = [request.time.slice(0, 10), request.time.slice(0, 13)]
    const ofDay = days.get(day) ?? newDayTally()
    days.set(day, ofDay)
    const figures = ofDay.hours.get(hour) ?? noFigures()
    ofDay.hours.set(hour, figures)
    count(figures, request)
    noteDetails(ofDay.details, request)
    if (!isPageView(request)) continue
    const salt = await saltOf(day)
    if (salt === undefined) continue
    const visitor = visitorOf(salt, tally.siteId, request)
    if (!ofDay.visitors.has(visitor)) ofDay.visitors.set(visitor, hour)
  }
  return { ...tally, days }
}

function noteDetails(details: Map<string, Detail>, request: LoggedRequest): void {
  if (!isMadeByPhp(request)) return
  const reason = bypassReasonOf(request)
  if (reason !== undefined) note(details, 'bypass', reason, request.durationMs)
  if (request.durationMs >= SLOW_MS) note(details, 'slow', pathOf(request), request.durationMs)
}

function note(details: Map<string, Detail>, kind: DetailKind, what: string, durationMs: number): void {
  const key = `${kind} ${what}`
  const known = details.get(key)
  if (known === undefined && details.size >= DETAILS_MAX) return
  const { count: times, totalMs, maxMs } = known ?? { count: 0, totalMs: 0, maxMs: 0 }
  details.set(key, {
    kind,
    what,
    count: times + 1,
    totalMs: totalMs + durationMs,
    maxMs: Math.max(maxMs, durationMs),
  })
}

/** Without its query, which may hold a person's words; the method where it is not the usual one. */
function pathOf({ method, path }: LoggedRequest): string {
  const [name = ''] = path.split('?', 1)
  return `${method === 'GET' ? '' : `${method} `}${name}`.slice(0, WHAT_LENGTH_MAX)
}
