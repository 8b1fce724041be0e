import type { SiteInsights, TrafficFigures } from '@aipress/contract'
import { expect, test } from 'vitest'
import { INSIGHT_DESCRIPTIONS } from './describe-insights.ts'
import { evaluate } from './eval/evaluate.ts'

const figures = (more: Partial<TrafficFigures>): TrafficFigures => ({
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
  ...more,
})
const answer = (more: Partial<SiteInsights>): SiteInsights => ({
  siteId: 'site_1',
  siteName: 'corner-bakery',
  siteTitle: 'Corner Bakery',
  range: 'last 24 hours',
  from: '2026-11-29T12:00:00.000Z',
  to: '2026-11-30T12:00:00.000Z',
  step: 'hour',
  source: 'the edge’s access logs',
  points: [],
  total: figures({}),
  before: figures({}),
  tier: 'bronze',
  reasons: [],
  slowPaths: [],
  bypasses: [],
  ...more,
})
const SLOW_QUERIES = {
  kind: 'slow-queries',
  text: '3 slow database queries.',
  count: 3,
  longestMs: 4_200,
} as const
const told = (more: Partial<SiteInsights>, purpose?: string) =>
  INSIGHT_DESCRIPTIONS['insights.site'](answer(more), { purpose })
const quick = figures({
  requests: 900,
  visits: 120,
  hits: 300,
  misses: 40,
  hitPercent: 88,
  madeByPhp: 40,
  p50Ms: 90,
  p95Ms: 240,
})

test('where nothing was slow, what was measured is told, over which time, and what can be looked at next', () => {
  const text = told({ total: quick })

  expect(text).toContain('last 24 hours (2026-11-29 12:00 to 2026-11-30 12:00 UTC)')
  expect(text).toContain('120 visits')
  expect(text).toContain(
    'Nothing was slow: of the 40 pages that PHP made, half came within 90 ms and 95 % within 240 ms; from 1.0 s on it would count as slow. 88 % of pages came from the cache.',
  )
  expect(text).toContain('Source: the edge’s access logs.')
})

test('where PHP made nothing, that is why', () => {
  const cached = figures({ requests: 70, visits: 9, hits: 70, hitPercent: 100 })
  expect(told({ total: cached })).toContain('PHP made no page; the cache and files answered all 70 requests.')
})

test('where something explains it, or it was slow, nothing is said to be well', () => {
  const reasons = [SLOW_QUERIES]
  expect(told({ total: quick, reasons })).not.toContain('Nothing was slow')
  const slow = told({ total: { ...quick, p95Ms: 2_000 } })
  expect(slow).not.toContain('Nothing was slow')
  expect(slow).toContain('Nothing in the data explains it.')
})

test('who wants a site to be faster is told why it is slow, what helps against that, and what a tier gives', () => {
  const reasons = [SLOW_QUERIES]
  const text = told({ total: { ...quick, p95Ms: 2_000 }, reasons }, 'faster')
  expect(text).toContain('3 slow database queries.')
  expect(text).toContain('"show the slow queries of corner-bakery"')
  expect(text).toContain('"change the tier of corner-bakery to silver"')
  expect(text).not.toContain('php errors of')
  expect(told({ total: quick }, 'faster')).toMatch(/Nothing was slow.*What can be done/s)
  expect(told({ total: quick, tier: 'silver' }, 'faster')).toContain(
    '"change the tier of corner-bakery to gold"',
  )
  const highest = told({ total: quick, tier: 'gold' }, 'faster')
  expect(highest).toContain('of the highest tier already')
  expect(highest).not.toContain('change the tier')
})

test('an answer without data says so', () => {
  expect(told({})).toContain(
    'Nothing was asked of Corner Bakery, last 24 hours (2026-11-29 12:00 to 2026-11-30 12:00 UTC), so there is nothing to tell of it.',
  )
})

test('what is said to look further is understood', () => {
  const wishes = [...told({}).matchAll(/"([^"]+)"/g)].map(([, wish]) => String(wish))
  const nothing = { calls: [] }
  const called = evaluate(wishes.map((say) => ({ say, expect: nothing }))).map((verdict) => verdict.got)

  expect(called).toEqual([
    'insights.site {"range":"last 7 days","site":"corner-bakery"}',
    'insights.changes {"site":"corner-bakery"}',
    'sites.logs {"kind":"slow-query","site":"corner-bakery"}',
  ])
})

test('where nothing was measured, who wants a site faster is told what helps any site', () => {
  const text = told({}, 'faster')

  expect(text).toContain('Nothing was asked of Corner Bakery')
  for (const part of ['Page cache: it is on', 'Images:', 'Plugins:', 'WP-Cron', '$5 and $15 a month'])
    expect(text).toContain(part)
  expect(text).toContain('how well it works here is not known yet')
  expect(told({ total: quick }, 'faster')).toContain('88 % of the pages came from it')
  expect(told({ tier: 'gold' }, 'faster')).not.toContain('A higher tier')
})
