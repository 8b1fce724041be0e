import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../kernel/database.ts'
import { ofAccount } from '../kernel/scope.ts'
import { createSeal } from '../kernel/seal.ts'
import type { LoggedRequest, TrafficLog } from '../platform/traffic-log.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { latencyMs } from './figures.ts'
import {
  detailsOfSites,
  type FigureRanking,
  figuresOfSite,
  rankByFigures,
  rankByStorage,
  type Steps,
  sumOfFigures,
  totalFigures,
} from './figures-query.ts'
import { forgetOldUsage } from './forget-usage.ts'
import { createTrafficMeter } from './meter-traffic.reconciler.ts'
import { usageMigrations } from './usage-tables.ts'

let opened: TestDirectory
let directory: Database
beforeAll(async () => {
  opened = await openTestDirectory(usageMigrations)
  directory = opened.directory
})
afterAll(() => opened?.[Symbol.asyncDispose]())
afterAll(() => expect(opened.statements.faults).toEqual([]))

const NOW = Date.parse('2026-11-30T12:00:00Z')
const DAY_MS = 86_400_000
const HOURS: Steps = { step: 'hour', from: '2026-11-30T00', to: '2026-11-30T12' }
const DAYS: Steps = { step: 'day', from: '2026-11-29', to: '2026-12-01' }
const signal = AbortSignal.timeout(60_000)
const seal = createSeal(Buffer.alloc(32, 7))

let accountId: string
let accounts = 0
beforeEach(() => {
  accounts += 1
  accountId = `acc_${accounts}`
})
const scope = (steps: Steps = HOURS) => ({ ...steps, controlGroup: 1, scope: ofAccount(accountId) })

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
const times = (count: number, more: Partial<LoggedRequest>) =>
  Array.from({ length: count }, () => request(more))

const logOf = (siteId: string, requests: readonly LoggedRequest[]): TrafficLog => ({
  async read(asked, position) {
    const from = Number(position ?? 0)
    const part = asked === siteId ? requests.slice(from, from + 3) : []
    if (part.length === 0) return undefined
    const to = from + part.length
    return { requests: part, position: String(to), more: to < requests.length }
  },
})
const read = (siteId: string, requests: readonly LoggedRequest[]) =>
  createTrafficMeter({
    directory,
    seal,
    traffic: logOf(siteId, requests),
    controlGroup: 1,
    clock: () => NOW,
  }).run(signal)

async function measured(name: string, requests: readonly LoggedRequest[]): Promise<string> {
  const { siteId } = await opened.insert(name, { accountId })
  await read(siteId, requests)
  return siteId
}

describe('figures by hour and day', () => {
  test('each request counts in its hour and its day, once, however often the log is read', async () => {
    const requests = [
      request({ time: '2026-11-29T23:59:59.000Z' }),
      request({ time: '2026-11-30T09:10:00.000Z', cache: 'HIT', durationMs: 1 }),
      request({ time: '2026-11-30T09:50:00.000Z', status: 500, durationMs: 600 }),
      request({ time: '2026-11-30T10:00:00.000Z', address: '192.0.2.2', cache: 'MISS' }),
    ]
    const siteId = await measured('figured', requests)
    await Promise.all([read(siteId, requests), read(siteId, requests)])
    const hours = await figuresOfSite(directory, siteId, HOURS)
    expect(hours.map(({ at, figures }) => [at, figures.requests, figures.visits])).toEqual([
      ['2026-11-30T09', 2, 1],
      ['2026-11-30T10', 1, 1],
    ])
    expect(hours[0]?.figures).toMatchObject({
      hits: 1,
      bypasses: 1,
      failed: 1,
      php_ms: 600,
      duration_ms: 601,
    })
    const days = await figuresOfSite(directory, siteId, DAYS)
    expect(days.map(({ at, figures }) => [at, figures.requests, figures.visits])).toEqual([
      ['2026-11-29', 1, 1],
      ['2026-11-30', 3, 2],
    ])
    expect(days[1]?.figures).toEqual(sumOfFigures(hours))
    expect(latencyMs(sumOfFigures(days), 95)).toBe(504)
  })

  test('hours and what was slow in them go after 14 days, days stay', async () => {
    const old = new Date(NOW - 15 * DAY_MS).toISOString()
    const siteId = await measured('aged', [
      request({ time: old, durationMs: 2_000 }),
      request({ durationMs: 2_000 }),
    ])
    await forgetOldUsage(directory, NOW)
    const all = { from: '2026-11-01', to: '2026-12-01' }
    expect((await figuresOfSite(directory, siteId, { step: 'hour', ...all })).length).toBe(1)
    expect((await figuresOfSite(directory, siteId, { step: 'day', ...all })).length).toBe(2)
    const details = await detailsOfSites(directory, [siteId], { step: 'day', ...all })
    expect(details.get(siteId)).toMatchObject([
      { kind: 'bypass', count: 1 },
      { kind: 'slow', count: 1 },
    ])
  })

  test('hours that end with a day tell nothing of the next one, others tell of the day that they end in', async () => {
    const siteId = await measured('midnight', [request({ time: '2026-11-30T09:00:00Z', durationMs: 2_000 })])
    const detailsUntil = async (to: string) =>
      (await detailsOfSites(directory, [siteId], { step: 'hour', from: '2026-11-29T00', to })).get(siteId)
    expect(await detailsUntil('2026-11-30T00')).toBeUndefined()
    expect(await detailsUntil('2026-11-30T10')).toMatchObject([{ kind: 'bypass' }, { kind: 'slow' }])
  })

  test('of what was slow the twenty paths that took most time are kept, without what was asked of them', async () => {
    const robots = Array.from({ length: 60 }, (_, one) =>
      request({ path: `/robot-${one}`, durationMs: 1_100 }),
    )
    const shop = times(4, { path: '/shop/?search=a+person%27s+words', durationMs: 3_000 })
    const order = request({ method: 'POST', path: '/checkout/', durationMs: 9_000 })
    const siteId = await measured('slowed', [...robots.slice(0, 30), ...shop, ...robots.slice(30), order])
    const found = (await detailsOfSites(directory, [siteId], HOURS)).get(siteId) ?? []
    const slow = found.filter(({ kind }) => kind === 'slow')
    expect(slow).toHaveLength(20)
    expect(slow.slice(0, 2)).toEqual([
      { kind: 'slow', what: '/shop/', count: 4, totalMs: 12_000, maxMs: 3_000 },
      { kind: 'slow', what: 'POST /checkout/', count: 1, totalMs: 9_000, maxMs: 9_000 },
    ])
    expect(JSON.stringify(found)).not.toContain('search')
    const stored = await directory
      .selectFrom('usage_details')
      .select('what')
      .where('site_id', '=', siteId)
      .execute()
    expect(stored).toHaveLength(21)
  })
})

describe('rankings', () => {
  const namesBy = async (by: FigureRanking, steps = HOURS) => {
    const names = new Map(
      (await directory.selectFrom('sites').select(['site_id', 'name']).execute()).map((row) => [
        row.site_id,
        row.name,
      ]),
    )
    const ranked = await rankByFigures(directory, by, scope(steps), 10)
    return ranked.map(({ siteId, value }) => [names.get(siteId), value])
  }

  test('sites are ranked by what they are asked for, the account’s own alone, and never by chance', async () => {
    await measured('a-slow', [
      ...times(18, { durationMs: 90 }),
      ...times(2, { durationMs: 3_900, cache: 'MISS' }),
    ])
    await measured('b-quick', [
      ...times(20, { durationMs: 30 }),
      ...times(40, { cache: 'HIT', durationMs: 0 }),
    ])
    await measured('c-failing', times(6, { status: 502, durationMs: 200, sentBytes: 90_000 }))
    await measured('d-once', [request({ durationMs: 30_000 })])
    accountId = 'acc_stranger'
    await measured('e-stranger', times(30, { durationMs: 9_000, status: 500 }))
    accountId = `acc_${accounts}`
    for (const steps of [HOURS, DAYS]) {
      expect(await namesBy('latency', steps)).toEqual([
        ['a-slow', 3_147],
        ['c-failing', 201],
        ['b-quick', 31],
      ])
      expect(await namesBy('errors', steps)).toEqual([['c-failing', 6]])
      expect((await namesBy('bandwidth', steps))[0]).toEqual(['c-failing', 540_000])
      expect((await namesBy('requests', steps))[0]).toEqual(['b-quick', 60])
      expect(await namesBy('cache', steps)).toEqual([
        ['a-slow', 0],
        ['b-quick', 66.7],
      ])
      expect(await totalFigures(directory, scope(steps))).toMatchObject({
        measuredSites: 4,
        total: { requests: 87 },
      })
    }
    expect(await namesBy('latency', { step: 'hour', from: '2026-11-29T00', to: '2026-11-29T12' })).toEqual([])
  })

  test('a percentile over many rows is the one of their sum', async () => {
    const spread = [30, 30, 30, 90, 200, 350, 500, 900, 1_500, 6_000, 20_000].flatMap((durationMs) => [
      request({ durationMs }),
      request({ durationMs, time: '2026-11-30T08:00:00.000Z' }),
    ])
    const siteId = await measured('spread', spread)
    const [ranked] = await rankByFigures(directory, 'latency', scope(), 1)
    const sum = sumOfFigures(await figuresOfSite(directory, siteId, HOURS))
    expect(ranked).toEqual({ siteId, value: latencyMs(sum, 95) })
  })

  test('storage is ranked by what was measured last', async () => {
    for (const [name, media] of [
      ['small', 1_000],
      ['large', 9_000],
    ] as const) {
      const { siteId } = await opened.insert(`store-${name}`, { accountId })
      const row = { site_id: siteId, media_bytes: media, database_bytes: 500, shard_id: 'shard-1', slot: 1 }
      await directory
        .insertInto('usage_storage')
        .values({ ...row, measured_at: new Date(NOW), told_tier: null, try_after: null })
        .execute()
    }
    expect((await rankByStorage(directory, scope(), 5)).map(({ value }) => value)).toEqual([9_500, 1_500])
  })
})
