import { describe, expect, test } from 'vitest'
import type { LoggedRequest, TrafficLog } from './traffic-log.ts'

export interface TrafficLogUnderTest extends AsyncDisposable {
  readonly log: TrafficLog
  /** Sites that visitors can reach, and that nobody has visited yet. */
  readonly siteIds: readonly [string, string]
  visit(siteId: string, path: string, userAgent: string): Promise<{ status: number }>
}

/** Requests are there within seconds. */
const SOON = { timeout: 10_000, interval: 20 }

/** The behaviour every driver owes. */
export function describeTrafficLog(driver: string, open: () => Promise<TrafficLogUnderTest>) {
  describe(`${driver} traffic log`, () => {
    test('requests are found once, oldest first, by who goes on from the position of before', async ({
      signal,
    }) => {
      await using opened = await open()
      const [siteId] = opened.siteIds
      const since = Date.now() - 5_000
      const { status } = await opened.visit(siteId, '/first/?a=1', 'Mozilla/5.0 (Anna)')
      await opened.visit(siteId, '/second/', 'Mozilla/5.0 (Bo)')
      const before = await readAll(opened.log, siteId, undefined, 2, signal)
      expect(before.requests).toMatchObject([
        { method: 'GET', path: '/first/?a=1', status, userAgent: 'Mozilla/5.0 (Anna)' },
        { path: '/second/', userAgent: 'Mozilla/5.0 (Bo)' },
      ])
      for (const request of before.requests) {
        expect(request.address).not.toBe('')
        expect(Number.isInteger(request.sentBytes)).toBe(true)
        expect(Math.abs(Date.parse(request.time) - since)).toBeLessThan(60_000)
      }
      expect(await opened.log.read(siteId, before.position, signal)).toBeUndefined()

      await opened.visit(siteId, '/third/', 'Mozilla/5.0 (Anna)')
      const after = await readAll(opened.log, siteId, before.position, 1, signal)
      expect(after.requests.map(({ path }) => path)).toEqual(['/third/'])
      // Whoever could not store what it read reads the same again.
      const again = await opened.log.read(siteId, before.position, signal)
      expect(again?.requests.map(({ path }) => path)).toEqual(['/third/'])
    })

    test('a site has its own requests alone, and none while nobody comes', async ({ signal }) => {
      await using opened = await open()
      const [visited, quiet] = opened.siteIds
      await opened.visit(visited, '/', 'Mozilla/5.0')
      expect((await readAll(opened.log, visited, undefined, 1, signal)).requests).toHaveLength(1)
      expect(await opened.log.read(quiet, undefined, signal)).toBeUndefined()
      expect(await opened.log.read('site_unknown', undefined, signal)).toBeUndefined()
    })
  })
}

/** Reads on until there are so many. */
export async function readAll(
  log: TrafficLog,
  siteId: string,
  from: string | undefined,
  count: number,
  signal: AbortSignal,
): Promise<{ requests: LoggedRequest[]; position: string | undefined }> {
  let position = from
  const requests: LoggedRequest[] = []
  await expect
    .poll(async () => {
      const part = await log.read(siteId, position, signal)
      position = part?.position ?? position
      requests.push(...(part?.requests ?? []))
      return requests.length
    }, SOON)
    .toBeGreaterThanOrEqual(count)
  return { requests, position }
}
