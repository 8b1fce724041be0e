import { z } from 'zod'
import { defineAction } from './action.ts'
import { missingGroups, Timestamp } from './page.ts'
import { SiteRef } from './site-shape.ts'
import { Tier } from './tiers.ts'
import { TimeRange } from './time-range.ts'

/** Questions over sites, answered from what was measured. Each answer names its source and the time that it covers. */

/** What was asked of a site in some time. Shares and latencies are absent where there is nothing to take them of. */
export const TrafficFigures = z.object({
  requests: z.number().int(),
  visits: z.number().int(),
  bandwidthBytes: z.number(),
  /** Answers with 3xx, 4xx and 5xx; the others are 2xx. */
  redirects: z.number().int(),
  refused: z.number().int(),
  failed: z.number().int(),
  failedPercent: z.number().optional(),
  /** Pages that were there already. */
  hits: z.number().int(),
  /** Sent although past their time, while they were made anew. */
  stales: z.number().int(),
  /** Made for this visitor, and kept. */
  misses: z.number().int(),
  /** Never from the cache: somebody logged in, a cart, a form. */
  bypasses: z.number().int(),
  /** Hits and stales of all pages. */
  hitPercent: z.number().optional(),
  /** Of what PHP made: as their visitors waited for it, right within 26 %. */
  madeByPhp: z.number().int(),
  p50Ms: z.number().optional(),
  p95Ms: z.number().optional(),
  /** Of the time that visitors waited in all. */
  phpTimePercent: z.number().optional(),
})
export type TrafficFigures = z.infer<typeof TrafficFigures>

/** The time that an answer covers, in whole hours or days of UTC; the last ends now where it is not over. */
const covered = {
  /** As it was asked for. */
  range: z.string(),
  from: Timestamp,
  to: Timestamp,
  step: z.enum(['hour', 'day']),
  /** Where the figures come from, in words. */
  source: z.string(),
}

/** Said in English by each reason, for who shows it as it is; the figures are for who says it otherwise. */
const reason = <Kind extends string, Facts extends z.ZodRawShape>(kind: Kind, facts: Facts) =>
  z.object({ kind: z.literal(kind), text: z.string(), ...facts })

const count = z.number().int()

/** Something in the data that explains what was asked about. */
export const Reason = z.discriminatedUnion('kind', [
  reason('busy-now', {}),
  /** `madeByPhp`: of how many pages; 0 where that is not known. Paths are told only to who may read logs. */
  reason('slow-paths', {
    count,
    madeByPhp: count,
    paths: z.array(z.object({ path: z.string(), count, meanMs: z.number() })),
  }),
  reason('slow-queries', { count, longestMs: z.number() }),
  reason('php-errors', { kinds: count, fatalKinds: count, newKinds: count }),
  /** `most`: the most frequent of what kept pages from the cache. */
  reason('past-the-cache', {
    hitPercent: z.number(),
    most: z.object({ why: z.string(), count }).optional(),
  }),
  reason('php-time', { p50Ms: z.number(), phpTimePercent: z.number() }),
])
export type Reason = z.infer<typeof Reason>
export type ReasonKind = Reason['kind']

export const RankBy = z.enum([
  'latency',
  'errors',
  'bandwidth',
  'visits',
  'requests',
  'cache',
  'storage',
  'php-errors',
])
export type RankBy = z.infer<typeof RankBy>

export const RANKED_MAX = 50

export const RankedSite = z.object({
  siteId: z.string(),
  siteName: z.string(),
  siteTitle: z.string(),
  /**
   * What it is ranked by: milliseconds (95 % took no longer), answers with 5xx, bytes, visits, requests, percent of
   * pages from the cache, bytes of storage, or kinds of PHP errors.
   */
  value: z.number(),
  figures: TrafficFigures,
  reasons: z.array(Reason),
})
export type RankedSite = z.infer<typeof RankedSite>

export const rankSites = defineAction({
  name: 'insights.sites',
  summary: 'Rank sites by what was measured, with the reasons',
  description:
    'Which sites are slow, fail, use most bandwidth, have most visits, come least from the cache, take most storage or have PHP errors, over a time range, and what in the data explains it. Slow is a 95th percentile of what PHP makes of a second or more.',
  input: z.object({
    by: RankBy.default('latency').describe('What to rank by'),
    range: TimeRange.default('last 24 hours'),
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(RANKED_MAX)
      .default(10)
      .describe(`How many sites, ${RANKED_MAX} at most`),
  }),
  output: z.object({
    by: RankBy,
    ...covered,
    /** The first comes first; sites without anything to rank by are left out. */
    items: z.array(RankedSite),
    /** Sites of which anything was measured in this time. */
    measuredSites: z.number().int(),
    /** Of all of them. */
    total: z.object({ requests: z.number(), visits: z.number(), bandwidthBytes: z.number() }),
    missing: missingGroups,
  }),
  errors: [],
  holdsForeignText: 'to-everyone',
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/insights/sites',
  cli: 'insights sites',
  cliExample: 'aipress insights sites --by latency --range today',
  examples: [
    'rank sites by {by}',
    'rank my sites by {by} {range}',
    'which sites have the most {by}',
    'which sites have the most {by} {range}',
    'sites by {by} {range}',
  ],
})
export type Ranking = z.infer<(typeof rankSites)['output']>

export const SlowPath = z.object({
  /** Without its query; other methods than GET before it. */
  path: z.string(),
  count: z.number().int(),
  meanMs: z.number(),
  maxMs: z.number(),
})
export type SlowPath = z.infer<typeof SlowPath>

export const InsightPoint = TrafficFigures.extend({ at: Timestamp })
export type InsightPoint = z.infer<typeof InsightPoint>

export const showInsights = defineAction({
  name: 'insights.site',
  summary: 'Show how a site has done over a time range',
  description:
    'Visits, requests, latency, errors, cache and bandwidth by hour (up to three days) or by day, with the time before to compare, and what explains slowness. Hours are kept for 14 days, days for 400. Latency is of what PHP made, from a histogram: right within 26 %.',
  input: z.object({ site: SiteRef, range: TimeRange.default('last 24 hours') }),
  output: z.object({
    siteId: z.string(),
    siteName: z.string(),
    siteTitle: z.string(),
    tier: Tier,
    ...covered,
    /** Only those in which anything was asked, oldest first. */
    points: z.array(InsightPoint),
    total: TrafficFigures,
    /** Of as long a time before. */
    before: TrafficFigures,
    reasons: z.array(Reason),
    /** That took a second or more, those that cost most time first. Days are kept for 14 days. */
    slowPaths: z.array(SlowPath),
    /** Why pages could not come from the cache, most frequent first. */
    bypasses: z.array(z.object({ why: z.string(), count: z.number().int() })),
  }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-everyone',
  effect: 'reads',
  permission: 'sites:read',
  http: 'GET /v1/sites/{site}/insights',
  cli: 'insights show <site>',
  cliExample: 'aipress insights show corner-bakery --range yesterday',
  examples: [
    'how is {site} performing',
    'how was {site} {range}',
    'performance of {site}',
    'show the performance of {site} {range}',
    'why is {site} slow',
    'why was {site} slow {range}',
  ],
})
export type SiteInsights = z.infer<(typeof showInsights)['output']>

export const Change = z.object({
  at: Timestamp,
  /** `operation`: long work; `action`: done at once; `php-error`: seen for the first time. */
  kind: z.enum(['operation', 'action', 'php-error']),
  what: z.string(),
  who: z.string().optional(),
  /** How it ended, where it did not simply work. */
  result: z.string().optional(),
  operationId: z.string().optional(),
})
export type Change = z.infer<typeof Change>

export const CHANGES_MAX = 100

export const listChanges = defineAction({
  name: 'insights.changes',
  summary: 'Show what changed on a site in a time range',
  description:
    'Operations (hostnames, PHP settings, moves, tiers …), other actions with who did them, kinds of PHP errors that are new, and the figures of the time beside those of as long a time before.',
  input: z.object({ site: SiteRef, range: TimeRange.default('since yesterday') }),
  output: z.object({
    siteId: z.string(),
    siteName: z.string(),
    siteTitle: z.string(),
    ...covered,
    /** Newest first, a hundred at most. */
    items: z.array(Change),
    /** There were more than a hundred. */
    more: z.boolean(),
    total: TrafficFigures,
    before: TrafficFigures,
  }),
  errors: ['site_not_found'],
  holdsForeignText: 'to-everyone',
  effect: 'reads',
  permission: 'operations:read',
  http: 'GET /v1/sites/{site}/changes',
  cli: 'insights changes <site>',
  cliExample: 'aipress insights changes corner-bakery --range "since yesterday"',
  examples: [
    'what changed on {site}',
    'what changed on {site} {range}',
    'what happened to {site} {range}',
    'what is new on {site} {range}',
  ],
})
export type SiteChanges = z.infer<(typeof listChanges)['output']>

export const insightActions = [rankSites, showInsights, listChanges]
