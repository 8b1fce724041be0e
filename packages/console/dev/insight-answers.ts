import type { Change, RankedSite, TrafficFigures } from '@aipress/contract/insights.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { timeSpanOf } from '@aipress/contract/time-range.ts'
import type { Answer } from './answers.ts'
import { ago, findSite } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SOURCE = 'access logs, PHP errors, slow queries'

/** Figures that follow from a site's name and the time, with a bad hour in each day. */
export const INSIGHT_ANSWERS: Record<string, Answer> = {
  'insights.sites': ({ by, range, limit }, { world }) => {
    const sites = world.sites.filter(({ state }) => state === 'running').slice(0, limit)
    const items = sites.map((site, index): RankedSite => {
      const figures = figuresOf(site, 12 * (sites.length - index))
      return {
        siteId: site.siteId,
        siteName: site.name,
        siteTitle: site.title,
        value: by === 'latency' ? Math.round(3_147 / (index + 1) ** 1.4) : (VALUES[by]?.(figures) ?? 3),
        figures,
        reasons: by === 'latency' && index === 0 ? REASONS : [],
      }
    })
    const total = { requests: 4_210, visits: 377, bandwidthBytes: 310e6 }
    return { by, ...covered(range), items, measuredSites: sites.length, total }
  },
  'insights.site': ({ site: name, range }, { world }) => {
    const site = findSite(world, name)
    const time = covered(range)
    const stepMs = time.step === 'hour' ? HOUR_MS : DAY_MS
    const count = Math.round((Date.parse(time.to) - Date.parse(time.from)) / stepMs)
    const isQuiet = site.state !== 'running'
    const points = Array.from({ length: isQuiet ? 0 : count }, (_, index) => ({
      at: new Date(Date.parse(time.from) + index * stepMs).toISOString(),
      ...figuresOf(site, 3 + ((index * 7) % 19), index % 24 === 14),
    })).filter((_, index) => index % 11 !== 3)
    return {
      ...namesOf(site),
      tier: site.tier,
      ...time,
      points,
      total: figuresOf(site, isQuiet ? 0 : count * 9),
      before: figuresOf(site, isQuiet ? 0 : count * 7),
      reasons: isQuiet || site.name === 'cafe-zurich' ? [] : REASONS,
      slowPaths: isQuiet
        ? []
        : [{ path: '/shop/all-the-books-there-are/', count: 12, meanMs: 2_340, maxMs: 4_410 }],
      bypasses: isQuiet
        ? []
        : [
            { why: 'cart', count: 312 },
            { why: 'logged in', count: 48 },
          ],
    }
  },
  'insights.changes': ({ site: name, range }, { world }) => {
    const site = findSite(world, name)
    const own = world.operations.filter(({ siteId }) => siteId === site.siteId)
    const items: Change[] = own.map(({ createdAt, title, requestedBy, operationId }) => ({
      at: createdAt,
      kind: 'operation',
      what: title,
      who: requestedBy,
      operationId,
    }))
    const error: Change = {
      at: ago(95),
      kind: 'php-error',
      what: 'fatal: Call to undefined function bake() <b>now</b> in wp-content/plugins/oven/oven.php:12',
      result: '42 × since',
    }
    return {
      ...namesOf(site),
      ...covered(range),
      items: [...items, error].toSorted((a, b) => (a.at < b.at ? 1 : -1)),
      more: false,
      total: figuresOf(site, 90),
      before: figuresOf(site, 70),
    }
  },
}

const VALUES: Record<string, (figures: TrafficFigures) => number> = {
  errors: ({ failed }) => failed,
  bandwidth: ({ bandwidthBytes }) => bandwidthBytes,
  visits: ({ visits }) => visits,
  requests: ({ requests }) => requests,
  cache: ({ hitPercent = 0 }) => hitPercent,
  storage: ({ bandwidthBytes }) => bandwidthBytes * 7,
}

const REASONS: RankedSite['reasons'] = [
  {
    kind: 'slow-paths',
    text: '12 of 360 pages took a second or more: /shop/all-the-books-there-are/ (12 ×, 2.3 s on average).',
    count: 12,
    madeByPhp: 360,
    paths: [{ path: '/shop/all-the-books-there-are/', count: 12, meanMs: 2_300 }],
  },
  {
    kind: 'past-the-cache',
    text: 'Only 31 % of its pages come from the cache, most often because: cart (312 ×).',
    hitPercent: 31,
    most: { why: 'cart', count: 312 },
  },
]

const namesOf = ({ siteId, name, title }: Site) => ({ siteId, siteName: name, siteTitle: title })

function covered(range: string) {
  const { fromMs, toMs } = timeSpanOf(range, Date.now()) ?? { fromMs: 0, toMs: 0 }
  const step = toMs - fromMs <= 3 * DAY_MS ? ('hour' as const) : ('day' as const)
  const stepMs = step === 'hour' ? HOUR_MS : DAY_MS
  const from = new Date(Math.floor(fromMs / stepMs) * stepMs).toISOString()
  const to = new Date(Math.min(Math.ceil(toMs / stepMs) * stepMs, Date.now())).toISOString()
  return { range, from, to, step, source: SOURCE }
}

function figuresOf({ name }: Site, visits: number, isBad = false): TrafficFigures {
  const pages = visits * 4
  const hits = Math.round(pages * 0.31)
  const requests = visits * 11 + name.length
  return {
    requests: visits === 0 ? 0 : requests,
    visits,
    bandwidthBytes: visits * 820_000,
    redirects: visits,
    refused: 0,
    failed: isBad ? 9 : 0,
    failedPercent: isBad ? 4.1 : 0,
    hits,
    stales: 0,
    misses: visits,
    bypasses: pages - hits - visits,
    ...(pages === 0 ? {} : { hitPercent: 20 + ((visits * 13) % 60) }),
    madeByPhp: pages - hits,
    ...(pages === 0 ? {} : { p50Ms: isBad ? 794 : 126, p95Ms: isBad ? 3_147 : 317 + ((visits * 37) % 200) }),
    phpTimePercent: 91,
  }
}
