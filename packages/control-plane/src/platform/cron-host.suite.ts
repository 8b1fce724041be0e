import { describe, expect, test, vi } from 'vitest'
import type { CronHost, DueNotice } from './cron-host.ts'
import type { Place } from './place.ts'

export interface CronHostUnderTest {
  readonly host: CronHost
  /** Where a site is that has nothing scheduled but what the driver's sites have from the start. */
  readonly place: Place
  readonly siteId: string
  /** Has the site schedule something, as its plugins would, and lets it succeed or fail. */
  schedule(event: { hook: string; dueAt: Date; intervalSeconds?: 3600; fails?: boolean }): Promise<void>
}

const HOUR_MS = 3_600_000
const NO_REST = new Map<string, number>()
/** Whole seconds, as WordPress counts. */
const fromNow = (ms: number) => new Date(Math.floor((Date.now() + ms) / 1_000) * 1_000)

/** The behaviour every driver owes. `open` may answer the same site again: each test uses hooks of its own. */
export function describeCronHost(driver: string, open: () => Promise<CronHostUnderTest>) {
  const noticesOf = async (host: CronHost, signal: AbortSignal) => {
    const notices: DueNotice[] = []
    await host.takeNotices(async (taken) => void notices.push(...taken), signal)
    return notices
  }
  const hooksOf = async ({ host, place }: CronHostUnderTest, signal: AbortSignal) =>
    (await host.events(place, signal)).map(({ hook }) => hook)

  describe(`${driver} cron host`, () => {
    test('what a site schedules is noticed once stored, and is among its events', async ({ signal }) => {
      const { host, place, schedule } = await open()
      await noticesOf(host, signal)
      const stop = host.watch(() => undefined)
      const dueAt = fromNow(-2 * HOUR_MS)
      await schedule({ hook: 'suite_noticed', dueAt })
      await vi.waitFor(async () => {
        const failing = host.takeNotices(() => Promise.reject(new Error('no room')), signal)
        await expect(failing).rejects.toThrow('no room')
      })
      const noticed = await noticesOf(host, signal)
      expect(noticed).toMatchObject([{ place, dueAt }])
      expect(noticed).toHaveLength(1)
      expect(await noticesOf(host, signal)).toEqual([])
      host.hearAgain(place)
      expect(await noticesOf(host, signal)).toMatchObject([{ place, dueAt }])
      expect(await noticesOf(host, signal)).toEqual([])
      stop()
      const events = await host.events(place, signal)
      expect(events[0]).toMatchObject({ hook: 'suite_noticed', dueAt, schedule: undefined })
    })

    test('a watcher hears of it, and no more once it has stopped', async ({ signal }) => {
      const { host, schedule } = await open()
      const seen: DueNotice[] = []
      const stop = host.watch(async () => void seen.push(...(await noticesOf(host, signal))))
      await schedule({ hook: 'suite_heard', dueAt: fromNow(-3 * HOUR_MS) })
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), { timeout: 10_000, interval: 50 })
      stop()
    })

    test('a run does what is due and no more; what comes again is scheduled again', async ({ signal }) => {
      const opened = await open()
      const { host, place, siteId, schedule } = opened
      await schedule({ hook: 'suite_once', dueAt: fromNow(-1_000) })
      await schedule({ hook: 'suite_hourly', dueAt: fromNow(-1_000), intervalSeconds: 3600 })
      await schedule({ hook: 'suite_later', dueAt: fromNow(HOUR_MS / 2) })
      const run = await host.run(place, { siteId, restSeconds: NO_REST }, signal)
      expect(run.kind).toBe('ran')
      const ran = run.events.map(({ hook }) => hook)
      expect(ran).toEqual(expect.arrayContaining(['suite_once', 'suite_hourly']))
      expect(ran).not.toContain('suite_later')
      expect(run.nextDueAt?.getTime()).toBeGreaterThan(Date.now())
      const left = await hooksOf(opened, signal)
      expect(left).toEqual(expect.arrayContaining(['suite_hourly', 'suite_later']))
      expect(left).not.toContain('suite_once')
    })

    test('an event that fails is told, does not keep others, and rests', async ({ signal }) => {
      const { host, place, siteId, schedule } = await open()
      await schedule({ hook: 'suite_bad', dueAt: fromNow(-9_000), intervalSeconds: 3600, fails: true })
      await schedule({ hook: 'suite_good', dueAt: fromNow(-5_000) })
      const run = await host.run(place, { siteId, restSeconds: new Map([['suite_bad', 7_200]]) }, signal)
      const problems = new Map(run.events.map(({ hook, problem }) => [hook, problem]))
      expect(problems.get('suite_bad')).toMatch(/Error/)
      expect(problems.has('suite_good')).toBe(true)
      expect(problems.get('suite_good')).toBeUndefined()
      const bad = (await host.events(place, signal)).find(({ hook }) => hook === 'suite_bad')
      expect(bad?.dueAt.getTime()).toBeGreaterThan(Date.now() + 1.9 * HOUR_MS)
    })

    test('a hook that is named runs although it is not due', async ({ signal }) => {
      const opened = await open()
      await opened.schedule({ hook: 'suite_named', dueAt: fromNow(HOUR_MS) })
      const order = { siteId: opened.siteId, hook: 'suite_named', restSeconds: NO_REST }
      const run = await opened.host.run(opened.place, order, signal)
      expect(run.events.map(({ hook }) => hook)).toEqual(['suite_named'])
      expect(await hooksOf(opened, signal)).not.toContain('suite_named')
    })

    test('a site that is no longer there is not run, nor is whoever came after it', async ({ signal }) => {
      const { host, place } = await open()
      expect(await host.run(place, { siteId: 'site_other', restSeconds: NO_REST }, signal)).toMatchObject({
        kind: 'moving',
        events: [],
      })
    })
  })
}
