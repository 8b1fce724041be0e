import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeSite, openTestWorld, type TestWorld, wp } from '../drivers/simulated/testing/test-world.ts'
import type { Database } from '../kernel/database.ts'
import { ofAccount } from '../kernel/scope.ts'
import { createSeal } from '../kernel/seal.ts'
import type { LoggedRequest, TrafficLog } from '../platform/traffic-log.ts'
import { changeSite, removeSite } from '../sites/site-store.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { noFigures } from './figures.ts'
import { forgetOldUsage, forgetUsageOf, forgetUsageOfGone } from './forget-usage.ts'
import { createStorageMeter } from './measure-storage.reconciler.ts'
import { createTrafficMeter } from './meter-traffic.reconciler.ts'
import type { DayTally, TrafficTally } from './tally.ts'
import { recordTraffic } from './traffic-store.ts'
import { VISITORS_PER_DAY_MAX } from './traffic-sums.ts'
import { limitsOfTiers } from './usage.ts'
import { daysOf, listUsage, nearLimitsOf, totalUsage, type UsageQuery } from './usage-list.ts'
import { usageMigrations } from './usage-tables.ts'
import { createUsageWarnings, type WarningMail } from './warn.reconciler.ts'

let opened: TestDirectory
let directory: Database
let world: TestWorld
beforeAll(async () => {
  opened = await openTestDirectory(usageMigrations)
  directory = opened.directory
  world = openTestWorld()
})
afterAll(async () => {
  world?.[Symbol.dispose]()
  await opened?.[Symbol.asyncDispose]()
})
afterAll(() => expect(opened.statements.faults).toEqual([]))

const NOVEMBER = Date.parse('2026-11-30T12:00:00Z')
const DAY = 86_400_000
const GB = 1e9
/** Bronze has 5 GB of storage, 50 GB of bandwidth and 10,000 visits a month. */
const limitsOf = limitsOfTiers()
const BROWSER = 'Mozilla/5.0'

let accountId: string
let accounts = 0
beforeEach(() => {
  accounts += 1
  accountId = `acc_${accounts}`
})

const query = (more: Partial<UsageQuery> = {}): UsageQuery => ({
  scope: ofAccount(accountId),
  month: '2026-11',
  limit: 50,
  ...more,
})
const list = (more: Partial<UsageQuery> = {}) => listUsage(directory, limitsOf, query(more))

function tally(siteId: string, from: string | undefined, to: string, more: Partial<Day> = {}): TrafficTally {
  const { day = '2026-11-30', bytes = 100, visitors = ['anna'] } = more
  const hour = `${day}T10`
  const figures = { ...noFigures(), bandwidth_bytes: bytes, requests: 1 }
  const ofDay: DayTally = {
    hours: new Map([[hour, figures]]),
    visitors: new Map(visitors.map((visitor) => [visitor, hour])),
    details: new Map(),
  }
  return { siteId, from, to, days: new Map([[day, ofDay]]) }
}
interface Day {
  day: string
  bytes: number
  visitors: string[]
}

describe('sums of traffic', () => {
  test('what was read counts once, whoever reads it and however often it is told', async () => {
    const { siteId } = await opened.insert('once', { accountId })
    expect(await recordTraffic(directory, [tally(siteId, undefined, 'a')])).toEqual([siteId])
    expect(await recordTraffic(directory, [tally(siteId, undefined, 'a')])).toEqual([])
    const twice = await Promise.all(
      [1, 2, 3].map(() => recordTraffic(directory, [tally(siteId, 'a', 'b', { visitors: ['anna', 'bo'] })])),
    )
    expect(twice.flat()).toEqual([siteId])
    const [usage] = (await list()).items
    expect(usage).toMatchObject({
      bandwidthBytes: { used: 200, limit: 50 * GB, usedPercent: 0 },
      visits: { used: 2, limit: 10_000 },
    })
    expect(await daysOf(directory, siteId, '2026-11')).toEqual([
      { date: '2026-11-30', bandwidthBytes: 200, visits: 2, requests: 2 },
    ])
  })

  test('a reader that dies before it is done leaves neither sums nor position', async () => {
    const { siteId } = await opened.insert('killed', { accountId })
    const impossible = tally(siteId, undefined, 'a', { bytes: Number.NaN })
    await expect(recordTraffic(directory, [impossible])).rejects.toThrow()
    expect(await recordTraffic(directory, [tally(siteId, undefined, 'a')])).toEqual([siteId])
    expect((await list()).items[0]).toMatchObject({ bandwidthBytes: { used: 100 }, visits: { used: 1 } })
  })

  test('a visitor counts once a day, and the next month begins at nothing', async () => {
    const { siteId } = await opened.insert('months', { accountId })
    const days: [string | undefined, string, string][] = [
      [undefined, 'a', '2026-11-29'],
      ['a', 'b', '2026-11-30'],
      ['b', 'c', '2026-11-30'],
      ['c', 'd', '2026-12-01'],
    ]
    for (const [from, to, day] of days) await recordTraffic(directory, [tally(siteId, from, to, { day })])
    expect((await list()).items[0]).toMatchObject({ visits: { used: 2 }, bandwidthBytes: { used: 300 } })
    const december = (await list({ month: '2026-12' })).items[0]
    expect(december).toMatchObject({ visits: { used: 1 }, bandwidthBytes: { used: 100 } })
    expect((await daysOf(directory, siteId, '2026-12')).map(({ date }) => date)).toEqual([
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
    ])
  })

  test('of a site that everybody attacks no more visitors are remembered than there may be', async () => {
    const { siteId } = await opened.insert('attacked', { accountId })
    const crowd = (name: string, count: number) => Array.from({ length: count }, (_, one) => `${name}${one}`)
    const most = crowd('a', VISITORS_PER_DAY_MAX - 1)
    await recordTraffic(directory, [tally(siteId, undefined, 'a', { visitors: most })])
    await recordTraffic(directory, [tally(siteId, 'a', 'b', { visitors: crowd('b', 5) })])
    await recordTraffic(directory, [tally(siteId, 'b', 'c', { visitors: crowd('c', 5) })])
    expect((await list()).items[0]?.visits.used).toBe(VISITORS_PER_DAY_MAX)
  })

  test('old days, visitors of before yesterday and sites that are gone are forgotten', async () => {
    const { siteId } = await opened.insert('forgotten', { accountId })
    const gone = await opened.insert('gone', { accountId })
    for (const id of [siteId, gone.siteId]) {
      await recordTraffic(directory, [tally(id, undefined, 'a', { day: '2025-10-01' })])
      await recordTraffic(directory, [tally(id, 'a', 'b', { day: '2026-11-28' })])
      await recordTraffic(directory, [tally(id, 'b', 'c', { day: '2026-11-29' })])
    }
    const daysKept = async () =>
      (await directory.selectFrom('usage_days').select('day').where('site_id', '=', siteId).execute()).length
    const visitorsKept = () =>
      directory.selectFrom('usage_visitors').select('day').where('site_id', '=', siteId).execute()
    expect(await daysKept()).toBe(3)
    await forgetOldUsage(directory, NOVEMBER)
    expect(await daysKept()).toBe(2)
    expect(await visitorsKept()).toEqual([{ day: '2026-11-29' }])
    await directory.transaction().execute((tx) => removeSite(tx, gone.siteId))
    expect(await forgetUsageOfGone(directory)).toBeGreaterThan(0)
    expect(await forgetUsageOfGone(directory)).toBe(0)
    await forgetUsageOf(directory, siteId)
    expect(await daysKept()).toBe(0)
  })
})

describe('counting what the edge wrote down', () => {
  const seal = createSeal(Buffer.alloc(32, 7))
  const signal = AbortSignal.timeout(60_000)
  const request = (more: Partial<LoggedRequest> = {}): LoggedRequest => ({
    time: '2026-11-30T10:00:00.000Z',
    method: 'GET',
    path: '/',
    status: 200,
    sentBytes: 1_000,
    durationMs: 80,
    cache: 'BYPASS (logged in)',
    address: '192.0.2.1',
    userAgent: BROWSER,
    ...more,
  })
  /** Requests as they were logged, a few at a time. */
  const logOf = (siteId: string, requests: readonly LoggedRequest[], atOnce = 2): TrafficLog => ({
    async read(asked, position) {
      const from = Number(position ?? 0)
      const part = asked === siteId ? requests.slice(from, from + atOnce) : []
      if (part.length === 0) return undefined
      const to = from + part.length
      return { requests: part, position: String(to), more: to < requests.length }
    },
  })
  const meter = (traffic: TrafficLog, controlGroup = 1, now = NOVEMBER) =>
    createTrafficMeter({ directory, seal, traffic, controlGroup, clock: () => now })

  test('bytes of everybody count, and visits of people at pages', async () => {
    const { siteId } = await opened.insert('metered', { accountId })
    const requests = [
      request(),
      request({ path: '/about/' }),
      request({ address: '192.0.2.2' }),
      request({ path: '/cat.png', address: '192.0.2.3' }),
      request({ userAgent: 'curl/8' }),
      request({ time: '2026-11-29T10:00:00.000Z' }),
    ]
    for (const _ of ['once', 'twice']) await meter(logOf(siteId, requests)).run(signal)
    expect(await daysOf(directory, siteId, '2026-11')).toEqual([
      { date: '2026-11-29', bandwidthBytes: 1_000, visits: 1, requests: 1 },
      { date: '2026-11-30', bandwidthBytes: 5_000, visits: 2, requests: 5 },
    ])
    const stored = await directory.selectFrom('usage_visitors').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain('192.0.2')
  })

  test('what is read so late that its visitors are forgotten counts, but their visits not again', async () => {
    const { siteId } = await opened.insert('late', { accountId })
    const requests = [1, 2, 3].map((hour) => request({ time: `2026-11-20T0${hour}:00:00.000Z` }))
    await meter(logOf(siteId, requests.slice(0, 1)), 1, NOVEMBER - 10 * DAY).run(signal)
    await meter(logOf(siteId, requests.slice(0, 2)), 1, NOVEMBER - 5 * DAY).run(signal)
    await forgetOldUsage(directory, NOVEMBER)
    await meter(logOf(siteId, requests)).run(signal)
    expect(await daysOf(directory, siteId, '2026-11')).toEqual([
      { date: '2026-11-20', bandwidthBytes: 3_000, visits: 1, requests: 3 },
    ])
  })

  test('a site that was handed over goes on where it was, and one that cannot be read holds up nobody', async () => {
    const { siteId } = await opened.insert('handed', { accountId })
    await opened.insert('broken', { accountId })
    const requests = [request(), request({ address: '192.0.2.2' })]
    const log = logOf(siteId, requests.slice(0, 1))
    const broken: TrafficLog = {
      read: async (asked, ...rest) => {
        if (asked !== siteId) throw new Error('The disk is broken.')
        return log.read(asked, ...rest)
      },
    }
    await expect(meter(broken).run(signal)).rejects.toThrow('could not be read')
    await directory.updateTable('sites').set({ control_group: 2 }).where('site_id', '=', siteId).execute()
    await meter(logOf(siteId, requests)).run(signal)
    await meter(logOf(siteId, requests), 2).run(signal)
    expect((await list({ siteId })).items[0]).toMatchObject({
      visits: { used: 2 },
      bandwidthBytes: { used: 2_000 },
    })
  })
})

describe('storage, limits and warnings', () => {
  const signal = AbortSignal.timeout(60_000)
  let slots = 0
  let now = NOVEMBER
  const clock = () => now
  const storage = (limits = limitsOf, controlGroup = 1) =>
    createStorageMeter({ directory, controlGroup, host: world.siteHost, limitsOf: limits, clock })

  const makeMeasured = async (name: string) => {
    slots += 1
    const place = { shardId: 'shard-001', slot: slots }
    const site = await opened.insert(name, { accountId, place, controlGroup: 7 })
    await makeSite(world, place, signal, site.siteId)
    return { ...site, place }
  }
  const importPicture = (place: { shardId: string; slot: number }) =>
    wp(world, place, ['media', 'import', '/pictures/bread.jpg'], signal)

  test('a tier that has changed counts at once, and all else is measured once an hour', async () => {
    now = NOVEMBER
    const { siteId, place } = await makeMeasured('limited')
    const small = limitsOfTiers({ bronze: { storageBytes: 1.65e6 }, silver: { storageBytes: 3e6 } })
    await importPicture(place)
    await storage(small, 7).run(signal)
    const { storageBytes } = (await listUsage(directory, small, query())).items[0] ?? {}
    expect(storageBytes).toMatchObject({ limit: 1.65e6, mediaBytes: 109_000, usedPercent: 103 })
    expect(storageBytes?.measuredAt).toBe('2026-11-30T12:00:00.000Z')
    await expect(importPicture(place)).rejects.toThrow('the storage of this site is full')

    await directory.transaction().execute((tx) => changeSite(tx, siteId, 'op_1', { tier: 'silver' }))
    now += 1_000
    await storage(small, 7).run(signal)
    await importPicture(place)
    expect((await listUsage(directory, small, query())).items[0]?.storageBytes.usedPercent).toBe(56)

    await wp(world, place, ['media', 'import', '/pictures/another.jpg'], signal)
    const mediaBytes = async () => (await list()).items[0]?.storageBytes.mediaBytes
    now += 3_500_000
    await storage(small, 7).run(signal)
    expect(await mediaBytes()).toBe(109_000)
    now += 200_000
    await storage(small, 7).run(signal)
    expect(await mediaBytes()).toBe(220_000)
  })

  test('a site that has moved is limited at its new place', async () => {
    now = NOVEMBER
    const { siteId, place } = await makeMeasured('moved')
    const small = limitsOfTiers({ bronze: { storageBytes: 1.65e6 } })
    await storage(small, 7).run(signal)
    slots += 1
    const to = { ...place, slot: slots }
    await makeSite(world, to, signal, siteId)
    await importPicture(to)
    await directory.updateTable('sites').set({ slot: to.slot }).where('site_id', '=', siteId).execute()
    now += 1_000
    await storage(small, 7).run(signal)
    expect((await list()).items[0]?.storageBytes.mediaBytes).toBe(109_000)
    await expect(importPicture(to)).rejects.toThrow('the storage of this site is full')
  })

  test('a site that cannot be measured keeps its figures, and keeps nobody waiting', async () => {
    now = NOVEMBER
    const broken = await opened.insert('broken-slot', {
      accountId,
      place: { shardId: 'shard-999', slot: 1 },
      controlGroup: 7,
    })
    const { siteId } = await makeMeasured('whole-slot')
    await expect(storage(limitsOf, 7).run(signal)).rejects.toThrow('1 of 2 sites were not measured')
    expect((await list({ siteId })).items[0]?.storageBytes.used).toBeGreaterThan(0)
    expect((await list({ siteId: broken.siteId })).items[0]?.storageBytes.used).toBe(0)
    now += 10_000
    expect(await storage(limitsOf, 7).run(signal)).toEqual([])
  })

  test('each limit is warned of once at 80 and at 100 percent, month and tier, whatever dies in between', async () => {
    now = NOVEMBER
    const { siteId } = await opened.insert('warned', { accountId, controlGroup: 8 })
    const mails: WarningMail[] = []
    let fails = false
    const warnings = createUsageWarnings({
      directory,
      controlGroup: 8,
      limitsOf,
      clock,
      async mail(warning) {
        if (fails) throw new Error('killed')
        if (!mails.some(({ key }) => key === warning.key)) mails.push(warning)
      },
    })
    const said = () => mails.splice(0).map(({ subject }) => subject)
    const add = async (bytes: number, from: string | undefined, to: string, day = '2026-11-30') => {
      await recordTraffic(directory, [tally(siteId, from, to, { bytes, day, visitors: [] })])
    }
    await add(39.9 * GB, undefined, 'a')
    expect(await warnings.run(signal)).toEqual([])
    await add(0.2 * GB, 'a', 'b')
    fails = true
    await expect(warnings.run(signal)).rejects.toThrow('killed')
    fails = false
    expect(await warnings.run(signal)).toEqual(['warned of bandwidth of warned at 80 %'])
    expect(await warnings.run(signal)).toEqual([])
    expect(said()).toEqual(['warned has used 80 % of its bandwidth this month'])

    await add(20 * GB, 'b', 'c')
    await warnings.run(signal)
    expect(mails[0]?.text).toContain('Your visitors are served as before.')
    expect(said()).toEqual(['warned has used all of its bandwidth this month'])
    expect((await list()).items[0]?.warnings.map(({ of, percent }) => `${of} ${percent}`)).toEqual([
      'bandwidth 80',
      'bandwidth 100',
    ])
    const near = await nearLimitsOf(directory, limitsOf, '2026-11', [siteId])
    expect(near.get(siteId)).toEqual([{ of: 'bandwidth', usedPercent: 120 }])

    await directory.transaction().execute((tx) => changeSite(tx, siteId, 'op_2', { tier: 'silver' }))
    expect(await warnings.run(signal)).toEqual([])
    expect((await list()).items[0]).toMatchObject({ warnings: [], bandwidthBytes: { usedPercent: 24 } })
    await directory.transaction().execute((tx) => changeSite(tx, siteId, 'op_3', { tier: 'bronze' }))
    expect(await warnings.run(signal)).toEqual([])

    now += DAY
    expect(await warnings.run(signal)).toEqual([])
    await add(60 * GB, 'c', 'd', '2026-12-01')
    await warnings.run(signal)
    // Of both thresholds at once the higher one is told.
    expect(said()).toEqual(['warned has used all of its bandwidth this month'])
  })
})

describe('lists', () => {
  test('sites near or over a limit are found, the account’s own alone, in pages', async () => {
    const use = async (name: string, visits: number, tier: 'bronze' | 'silver' = 'bronze') => {
      const { siteId } = await opened.insert(name, { accountId, tier })
      const month = { site_id: siteId, month: '2026-11', bandwidth_bytes: 1, requests: visits, visits }
      await directory.insertInto('usage_months').values(month).execute()
    }
    await use('a-quiet', 10)
    await use('b-near', 8_000)
    await use('c-over', 12_345)
    await use('d-large', 12_345, 'silver')
    await opened.insert('e-new', { accountId })
    await opened.insert('stranger', { accountId: 'acc_stranger' })
    const names = async (more: Partial<UsageQuery> = {}) =>
      (await list(more)).items.map(({ siteName }) => siteName)
    expect(await names()).toEqual(['a-quiet', 'b-near', 'c-over', 'd-large', 'e-new'])
    expect(await names({ standing: 'near' })).toEqual(['b-near', 'c-over'])
    expect(await names({ standing: 'over' })).toEqual(['c-over'])
    expect(await totalUsage(directory, limitsOf, query())).toEqual({
      sites: 5,
      storageBytes: 0,
      bandwidthBytes: 4,
      visits: 32_700,
    })
    const first = await list({ limit: 2 })
    const second = await list({ limit: 2, cursor: first.nextCursor })
    const third = await list({ limit: 2, cursor: second.nextCursor })
    expect([first, second, third].map(({ items }) => items.length)).toEqual([2, 2, 1])
    expect(third.nextCursor).toBeUndefined()
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
