import { listChanges, rankSites, showInsights, type TrafficFigures } from '@aipress/contract'
import { expect, test } from 'vitest'
import { sparkline } from './insights.ts'
import { viewOf } from './views.ts'

const page = {
  width: 110,
  now: Date.parse('2026-11-30T12:00:00Z'),
  paint: (_style: unknown, text: string) => text,
}

const figures = (more: Partial<TrafficFigures> = {}): TrafficFigures => ({
  requests: 40,
  visits: 4,
  bandwidthBytes: 2_000_000,
  redirects: 0,
  refused: 0,
  failed: 0,
  hits: 10,
  stales: 0,
  misses: 5,
  bypasses: 5,
  hitPercent: 50,
  madeByPhp: 10,
  p50Ms: 126,
  p95Ms: 317,
  ...more,
})
const covered = {
  range: 'last 3 hours',
  from: '2026-11-30T09:00:00.000Z',
  to: '2026-11-30T12:00:00.000Z',
  step: 'hour' as const,
  source: 'the logs',
}
const none = figures({ requests: 0, visits: 0, bandwidthBytes: 0, p95Ms: undefined, hitPercent: undefined })
const names = { siteId: 'site_1', siteName: 'corner-bakery', siteTitle: 'Corner Bakery' }

test('a ranking is rows with the first reason, and all reasons below', () => {
  const reasons = [
    {
      kind: 'slow-paths' as const,
      text: '2 of 10 pages took a second or more: /shop/ (2 ×, 2.1 s on average).',
    },
    { kind: 'php-errors' as const, text: '1 kind of PHP errors.' },
  ]
  const items = [
    { ...names, value: 3_147, figures: figures(), reasons },
    { ...names, siteName: 'jazz', value: 201, figures: figures(), reasons: [] },
  ]
  const total = { requests: 80, visits: 8, bandwidthBytes: 4e6 }
  const view = viewOf(rankSites, { by: 'latency', ...covered, items, measuredSites: 2, total }, page)
  expect(view).toMatch(
    /^Site +95 % within +Visits +Requests +Why\ncorner-bakery +3\.1 s +4 +40 +2 of 10 pages/,
  )
  expect(view).toMatch(/\njazz +201 ms/)
  expect(view).toContain(
    'corner-bakery: 2 of 10 pages took a second or more: /shop/ (2 ×, 2.1 s on average). 1 kind of',
  )
  expect(view).toContain('last 3 hours: 2026-11-30 09:00 to 2026-11-30 12:00 UTC. Source: the logs.')
})

test('a site is sparklines of its hours beside its sums, with what was before', () => {
  const points = [
    { at: '2026-11-30T09:00:00.000Z', ...figures({ visits: 1, p95Ms: 201 }) },
    { at: '2026-11-30T11:00:00.000Z', ...figures({ visits: 3 }) },
  ]
  const slowPaths = [{ path: '/shop/', count: 2, meanMs: 2_100, maxMs: 2_400 }]
  const output = {
    ...names,
    ...covered,
    points,
    total: figures(),
    before: figures({ visits: 9 }),
    reasons: [],
  }
  const view = viewOf(showInsights, { ...output, slowPaths, bypasses: [] }, page)
  expect(view).toContain('Visits       ▃·█  4  before: 9')
  expect(view).toContain('95 % within  ▅·█  317 ms  before: 317 ms')
  expect(view).toMatch(/Slow path +Times +On average +Longest\n\/shop\/ +2 +2\.1 s +2\.4 s/)
  const empty = { ...output, points: [], total: none, before: none, slowPaths: [], bypasses: [] }
  expect(viewOf(showInsights, empty, page)).toContain('nothing was asked of it in this time.\n')
  const now = Date.parse('2026-11-30T11:59:30.000Z')
  expect(viewOf(showInsights, empty, { ...page, now })).toContain(
    'nothing was asked of it in this time. As of 11:59 UTC; what is asked counts within a minute.',
  )
})

test('changes are rows with who did them, and the figures of before and now', () => {
  const items = [
    {
      at: '2026-11-30T11:05:00.000Z',
      kind: 'operation' as const,
      what: 'Change PHP settings of Corner Bakery',
      who: 'anna@example.com',
      operationId: 'op_1',
    },
  ]
  const output = { ...names, ...covered, items, more: false, total: figures(), before: none }
  const view = viewOf(listChanges, output, page)
  expect(view).toContain('2026-11-30 11:05  Change PHP settings of Corner Bakery  anna@example.com')
  expect(view).toMatch(/\nbefore +0 +0 +0 +nothing made by PHP +no pages/)
})

test('a sparkline tells nothing from little', () => {
  expect(sparkline([0, 1, undefined, 7, 14])).toBe('▁▂·▅█')
  expect(sparkline([0, 0])).toBe('▁▁')
})
