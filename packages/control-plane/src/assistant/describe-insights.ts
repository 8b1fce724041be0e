import {
  notSlowWords,
  type RankBy,
  type RankedSite,
  type Ranking,
  type Reason,
  type SiteChanges,
  type SiteInsights,
  SLOW_MS,
  type TrafficFigures,
} from '@aipress/contract'

import { waysToBeFaster } from './describe-faster.ts'
import { FASTER } from './interpreter/phrasings/speed-phrasings.ts'
import { FASTER_TEXTS } from './interpreter/texts/faster-texts.ts'
import { sayWhat } from './say-what.ts'

const ITEMS_SHOWN_MAX = 10

interface Asked {
  readonly purpose?: string | undefined
}

/** Sentences that answer questions over sites. Each says which time it is of and where its figures come from. */
export const INSIGHT_DESCRIPTIONS = {
  'insights.sites': describeRanking,
  'insights.site': describeSite,
  'insights.changes': describeChanges,
}

interface Covered {
  readonly from: string
  readonly to: string
  readonly step: 'hour' | 'day'
  readonly range: string
  readonly source: string
}

function describeRanking(ranking: Ranking): string {
  const { by, items, measuredSites } = ranking
  if (items.length === 0)
    return [
      `${NOTHING[by]} (${timeOf(ranking)}; ${measuredWords(measuredSites)}). ${sourceOf(ranking)}`,
      ...(by === 'latency' ? ['For a longer time, say "which sites were slow last 7 days".'] : []),
    ].join('\n')
  const lines = items.slice(0, ITEMS_SHOWN_MAX).map((site, index) => `${index + 1}. ${lineOf(by, site)}`)
  const more = items.length > ITEMS_SHOWN_MAX ? [`… and ${items.length - ITEMS_SHOWN_MAX} more.`] : []
  return [headline(ranking), ...lines, ...more, sourceOf(ranking)].join('\n')
}

const NOTHING: Record<RankBy, string> = {
  latency: 'Too little was asked of PHP to say which sites are slow',
  errors: 'No site answered with a server error',
  bandwidth: 'Nothing was sent',
  visits: 'There were no visits',
  requests: 'Nothing was asked for',
  cache: 'Too few pages were asked for to say anything of the cache',
  storage: 'No site’s storage was measured yet',
  'php-errors': 'PHP complained about nothing',
}

const measuredWords = (sites: number) =>
  sites === 0 ? 'nothing was asked of any site' : `${many(sites, 'site')} measured`

function headline({ by, items, measuredSites, total, ...time }: Ranking): string {
  const when = timeOf(time)
  switch (by) {
    case 'latency': {
      const slow = items.filter(({ value }) => value >= SLOW_MS).length
      const found = slow === 0 ? 'No site is slow' : `${many(slow, 'site')} ${slow === 1 ? 'is' : 'are'} slow`
      return `${found}: 95 % of what PHP made took no longer than this, ${when}:`
    }
    case 'bandwidth':
      return `Most bandwidth, of ${size(total.bandwidthBytes)} sent by ${many(measuredSites, 'site')}, ${when}:`
    case 'visits':
      return `Most visits, of ${number(total.visits)} to ${many(measuredSites, 'site')}, ${when}:`
    case 'requests':
      return `Most requests, of ${number(total.requests)} to ${many(measuredSites, 'site')}, ${when}:`
    case 'cache':
      return `Fewest pages from the cache, ${when}:`
    case 'errors':
      return `Most answers with a server error, ${when}:`
    case 'storage':
      return 'Most storage:'
    case 'php-errors':
      return `Sites with PHP errors, ${when}:`
  }
}

function lineOf(by: RankBy, { siteTitle, value, figures, reasons }: RankedSite): string {
  const why = reasons.length === 0 ? '' : ` – ${reasonWords(reasons)}`
  return `${siteTitle}: ${valueWords(by, value, figures)}${why}`
}

function valueWords(by: RankBy, value: number, figures: TrafficFigures): string {
  switch (by) {
    case 'latency':
      return `${duration(value)} (${many(figures.madeByPhp, 'page')} made by PHP)`
    case 'errors':
      return `${number(value)} of ${number(figures.requests)} (${figures.failedPercent ?? 0} %)`
    case 'bandwidth':
    case 'storage':
      return size(value)
    case 'visits':
      return `${number(value)} visits`
    case 'requests':
      return `${number(value)} requests`
    case 'cache':
      return `${figures.hitPercent ?? value} %`
    case 'php-errors':
      return many(value, 'kind')
  }
}

/** Until then, what was asked of a site is not in its figures. */
export const COUNTED_WITHIN_MS = 60_000

/** Of a time that has not ended, what was asked last is not counted yet. */
const soon = ({ to }: { to: string }) =>
  Date.parse(to) > Date.now() - COUNTED_WITHIN_MS ? ' What is asked counts within a minute.' : ''

function describeSite(answer: SiteInsights, { purpose }: Asked): string {
  const { siteTitle, total, before, reasons } = answer
  if (total.requests === 0)
    return [
      ...(reasons.length === 0 ? [] : [reasonWords(reasons)]),
      `Nothing was asked of ${siteTitle}, ${timeOf(answer)}, so there is nothing to tell of it.${soon(answer)} ${sourceOf(answer)}`,
      purpose === FASTER ? waysToBeFaster(answer, FASTER_TEXTS.en) : nextSteps(answer),
    ].join('\n')
  const asksWhy = purpose === undefined || purpose === 'latency' || purpose === FASTER
  const told = SENTENCES[purpose ?? '']?.(total) ?? summary(total)
  const compared = before.requests === 0 ? '' : ` Before, in as long a time: ${summary(before)}`
  const why = asksWhy || purpose === 'errors' ? whyWords(reasons, total) : ''
  const calm = asksWhy ? notSlowWords(answer) : undefined
  const lines = [`${siteTitle}, ${timeOf(answer)}: ${told}${why}${compared}`, calm, sourceOf(answer)]
  if (purpose === FASTER)
    return [...lines, waysToBeFaster(answer, FASTER_TEXTS.en)].filter(Boolean).join('\n')
  return [...lines, calm === undefined ? undefined : nextSteps(answer)].filter(Boolean).join('\n')
}

/** Where the figures explain nothing: a longer time, what was done, and what PHP and the database were slow at. */
function nextSteps({ siteName, range }: SiteInsights): string {
  const longer = range === 'last 7 days' ? 'last 30 days' : 'last 7 days'
  const wishes = [
    `how was ${siteName} ${longer}`,
    `what changed on ${siteName}`,
    `show the slow queries of ${siteName}`,
  ]
  return `To look further, say ${wishes.map((wish) => `"${wish}"`).join(', ')}.`
}

const SENTENCES: Record<string, (total: TrafficFigures) => string> = {
  cache: ({ hitPercent, hits, stales, misses, bypasses }) =>
    hitPercent === undefined
      ? 'no page was asked for.'
      : `${hitPercent} % of its pages came from the cache (${number(hits + stales)} of ${number(hits + stales + misses + bypasses)}; ${number(misses)} were made anew, ${number(bypasses)} could not be kept).`,
  latency: (total) => `${latencyWords(total)}.`,
  errors: ({ failed, failedPercent, requests }) =>
    `${number(failed)} of ${number(requests)} requests failed (${failedPercent ?? 0} %).`,
  visits: ({ visits, requests }) => `${many(visits, 'visit')} with ${many(requests, 'request')}.`,
  bandwidth: ({ bandwidthBytes, visits }) => `${size(bandwidthBytes)} sent in ${many(visits, 'visit')}.`,
}

function summary(total: TrafficFigures): string {
  const cache = total.hitPercent === undefined ? '' : `, ${total.hitPercent} % of pages from the cache`
  return `${many(total.visits, 'visit')}, ${many(total.requests, 'request')}, ${total.failed} failed, ${size(total.bandwidthBytes)} sent${cache}; ${latencyWords(total)}.`
}

const latencyWords = ({ p50Ms, p95Ms, madeByPhp }: TrafficFigures) =>
  p50Ms === undefined || p95Ms === undefined
    ? 'PHP made nothing'
    : `PHP made ${many(madeByPhp, 'page')}, half of them within ${duration(p50Ms)}, 95 % within ${duration(p95Ms)}`

function whyWords(reasons: readonly Reason[], { p95Ms = 0 }: TrafficFigures): string {
  if (reasons.length > 0) return ` ${reasonWords(reasons)}`
  return p95Ms < SLOW_MS ? '' : ' Nothing in the data explains it.'
}

const reasonWords = (reasons: readonly Reason[]) => reasons.map(({ text }) => text).join(' ')

function describeChanges(answer: SiteChanges): string {
  const { siteTitle, items, more, total, before } = answer
  const figures = [
    total.requests > 0 ? `Now: ${summary(total)}` : 'Nothing was asked of it in this time.',
    before.requests > 0 ? `Before, in as long a time: ${summary(before)}` : undefined,
    sourceOf(answer),
  ].filter((line) => line !== undefined)
  if (items.length === 0)
    return [`Nothing was changed on ${siteTitle}, ${timeOf(answer)}.`, ...figures].join('\n')
  const lines = items.slice(0, ITEMS_SHOWN_MAX)
  const rest = items.length - lines.length
  const further = more || rest > 0 ? [`… and ${more ? 'more than ' : ''}${rest} more.`] : []
  return [
    `What changed on ${siteTitle}, ${timeOf(answer)}:`,
    ...sayWhat(lines, (who) => `by ${who}`),
    ...further,
    ...figures,
  ].join('\n')
}

/** "last 24 hours (2026-11-29 14:00 to 2026-11-30 14:00 UTC)" */
function timeOf({ range, from, to, step }: Omit<Covered, 'source'>): string {
  if (step === 'hour') return `${range} (${minute(from)} to ${minute(to)} UTC)`
  const last = new Date(Date.parse(to) - 1).toISOString().slice(0, 10)
  const first = from.slice(0, 10)
  return first === last ? `${range} (${first} UTC)` : `${range} (${first} to ${last} UTC)`
}

const minute = (time: string) => time.slice(0, 16).replace('T', ' ')

const sourceOf = ({ source }: Pick<Covered, 'source'>) => `Source: ${source}.`

const number = (value: number) => value.toLocaleString('en')
const many = (value: number, noun: string) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`
const duration = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`)

function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`
  return `${Math.ceil(bytes / 1e3)} kB`
}
