import { chmod, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import { siteHostSteps } from '../../platform/site-host.suite.ts'
import { describeSiteStorage, type StorageSubject } from '../../platform/site-storage.suite.ts'
import { bootFrontPage } from './front-page.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const PICTURE_BYTES = 300_000

let shard: TestShard
let picture: string
beforeAll(async () => {
  shard = await startShard(9)
  picture = join(shard.layout.home, 'bread.jpg')
  // WordPress goes by the first bytes of a file, and makes no small ones of what it cannot read.
  await writeFile(
    picture,
    Buffer.concat([Buffer.from('/9j/4AAQSkZJRgABAQ==', 'base64'), Buffer.alloc(PICTURE_BYTES)]),
  )
  await chmod(picture, 0o644)
}, 120_000)
afterAll(() => shard?.[Symbol.asyncDispose](), 60_000)

const opened: StorageSubject['open'] = () => ({
  host: shard.siteHost,
  freshPlace: shard.freshPlace,
  visit: (place, path, options) => bootFrontPage(shard.layout, place, { path, ...options }),
})

describeSiteStorage('local', {
  open: opened,
  picture: () => picture,
  pictureBytes: PICTURE_BYTES,
})

describe('the storage of a slot', () => {
  const { wp, runWp, claimed } = siteHostSteps(opened)
  const mediaOf = (place: { shardId: string; slot: number }) =>
    shard.layout.shard(place.shardId).slot(place.slot).media

  test('links that lead out of a site’s media are not followed', async ({ signal }) => {
    const { host, place } = await claimed(signal)
    await symlink('/usr/bin', join(mediaOf(place), 'programs'))
    await symlink(picture, join(mediaOf(place), 'bread.jpg'))
    expect((await host.measure(place, signal)).mediaBytes).toBe(0)
  })

  test('what is deleted makes room at once, and what came past WordPress is counted', async ({ signal }) => {
    const { host, place, site } = await claimed(signal)
    const measured = await host.measure(place, signal)
    const bytesMax = measured.databaseBytes + 2.5 * PICTURE_BYTES
    await host.limitStorage(place, { siteId: site.siteId, bytesMax, measured }, signal)
    const imported = (await wp(host, place, ['media', 'import', picture, '--porcelain'], signal)).trim()
    const write = 'file_put_contents(wp_upload_dir()["basedir"] . "/dump.bin", str_repeat("x", 300000));'
    await wp(host, place, ['eval', write], signal)
    expect((await runWp(host, place, ['media', 'import', picture], signal)).exitCode).toBe(1)
    await wp(host, place, ['post', 'delete', imported, '--force'], signal)
    await wp(host, place, ['media', 'import', picture], signal)
  })

  test('bytes handed over in memory are refused like files, with the same reason', async ({ signal }) => {
    const { host, place, site } = await claimed(signal)
    const measured = await host.measure(place, signal)
    const bytesMax = measured.databaseBytes + 1_000
    await host.limitStorage(place, { siteId: site.siteId, bytesMax, measured }, signal)
    const upload = (bytes: number) =>
      wp(
        host,
        place,
        ['eval', `echo wp_upload_bits("a.txt", null, str_repeat("x", ${bytes}))["error"];`],
        signal,
      )
    expect(await upload(1_001)).toContain('the storage of this site is full')
    expect(await upload(999)).toBe('')
  })

  test('without a limit, or with one that makes no sense, everything is taken', async ({ signal }) => {
    const { host, place } = await claimed(signal)
    const { limits } = shard.layout.shard(place.shardId).slot(place.slot)
    await wp(host, place, ['media', 'import', picture], signal)
    for (const content of ['[1]', '{"storageBytesMax":1}']) {
      await writeFile(limits, content)
      await chmod(limits, 0o644)
      await wp(host, place, ['media', 'import', picture], signal)
    }
  })

  test('the site can read its limit and not write it, and it goes with the site', async ({ signal }) => {
    const { host, place, site } = await claimed(signal)
    const measured = await host.measure(place, signal)
    await host.limitStorage(place, { siteId: site.siteId, bytesMax: 5e9, measured }, signal)
    const script =
      'echo json_decode(file_get_contents(AIPRESS_LIMITS))->storageBytesMax, " ", is_writable(AIPRESS_LIMITS) ? "writable" : "closed";'
    expect(await wp(host, place, ['eval', script], signal)).toBe('5000000000 closed')
    await host.empty(place, signal)
    expect(await host.inspect(place, signal)).toEqual({ kind: 'empty' })
  })
})
