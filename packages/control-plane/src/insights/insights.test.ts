import type { Ranking, TrafficFigures } from '@aipress/contract'
import { expect, test } from 'vitest'
import type { Detail } from '../usage/index.ts'
import { mergeRankings } from './ranking.ts'
import { type Evidence, reasonsOf } from './reasons.ts'
import { covered, spanBefore, spanForSums, spanOf } from './span.ts'

const NOW = Date.parse('2026-11-30T14:30:00Z')

const figures = (more: Partial<TrafficFigures> = {}): TrafficFigures => ({
  requests: 100,
  visits: 10,
  bandwidthBytes: 1_000,
  redirects: 0,
  refused: 0,
  failed: 0,
  hits: 60,
  stales: 0,
  misses: 20,
  bypasses: 20,
  hitPercent: 60,
  madeByPhp: 40,
  p50Ms: 126,
  p95Ms: 317,
  phpTimePercent: 95,
  ...more,
})

const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  figures: figures(),
  details: [],
  errors: undefined,
  queries: { count: 0, longestMs: 0 },
  isBusy: false,
  tellsPaths: true,
  ...more,
})
const slow: Detail = { kind: 'slow', what: '/shop/', count: 3, totalMs: 6_000, maxMs: 4_000 }

test('where the data explains nothing, nothing is said', () => {
  expect(reasonsOf(evidence())).toEqual([])
  const unknown = evidence({
    queries: undefined,
    figures: figures({ hits: 0, misses: 4, bypasses: 0, hitPercent: 0 }),
  })
  expect(reasonsOf(unknown)).toEqual([])
})

test('each reason is told with its figures, paths only to who may read logs', () => {
  const all = evidence({
    figures: figures({ hits: 10, misses: 10, bypasses: 80, hitPercent: 10, p50Ms: 794 }),
    details: [slow, { kind: 'bypass', what: 'cart', count: 70, totalMs: 9_000, maxMs: 900 }],
    errors: { siteId: 'site_1', kinds: 3, fatalKinds: 1, newKinds: 2 },
    queries: { count: 2, longestMs: 2_140 },
  })
  expect(reasonsOf(all).map(({ text }) => text)).toEqual([
    '3 of 40 pages took a second or more: /shop/ (3 ×, 2.0 s on average).',
    '2 slow database queries, the longest took 2.1 s.',
    '3 kinds of PHP errors (1 of them fatal, 2 new).',
    'Only 10 % of its pages come from the cache, most often because: cart (70 ×).',
    'PHP takes 0.8 s or more for every other page; 95 % of the time that visitors wait is for PHP.',
  ])
  const [told] = reasonsOf({ ...all, tellsPaths: false })
  expect(told?.text).toBe('3 of 40 pages took a second or more.')
})

test('slow pages of other hours of the day are not told of hours in which none was made, nor as a share of fewer', () => {
  const idle = evidence({ details: [slow], figures: figures({ madeByPhp: 0 }) })
  expect(reasonsOf(idle)).toEqual([])
  const fewer = evidence({ details: [slow], figures: figures({ madeByPhp: 2 }) })
  expect(reasonsOf(fewer)).toMatchObject([
    { text: '3 pages took a second or more: /shop/ (3 ×, 2.0 s on average).', madeByPhp: 0 },
  ])
})

test('a site whose PHP is at work on something that does not end is not called well', () => {
  const [told] = reasonsOf(evidence({ isBusy: true }))
  expect(told).toMatchObject({ kind: 'busy-now', text: expect.stringContaining('all of its PHP processes') })
})

test('what a visitor asked for cannot become markup in a sentence', () => {
  const details = [{ ...slow, what: '/[click](http://evil.example)`<b>"' }]
  expect(reasonsOf(evidence({ details }))[0]?.text).toContain('/?click??http://evil.example???b?? (3 ×')
})

test('short times are whole hours, long and old ones whole days, and the time before is as long', () => {
  expect(spanOf('last 24 hours', NOW)).toMatchObject({
    step: 'hour',
    from: '2026-11-29T14',
    to: '2026-11-30T15',
  })
  expect(spanOf('yesterday', NOW)).toMatchObject({ step: 'hour', from: '2026-11-29T00', to: '2026-11-30T00' })
  expect(spanOf('last 7 days', NOW)).toMatchObject({ step: 'day', from: '2026-11-24', to: '2026-12-01' })
  expect(spanForSums('today', NOW)).toMatchObject({ step: 'day', from: '2026-11-30', to: '2026-12-01' })
  expect(spanForSums('last 24 hours', NOW)).toMatchObject({ step: 'hour' })
  // Its hours are forgotten.
  expect(spanOf('2026-11-10', NOW)).toMatchObject({ step: 'day', from: '2026-11-10', to: '2026-11-11' })
  expect(spanBefore(spanOf('yesterday', NOW))).toMatchObject({ from: '2026-11-28T00', to: '2026-11-29T00' })
})

test('what has begun ends now, and what is over where it ended', () => {
  const end = (range: string) => covered(spanOf(range, NOW)).to
  const now = new Date(NOW).toISOString()

  expect(['last 24 hours', 'today', 'this month', 'last 7 days'].map(end)).toEqual([now, now, now, now])
  expect(end('yesterday')).toBe('2026-11-30T00:00:00.000Z')
})

test('the first of several groups’ first ones are the first of all, and their sums add up', () => {
  const of = (by: Ranking['by'], values: number[]) => ({
    by,
    range: 'today',
    from: '2026-11-30T00:00:00.000Z',
    to: '2026-11-30T15:00:00.000Z',
    step: 'hour' as const,
    source: 'logs',
    items: values.map((value) => {
      const names = { siteId: `site_${value}`, siteName: `s${value}`, siteTitle: 'S' }
      return { ...names, value, figures: figures(), reasons: [] }
    }),
    measuredSites: values.length,
    total: { requests: 10, visits: 2, bandwidthBytes: 5 },
  })
  const values = (ranking: ReturnType<typeof mergeRankings>) => ranking?.items.map(({ value }) => value)
  const merged = mergeRankings([of('latency', [900, 20]), of('latency', [3_000, 500])], 3)
  expect(values(merged)).toEqual([3_000, 900, 500])
  expect(merged).toMatchObject({ measuredSites: 4, total: { requests: 20, visits: 4, bandwidthBytes: 10 } })
  expect(values(mergeRankings([of('cache', [10, 60]), of('cache', [5])], 2))).toEqual([5, 10])
  expect(mergeRankings([], 2)).toBeUndefined()
})
