import {
  type Ranking,
  type SiteChanges,
  type SiteInsights,
  type SiteUsage,
  SLOW_MS,
  type TrafficFigures,
  type UsageAnswer,
  wasNotSlow,
} from '@aipress/contract'
import type { Asked } from '../../describe.ts'
import { waysToBeFaster } from '../../describe-faster.ts'
import { COUNTED_WITHIN_MS } from '../../describe-insights.ts'
import { sayWhat } from '../../say-what.ts'
import { FASTER } from '../phrasings/speed-phrasings.ts'
import type { FigurePurpose, FigureSource, FigureTexts, UsedShare } from './figures/figure-texts.ts'

/** What was measured, told in the language spoken; English is with the descriptions of outputs. */

const ITEMS_SHOWN_MAX = 10

const EXPLAINED: ReadonlySet<Ranking['by']> = new Set(['latency', 'errors', 'cache'])

function sourceOfRanking(by: Ranking['by']): FigureSource {
  if (by === 'storage' || by === 'php-errors') return by
  return EXPLAINED.has(by) ? 'explained' : 'traffic'
}

export function summariseRanking(ranking: Ranking, texts: FigureTexts): string {
  const { by, items, measuredSites, total } = ranking
  const when = timeOf(ranking, texts)
  const source = texts.source(sourceOfRanking(by))
  const own = texts.ranking
  if (items.length === 0)
    return [`${own.none(by, when, measuredSites)} ${source}`, ...(by === 'latency' ? [own.longer] : [])].join(
      '\n',
    )
  const slow = items.filter(({ value }) => value >= SLOW_MS).length
  const lines = items.slice(0, ITEMS_SHOWN_MAX).map(({ siteTitle, value, figures, reasons }, index) => {
    const why = reasons.length === 0 ? '' : ` – ${reasons.map(texts.reason).join(' ')}`
    return `${index + 1}. ${siteTitle}: ${own.value(by, value, figures)}${why}`
  })
  return [
    own.headline(by, { slow, measuredSites, total }, when),
    ...lines,
    ...moreThan(items.length, texts),
    source,
  ].join('\n')
}

const moreThan = (count: number, texts: FigureTexts, isLeast = false) =>
  count > ITEMS_SHOWN_MAX ? [texts.andMore(count - ITEMS_SHOWN_MAX, isLeast)] : []

export function summariseSiteFigures(answer: SiteInsights, texts: FigureTexts, { purpose }: Asked): string {
  const { siteTitle, siteName, range, total, before, reasons } = answer
  const own = texts.site
  const when = timeOf(answer, texts)
  const source = texts.source('explained')
  const further = own.further(siteName, range === 'last 7 days')
  const faster = purpose === FASTER ? waysToBeFaster(answer, texts.faster) : undefined
  if (total.requests === 0) {
    const soon = Date.parse(answer.to) > Date.now() - COUNTED_WITHIN_MS ? [own.countsSoon] : []
    const nothing = [own.nothingAsked(siteTitle, when), ...soon, source].join(' ')
    return [...reasons.map(texts.reason), nothing, faster ?? further].join('\n')
  }
  const asksWhy = purpose === undefined || purpose === 'latency' || purpose === FASTER
  const told = isFigurePurpose(purpose, texts) ? own.told[purpose](total) : own.summary(total)
  const why = asksWhy || purpose === 'errors' ? whyWords(reasons, total, texts) : []
  const compared = before.requests === 0 ? [] : [own.before(own.summary(before))]
  const calm = asksWhy && wasNotSlow(answer) ? calmWords(total, texts) : undefined
  const first = [`${texts.of(siteTitle, when)} ${told}`, ...why, ...compared].join(' ')
  const next = faster ?? (calm === undefined ? undefined : further)
  return [first, calm, source, next].filter((line) => line !== undefined).join('\n')
}

const isFigurePurpose = (purpose: string | undefined, texts: FigureTexts): purpose is FigurePurpose =>
  purpose !== undefined && Object.hasOwn(texts.site.told, purpose)

function whyWords(
  reasons: SiteInsights['reasons'],
  { p95Ms = 0 }: TrafficFigures,
  texts: FigureTexts,
): string[] {
  if (reasons.length > 0) return reasons.map(texts.reason)
  return p95Ms < SLOW_MS ? [] : [texts.site.unexplained]
}

const calmWords = (total: TrafficFigures, { site }: FigureTexts) =>
  total.p50Ms === undefined || total.p95Ms === undefined || total.madeByPhp === 0
    ? site.calmWithoutPhp(total.requests)
    : site.calm(total)

export function summariseChanges(answer: SiteChanges, texts: FigureTexts): string {
  const { siteTitle, items, more, total, before } = answer
  const own = texts.changes
  const when = timeOf(answer, texts)
  const figures = [
    total.requests > 0 ? own.now(texts.site.summary(total)) : own.nothingAsked,
    ...(before.requests > 0 ? [texts.site.before(texts.site.summary(before))] : []),
    texts.source('changes'),
  ]
  if (items.length === 0) return [own.none(siteTitle, when), ...figures].join('\n')
  return [
    own.some(siteTitle, when),
    ...sayWhat(items.slice(0, ITEMS_SHOWN_MAX), own.by),
    ...moreThan(items.length, texts, more),
    ...figures,
  ].join('\n')
}

export function summariseUsage(
  { items, total }: UsageAnswer,
  texts: FigureTexts,
  { input, purpose }: Asked,
): string {
  const own = texts.usage
  const [only] = items
  const { site, standing } = (input ?? {}) as { site?: string; standing?: 'near' | 'over' }
  if (site !== undefined && only !== undefined) return summariseOne(only, texts, purpose)
  if (items.length === 0) {
    if (standing === undefined) return own.noSites
    return standing === 'over' ? own.noneOver : own.noneNear
  }
  const headline = { over: own.over, near: own.near }
  const shown = items
    .slice(0, ITEMS_SHOWN_MAX)
    .map((one) => `- ${one.siteTitle}: ${sharesOf(one, texts, purpose, false).join(', ')}`)
  return [
    standing === undefined ? own.all(total) : headline[standing](total.sites),
    ...shown,
    ...moreThan(Math.max(total.sites, items.length), texts),
  ].join('\n')
}

function summariseOne(usage: SiteUsage, texts: FigureTexts, purpose: string | undefined): string {
  const { siteName, siteTitle, tier, storageBytes, bandwidthBytes, visits } = usage
  const own = texts.usage
  const isFull = storageBytes.usedPercent >= 100
  const isOver = isFull || Math.max(bandwidthBytes.usedPercent, visits.usedPercent) >= 100
  return [
    own.used(siteTitle, tier, sharesOf(usage, texts, purpose, true).join(', ')),
    ...(purpose === 'storage'
      ? [own.parts(texts.size(storageBytes.mediaBytes), texts.size(storageBytes.databaseBytes))]
      : []),
    ...(isOver ? [isFull ? own.noUploads : own.servedAllTheSame] : []),
    ...(isOver && tier !== 'gold' ? [own.larger(siteName, tier === 'bronze' ? 'silver' : 'gold')] : []),
  ].join(' ')
}

function sharesOf(
  { storageBytes, bandwidthBytes, visits }: SiteUsage,
  texts: FigureTexts,
  purpose: string | undefined,
  withLimits: boolean,
): string[] {
  const share = (
    { used, limit, usedPercent }: { used: number; limit: number; usedPercent: number },
    write: (value: number) => string,
  ): UsedShare => ({
    used: write(used),
    percent: usedPercent,
    ...(withLimits ? { limit: write(limit) } : {}),
  })
  const all: Record<string, string> = {
    storage: texts.usage.storage(share(storageBytes, texts.size)),
    bandwidth: texts.usage.bandwidth(share(bandwidthBytes, texts.size)),
    visits: texts.usage.visits(share(visits, texts.number)),
  }
  const asked = purpose === undefined ? undefined : all[purpose]
  return asked === undefined ? Object.values(all) : [asked]
}

interface Covered {
  readonly from: string
  readonly to: string
  readonly step: 'hour' | 'day'
  readonly range: string
}

function timeOf({ range, from, to, step }: Covered, texts: FigureTexts): string {
  const [first, last] =
    step === 'hour'
      ? [texts.minute(from), texts.minute(to)]
      : [texts.day(from), texts.day(new Date(Date.parse(to) - 1).toISOString())]
  const covered = first === last ? first : texts.between(first, last)
  return texts.time(texts.range(range), covered)
}
