import { describe, expect, test } from 'vitest'
import { type SiteHostUnderTest, siteHostSteps } from './site-host.suite.ts'

export interface StorageSubject {
  open(): SiteHostUnderTest
  /** What `wp media import` takes: a picture, of what size is the driver's matter. */
  picture(): string
  /** What the picture takes at least once it is imported. */
  readonly pictureBytes: number
}

/** What every driver owes of measuring and limiting what sites take. */
export function describeSiteStorage(driver: string, { open, picture, pictureBytes }: StorageSubject) {
  const { wp, runWp, claimed } = siteHostSteps(open)

  describe(`${driver} site host, storage`, () => {
    test('a site is measured with its media and its database, an empty slot has nothing', async ({
      signal,
    }) => {
      const { host, place } = await claimed(signal)
      const fresh = await host.measure(place, signal)
      expect(fresh.mediaBytes).toBe(0)
      expect(fresh.databaseBytes).toBeGreaterThan(500_000)
      await wp(host, place, ['media', 'import', picture()], signal)
      const after = await host.measure(place, signal)
      expect(after.mediaBytes).toBeGreaterThanOrEqual(pictureBytes)
      expect(after.databaseBytes).toBeGreaterThanOrEqual(fresh.databaseBytes)
      expect(await host.measure(open().freshPlace(), signal)).toEqual({ mediaBytes: 0, databaseBytes: 0 })
    })

    test('an upload beyond the limit is refused with the reason, a larger limit lets it pass', async ({
      signal,
    }) => {
      const { host, place, site } = await claimed(signal)
      const measured = await host.measure(place, signal)
      const limit = (bytes: number, siteId = site.siteId) =>
        host.limitStorage(place, { siteId, bytesMax: measured.databaseBytes + bytes, measured }, signal)
      await limit(pictureBytes - 1)
      const refused = await runWp(host, place, ['media', 'import', picture()], signal)
      expect(refused.exitCode).toBe(1)
      expect(refused.stdout + refused.stderr).toContain('the storage of this site is full')
      expect((await host.measure(place, signal)).mediaBytes).toBe(0)

      await limit(0, 'site_somebody_else')
      await limit(100 * pictureBytes)
      await wp(host, place, ['media', 'import', picture()], signal)
      expect((await host.measure(place, signal)).mediaBytes).toBeGreaterThanOrEqual(pictureBytes)
      await host.limitStorage(open().freshPlace(), { siteId: 'site_none', bytesMax: 1, measured }, signal)
    })
  })
}
