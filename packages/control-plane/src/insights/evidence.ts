import type { LogLine } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { phpErrorsOfSites } from '../php-errors/index.ts'
import type { Place } from '../platform/place.ts'
import type { SiteHost } from '../platform/site-host.ts'
import { type Detail, detailsOfSites } from '../usage/index.ts'
import type { Evidence, SlowQueries } from './reasons.ts'
import type { Span } from './span.ts'

export interface EvidenceDeps {
  readonly directory: Database
  /** Of the control group: PHP errors. */
  readonly group: Database
  readonly host: Pick<SiteHost, 'logs' | 'isBusy'>
}

export interface SiteAtPlace {
  readonly siteId: string
  readonly place: Place
}

/** The newest lines of a log of slow queries that are looked at. */
const LINES_MAX = 500

export interface EvidenceQuery {
  readonly sites: readonly SiteAtPlace[]
  readonly span: Span
  /** Without what somebody did by WP-CLI, which explains no visitor's waiting. */
  readonly ofPagesOnly: boolean
}

/** By site, all that may explain its figures. */
export async function evidenceOf(
  { directory, group, host }: EvidenceDeps,
  { sites, span, ofPagesOnly }: EvidenceQuery,
  signal: AbortSignal,
): Promise<Map<string, Pick<Evidence, 'details' | 'errors' | 'queries'>>> {
  const siteIds = sites.map(({ siteId }) => siteId)
  const [from, to] = [new Date(span.fromMs), new Date(span.toMs)]
  const [details, errors, queries] = await Promise.all([
    detailsOfSites(directory, siteIds, span),
    phpErrorsOfSites(group, { from, to, siteIds, limit: siteIds.length + 1, ofPagesOnly }),
    Promise.all(sites.map((site) => slowQueriesOf(host, site, span, signal))),
  ])
  const bySite = new Map(errors.map((one) => [one.siteId, one]))
  return new Map(
    siteIds.map((siteId, index) => [
      siteId,
      { details: details.get(siteId) ?? NONE, errors: bySite.get(siteId), queries: queries[index] },
    ]),
  )
}

const NONE: readonly Detail[] = []

/** Of a time that is over it says nothing. Of one site at a time, as asking wakes a PHP that sleeps. */
export const isBusyNow = async (host: Pick<SiteHost, 'isBusy'>, place: Place, { toMs, nowMs }: Span) =>
  toMs >= nowMs && (await host.isBusy(place).catch(() => false))

/** Undefined where its place does not answer: that a site cannot be looked into must not hide what is known of it. */
async function slowQueriesOf(
  host: Pick<SiteHost, 'logs'>,
  { siteId, place }: SiteAtPlace,
  span: Span,
  signal: AbortSignal,
): Promise<SlowQueries | undefined> {
  const query = { siteId, kind: 'slow-query', lines: LINES_MAX, follow: false } as const
  try {
    const found: LogLine[] = []
    for await (const line of host.logs(place, query, signal)) if (isIn(line, span)) found.push(line)
    return { count: found.length, longestMs: Math.max(0, ...found.map((line) => line.durationMs ?? 0)) }
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  }
}

function isIn({ time }: LogLine, { fromMs, toMs }: Span): boolean {
  const at = Date.parse(time)
  return at >= fromMs && at < toMs
}
