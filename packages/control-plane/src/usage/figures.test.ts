import { expect, test } from 'vitest'
import type { LoggedRequest } from '../platform/traffic-log.ts'
import { count, type Figures, latencyMs, noFigures, plus } from './figures.ts'

const request = (more: Partial<LoggedRequest> = {}): LoggedRequest => ({
  time: '2026-11-30T10:00:00.000Z',
  method: 'GET',
  path: '/',
  status: 200,
  sentBytes: 1_000,
  durationMs: 80,
  cache: 'BYPASS (logged in)',
  address: '192.0.2.1',
  userAgent: 'Mozilla/5.0',
  ...more,
})

function counted(requests: readonly LoggedRequest[]): Figures {
  const figures = noFigures()
  for (const one of requests) count(figures, one)
  return figures
}

test('statuses, states of the cache and what PHP made are told apart', () => {
  const figures = counted([
    request({ cache: 'HIT', durationMs: 1 }),
    request({ cache: 'STALE (being made anew)', durationMs: 1 }),
    request({ cache: 'MISS', durationMs: 300 }),
    request({ cache: 'BYPASS (cart)', status: 500, durationMs: 700 }),
    request({ cache: '', path: '/cat.png', durationMs: 9 }),
    request({ cache: '', status: 404, durationMs: 0 }),
    request({ cache: 'HIT', status: 301, durationMs: 0 }),
    // What a site says of itself is no state.
    request({ cache: 'HITS', durationMs: 0 }),
  ])
  expect(figures).toMatchObject({
    requests: 8,
    bandwidth_bytes: 8_000,
    redirects: 1,
    refused: 1,
    failed: 1,
    hits: 2,
    stales: 1,
    misses: 1,
    bypasses: 1,
    duration_ms: 1_011,
    php_ms: 1_000,
    php_to_400: 1,
    php_to_1000: 1,
  })
})

test('percentiles of the histogram are within 26 % of the true ones, however requests are spread and added up', () => {
  let seed = 42
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  for (const spread of [0.2, 0.7, 1.5]) {
    const durations = Array.from({ length: 4_000 }, () => {
      const normal = random() + random() + random() + random() - 2
      return Math.min(9_900, Math.max(26, Math.round(300 * Math.exp(spread * 2 * normal))))
    })
    const requests = durations.map((durationMs) => request({ durationMs }))
    const figures = plus(counted(requests.slice(0, 1_000)), counted(requests.slice(1_000)))
    const sorted = durations.toSorted((a, b) => a - b)
    for (const percent of [50, 95]) {
      const truth = sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0
      const told = latencyMs(figures, percent) ?? 0
      expect(Math.max(told / truth, truth / told), `${percent} % at ${spread}`).toBeLessThanOrEqual(1.261)
    }
  }
})

test('of nothing there is no percentile, and what takes longest is told as beyond the steps', () => {
  expect(latencyMs(noFigures(), 95)).toBeUndefined()
  expect(latencyMs(counted([request({ durationMs: 60_000 })]), 95)).toBe(12_589)
  expect(latencyMs(counted([request({ durationMs: 2 })]), 50)).toBe(16)
})
