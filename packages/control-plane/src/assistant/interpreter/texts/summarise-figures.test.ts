import {
  RankBy,
  type RankedSite,
  type Ranking,
  type Reason,
  readSiteLogs,
  type SiteChanges,
  type SiteInsights,
  type SiteUsage,
  TIERS,
  type TrafficFigures,
  type UsageAnswer,
} from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../eval/evaluate.ts'
import type { LanguageCode } from '../languages/language.ts'
import { LANGUAGES } from '../languages/languages.ts'
import { FASTER } from '../phrasings/speed-phrasings.ts'
import { amounts, type FigureTexts } from './figures/figure-texts.ts'
import { summarise } from './summarise.ts'
import {
  summariseChanges,
  summariseRanking,
  summariseSiteFigures,
  summariseUsage,
} from './summarise-figures.ts'

const NONE: TrafficFigures = {
  requests: 0,
  visits: 0,
  bandwidthBytes: 0,
  redirects: 0,
  refused: 0,
  failed: 0,
  hits: 0,
  stales: 0,
  misses: 0,
  bypasses: 0,
  madeByPhp: 0,
}
const QUICK: TrafficFigures = {
  ...NONE,
  requests: 91_234,
  visits: 1_207,
  failed: 13,
  failedPercent: 0.5,
  bandwidthBytes: 7_650_000_000,
  hits: 2_300,
  stales: 41,
  misses: 518,
  bypasses: 67,
  hitPercent: 80.5,
  madeByPhp: 2_585,
  p50Ms: 93,
  p95Ms: 872,
}
const SLOW: TrafficFigures = { ...QUICK, p95Ms: 2_400 }
const CACHED: TrafficFigures = { ...NONE, requests: 70, visits: 9, hits: 70, hitPercent: 100 }
const text = 'It was slow.'
const REASONS: Reason[] = [
  { kind: 'busy-now', text },
  {
    kind: 'slow-paths',
    text,
    count: 17,
    madeByPhp: 2_585,
    paths: [{ path: '/shop/', count: 12, meanMs: 3_100 }],
  },
  { kind: 'slow-queries', text, count: 29, longestMs: 4_200 },
  { kind: 'php-errors', text, kinds: 31, fatalKinds: 11, newKinds: 19 },
  { kind: 'past-the-cache', text, hitPercent: 33.5, most: { why: 'PHPSESSID', count: 312 } },
  { kind: 'php-time', text, p50Ms: 640, phpTimePercent: 84 },
]
const names = { siteId: 'site_1', siteName: 'corner-bakery', siteTitle: 'Corner Bakery' }
const covered = {
  range: 'last 24 hours',
  from: '2026-11-29T12:00:00.000Z',
  to: '2026-11-30T13:00:00.000Z',
  step: 'hour' as const,
  source: 'the access logs',
}
const site = (more: Partial<SiteInsights>): SiteInsights => ({
  ...names,
  ...covered,
  tier: 'bronze',
  points: [],
  total: NONE,
  before: NONE,
  reasons: [],
  slowPaths: [],
  bypasses: [],
  ...more,
})
const ranked = (value: number): RankedSite => ({ ...names, value, figures: QUICK, reasons: REASONS })
const ranking = (more: Partial<Ranking>): Ranking => ({
  ...covered,
  by: 'latency',
  items: [],
  measuredSites: 3,
  total: { requests: 91_234, visits: 1_207, bandwidthBytes: 7_650_000_000 },
  ...more,
})
const changes = (more: Partial<SiteChanges>): SiteChanges => ({
  ...names,
  ...covered,
  items: [],
  more: false,
  total: QUICK,
  before: QUICK,
  ...more,
})
const CHANGE = { at: '2026-11-30T09:05:00.000Z', kind: 'action', what: 'php.set', who: 'Ada' } as const
const used = (amount: number, limit: number) => ({ used: amount, limit, usedPercent: (100 * amount) / limit })
const usage = (more: Partial<SiteUsage>): SiteUsage => ({
  ...names,
  tier: 'bronze',
  storageBytes: { ...used(2.4e9, 5e9), mediaBytes: 1.7e9, databaseBytes: 0.6e9 },
  bandwidthBytes: used(13_500_000_000, 50e9),
  visits: used(8_200, 10_000),
  warnings: [],
  ...more,
})
const FULL = usage({ storageBytes: { ...used(5e9, 5e9), mediaBytes: 4e9, databaseBytes: 1e9 } })
const usages = (items: SiteUsage[]): UsageAnswer => ({
  items,
  month: '2026-11',
  total: { sites: items.length, storageBytes: 2.4e9, bandwidthBytes: 13.5e9, visits: 8_200 },
})
const RANGES = ['today', 'last 7 days', 'since monday', 'last month', '2026-11-29..2026-11-30']

function toldOfSite(texts: FigureTexts): string[] {
  const tell = (more: Partial<SiteInsights>, purpose?: string) =>
    summariseSiteFigures(site(more), texts, { purpose })
  return [
    ...['cache', 'latency', 'errors', 'visits', 'bandwidth', FASTER, undefined].flatMap((purpose) =>
      [NONE, CACHED, QUICK, SLOW, { ...QUICK, hitPercent: undefined }].map((total) =>
        tell({ total, before: QUICK }, purpose),
      ),
    ),
    ...(['bronze', 'silver', 'gold'] as const).map((tier) => tell({ tier, reasons: REASONS }, FASTER)),
    ...RANGES.map((range) => tell({ range, step: 'day', total: SLOW, reasons: REASONS })),
    tell({ range: 'last 7 days', total: QUICK }),
    tell({ to: new Date().toISOString() }),
  ]
}

function toldOfAll(texts: FigureTexts): string[] {
  const one = { input: { site: 'corner-bakery' } }
  const spent = usage({ tier: 'silver', visits: used(10_000, 10_000) })
  return [
    ...toldOfSite(texts),
    ...RankBy.options.flatMap((by) => [
      summariseRanking(ranking({ by }), texts),
      summariseRanking(ranking({ by, measuredSites: 0 }), texts),
      summariseRanking(ranking({ by, items: [ranked(2_400)] }), texts),
      summariseRanking(ranking({ by, items: Array.from({ length: 12 }, () => ranked(90)) }), texts),
    ]),
    summariseChanges(changes({}), texts),
    summariseChanges(changes({ items: Array(12).fill(CHANGE), more: true, total: NONE }), texts),
    ...['storage', 'visits', 'bandwidth', undefined].map((purpose) =>
      summariseUsage(usages([FULL]), texts, { ...one, purpose }),
    ),
    summariseUsage(usages([spent]), texts, one),
    ...[{}, { standing: 'over' }, { standing: 'near' }].flatMap((input) => [
      summariseUsage(usages([]), texts, { input }),
      summariseUsage(usages([FULL, spent]), texts, { input }),
    ]),
  ]
}

/** Notes which texts are told, by their place among the others. */
function watched<Part extends object>(part: Part, told: Set<string>, place = ''): Part {
  return new Proxy(part, {
    get(target, key) {
      const own = Reflect.get(target, key) as unknown
      const name = `${place}${String(key)}`
      const note = (said: unknown) => {
        if (typeof said === 'string' && said.trim() !== '') told.add(name)
        return said
      }
      if (typeof own === 'function') return (...given: unknown[]) => note(own(...given))
      return typeof own === 'object' && own !== null ? watched(own, told, `${name}.`) : note(own)
    },
  })
}

const placesOf = (part: object, place = ''): string[] =>
  Object.entries(part).flatMap(([key, own]) =>
    typeof own === 'object' ? placesOf(own, `${place}${key}.`) : [`${place}${key}`],
  )

const ENGLISH =
  /\b(?:the|of|were|took|nothing|slow|last|since|today|say|by|and|made|sent|requests?|hours?|days?|queries|monday|month)\b/i

const spoken = [...LANGUAGES.values()].flatMap(({ code, texts }) => {
  const figures = texts.summaries?.figures
  return figures === undefined ? [] : [[code, figures] as const]
})

test('every language but that of the contract tells figures', () => {
  expect(spoken.map(([code]) => code)).toEqual([...LANGUAGES.keys()].filter((code) => code !== 'en'))
})

describe.each(spoken)('in %s', (code: LanguageCode, figures: FigureTexts) => {
  const { number, percent } = amounts(code)
  const { size } = figures

  test('nothing is told in English', () => {
    for (const told of toldOfAll(figures)) expect(told).not.toMatch(ENGLISH)
  })

  test('each text is told of something, and says something', () => {
    const told = new Set<string>()
    toldOfAll(watched(figures, told))
    expect(placesOf(figures).filter((place) => !told.has(place))).toEqual([])
  })

  test('every figure of a site is told, and of each reason', () => {
    const summary = summariseSiteFigures(site({ total: SLOW, reasons: REASONS }), figures, {})
    const whole = [91_234, 1_207, 13, 2_585, 17, 12, 29, 31, 11, 19, 312].map(number)
    const times = ['93', '640', ...[2.4, 3.1, 4.2].map(percent)]
    for (const part of [...whole, ...times, ...[80.5, 33.5, 84].map(percent), size(7_650_000_000)])
      expect(summary).toContain(part)
    for (const part of [figures.minute(covered.from), figures.minute(covered.to), '/shop/', 'PHPSESSID'])
      expect(summary).toContain(part)
    const cache = summariseSiteFigures(site({ total: SLOW }), figures, { purpose: 'cache' })
    for (const part of [2_341, 2_926, 518, 67].map(number)) expect(cache).toContain(part)
    const calm = summariseSiteFigures(site({ total: QUICK }), figures, {})
    for (const part of ['93', '872']) expect(calm).toContain(part)
  })

  test('every figure of what is used is told', () => {
    const one = { input: { site: 'corner-bakery' } }
    const told = summariseUsage(usages([usage({})]), figures, one)
    const amount = [2.4e9, 5e9, 13.5e9, 50e9].map(size)
    for (const part of [...amount, ...[8_200, 10_000].map(number), ...[48, 27, 82].map(percent)])
      expect(told).toContain(part)
    const parts = summariseUsage(usages([usage({})]), figures, { ...one, purpose: 'storage' })
    for (const part of [1.7e9, 0.6e9].map(size)) expect(parts).toContain(part)
  })

  test('what is said to look further, to be faster or to have more is understood', () => {
    const told = toldOfAll(figures).join('\n').replaceAll('PHPSESSID', '')
    const quoted = [...told.matchAll(/[„«「]\s*([^“»」]*[^“»」\s])\s*[“»」]/g)].map(([, say]) => String(say))
    const wishes = [...new Set(quoted)]
    const verdicts = evaluate(wishes.map((say) => ({ say, language: code, expect: { calls: [] } })))

    expect(
      verdicts.filter(({ called }) => called === 'none').map(({ utterance, got }) => [utterance.say, got]),
    ).toEqual([])
    const calls = new Set(verdicts.map(({ got }) => got))
    for (const call of [
      'insights.sites {"by":"latency","range":"last 7 days"}',
      'insights.site {"range":"last 7 days","site":"corner-bakery"}',
      'insights.site {"range":"last 30 days","site":"corner-bakery"}',
      'insights.changes {"site":"corner-bakery"}',
      'sites.logs {"kind":"slow-query","site":"corner-bakery"}',
      'sites.logs {"kind":"slow-request","site":"corner-bakery"}',
      'sites.tier {"site":"corner-bakery","tier":"silver"}',
      'sites.tier {"site":"corner-bakery","tier":"gold"}',
    ])
      expect(calls).toContain(call)
  })
})

test('what an empty log of slowness tells is not that there are no logs', () => {
  for (const { texts } of LANGUAGES.values()) {
    const [queries, requests, all] = ['slow-query', 'slow-request', undefined].map((kind) =>
      summarise(readSiteLogs, { siteName: 'corner-bakery', lines: [] }, { input: { kind } }, texts),
    )
    expect(new Set([queries, requests, all]).size).toBe(3)
    expect(queries).toContain('corner-bakery')
  }
})

test('prices are those of the tiers', () => {
  for (const [, figures] of spoken)
    for (const tier of ['silver', 'gold'] as const)
      expect(figures.faster.tiers.bronze('corner-bakery')).toContain(`$${TIERS[tier].priceUsdPerMonth}`)
})
