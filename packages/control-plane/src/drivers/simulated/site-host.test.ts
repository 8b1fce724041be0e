import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeSiteHost, randomSecrets, type SiteHostUnderTest } from '../../platform/site-host.suite.ts'
import { describeSitePhp } from '../../platform/site-php.suite.ts'
import { describeSiteStorage } from '../../platform/site-storage.suite.ts'
import { identityOf, makeSite, openTestWorld, type TestWorld, wp } from './testing/test-world.ts'
import { sizeOfPicture } from './wp-commands.ts'

const SHARD = { shardId: 'shard-001', slots: 50 }
const HERE = { shardId: 'shard-001', slot: 1 }
const THERE = { shardId: 'shard-002', slot: 7 }

let shared: TestWorld
let slotsTaken = 0

beforeAll(async () => {
  // Short calls that still take time, so that they can be stopped in the middle.
  shared = openTestWorld({ timeScale: 0.002, quotas: { 'Cloud SQL mutations': Number.POSITIVE_INFINITY } })
  await shared.shardHost.ensure(SHARD, AbortSignal.timeout(10_000))
})

afterAll(() => shared?.[Symbol.dispose]())

const openedHost = (): SiteHostUnderTest => ({
  host: shared.siteHost,
  freshPlace() {
    slotsTaken += 1
    return { shardId: SHARD.shardId, slot: slotsTaken }
  },
  async visit(place, path) {
    const signal = AbortSignal.timeout(10_000)
    const { status, body } = await shared.visitors.visitPlace(place, { path, signal })
    return { status, body, headers: new Headers() }
  },
})
describeSiteHost('simulated', { runsWordPress: false }, openedHost)
describeSitePhp('simulated', { runsWordPress: false }, openedHost)

describeSiteStorage('simulated', {
  picture: () => '/pictures/bread.jpg',
  pictureBytes: sizeOfPicture('bread.jpg'),
  open: openedHost,
})

describe('what a simulated site holds', () => {
  test('visitors see title and posts, and what they write', async ({ signal }) => {
    using opened = openTestWorld()
    await makeSite(opened, HERE, signal)
    await opened.siteHost.retitle(HERE, 'Brot & <Wein>', signal)
    await wp(opened, HERE, ['post', 'create', '--post_title=Our rye', '--post_status=publish'], signal)
    await wp(opened, HERE, ['post', 'create', '--post_title=Draft'], signal)
    const visit = (path: string) => opened.visitors.visitPlace(HERE, { path, signal })

    expect((await opened.visitors.visitPlace(HERE, { path: '/', writes: 'Lovely', signal })).status).toBe(201)
    const { status, body } = await visit('/')
    expect([status, body]).toEqual([200, expect.stringContaining('<title>Brot &amp; &lt;Wein></title>')])
    for (const title of ['Hello world!', 'Our rye', 'Lovely']) expect(body).toContain(title)
    expect(body).not.toContain('Draft')
    expect((await visit('/our-rye/')).status).toBe(200)
    expect((await visit('/draft/')).status).toBe(404)
    expect(await wp(opened, HERE, ['post', 'list', '--format=count'], signal)).toBe('4')
  })

  test('a new address replaces the former ones and no longer names', async ({ signal }) => {
    using opened = openTestWorld()
    await makeSite(opened, HERE, signal)
    const text = 'At http://shop.test/menu, http://shop.test. Not http://shop.test.example'
    await wp(opened, HERE, ['option', 'update', 'links', text], signal)
    for (const _ of ['first', 'second']) {
      await opened.siteHost.readdress(HERE, 'https://bakery.test', ['http://shop.test'], signal)
      expect(await wp(opened, HERE, ['option', 'get', 'links'], signal)).toBe(
        'At https://bakery.test/menu, https://bakery.test. Not http://shop.test.example',
      )
    }
    expect(await wp(opened, HERE, ['option', 'get', 'home'], signal)).toBe('https://bakery.test')
  })

  test('what was stopped in the middle shows as damaged, and can be emptied', async ({ signal }) => {
    const kinds = ['shard.create', 'site.inspect', 'site.empty']
    const latenciesMs = Object.fromEntries(kinds.map((kind) => [kind, 0]))
    using opened = openTestWorld({ timeScale: 1, latenciesMs })
    const { siteHost } = opened
    await opened.shardHost.ensure(SHARD, signal)
    const stopped = siteHost.prepare(HERE, randomSecrets(), AbortSignal.timeout(20))
    await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await siteHost.inspect(HERE, signal)).toMatchObject({ kind: 'damaged' })
    await siteHost.empty(HERE, signal)
    expect(await siteHost.inspect(HERE, signal)).toEqual({ kind: 'empty' })
  })

  test('where there is no shard there is nothing to empty, halt or thaw', async ({ signal }) => {
    using opened = openTestWorld()
    await opened.siteHost.empty(HERE, signal)
    await opened.siteHost.halt(HERE, signal)
    await opened.siteHost.thaw(HERE, signal)
  })

  test('a command in a slot without a site, and an unknown one, fail', async ({ signal }) => {
    using opened = openTestWorld()
    await opened.shardHost.ensure(SHARD, signal)
    await expect(wp(opened, HERE, ['cli', 'version'], signal)).rejects.toMatchObject({
      code: 'internal_error',
    })
    await makeSite(opened, HERE, signal)
    await expect(wp(opened, HERE, ['no-such-command'], signal)).rejects.toThrow('no-such-command')
  })

  test('aborting and halting end a command', async ({ signal }) => {
    using opened = openTestWorld({
      timeScale: 1,
      latenciesMs: {
        'shard.create': 0,
        'shard.ensure': 0,
        'site.prepare': 0,
        'site.claim': 0,
        'site.halt': 0,
      },
    })
    await makeSite(opened, HERE, signal)
    const run = (stop: AbortSignal) =>
      opened.siteHost.wp(HERE, { args: ['cli', 'version'], signal: stop, onOutput: () => undefined })
    const halted = run(signal)
    await opened.siteHost.halt(HERE, signal)
    expect(await halted).toEqual({ exitCode: 137 })
    expect(await run(AbortSignal.timeout(5))).toEqual({ exitCode: 137 })
  })
})

describe('moving a simulated site', () => {
  async function openMoving(signal: AbortSignal) {
    const opened = openTestWorld()
    await makeSite(opened, HERE, signal)
    await opened.shardHost.ensure({ ...SHARD, shardId: THERE.shardId }, signal)
    await opened.siteHost.prepare(THERE, randomSecrets(), signal)
    return opened
  }

  test('the first copy carries all, the next what has changed, and the last compares equal', async ({
    signal,
  }) => {
    using opened = await openMoving(signal)
    const { siteHost } = opened
    await wp(opened, HERE, ['media', 'import', 'oven.jpg'], signal)
    const first = await siteHost.copy(HERE, THERE, signal)
    expect(first).toMatchObject({ tables: 12, files: 1 })
    expect(first.rows).toBeGreaterThan(100)
    expect(await siteHost.inspect(THERE, signal)).toEqual({ kind: 'claimed', siteId: 'site_a' })

    await wp(opened, HERE, ['post', 'create', '--post_title=Late', '--post_status=publish'], signal)
    expect(await siteHost.copy(HERE, THERE, signal)).toMatchObject({ tables: 1, rows: 1, files: 0 })
    await siteHost.freeze(HERE, signal)
    expect(await siteHost.copy(HERE, THERE, signal)).toMatchObject({ rows: 0, files: 0, fileBytes: 0 })
    expect(await siteHost.compare(HERE, THERE, signal)).toMatchObject({ tables: 12, files: 1 })
    expect((await opened.visitors.visitPlace(THERE, { path: '/late/', signal })).status).toBe(200)
  })

  test('a copy that differs is named, and a site that still changes cannot be compared', async ({
    signal,
  }) => {
    using opened = await openMoving(signal)
    const { siteHost } = opened
    await siteHost.copy(HERE, THERE, signal)
    await expect(siteHost.compare(HERE, THERE, signal)).rejects.toMatchObject({ code: 'internal_error' })
    await wp(opened, THERE, ['option', 'update', 'tagline', 'stale'], signal)
    await siteHost.freeze(HERE, signal)
    await expect(siteHost.compare(HERE, THERE, signal)).rejects.toMatchObject({
      code: 'copy_differs',
      message: 'The copy differs in: option tagline.',
    })
    await siteHost.copy(HERE, THERE, signal)
    await siteHost.compare(HERE, THERE, signal)
  })

  test('nothing is copied into a slot that is empty or another site’s', async ({ signal }) => {
    using opened = await openMoving(signal)
    await opened.siteHost.claim(THERE, identityOf('site_b'), signal)
    await expect(opened.siteHost.copy(HERE, THERE, signal)).rejects.toMatchObject({ code: 'internal_error' })
    await opened.siteHost.empty(THERE, signal)
    await expect(opened.siteHost.copy(HERE, THERE, signal)).rejects.toMatchObject({ code: 'internal_error' })
  })

  test('a frozen site answers "moved" to who reads and who writes, and works again when thawed', async ({
    signal,
  }) => {
    using opened = await openMoving(signal)
    const { siteHost, visitors } = opened
    for (const _ of ['first', 'second']) await siteHost.freeze(HERE, signal)
    expect((await visitors.visitPlace(HERE, { path: '/', signal })).status).toBe(421)
    expect((await visitors.visitPlace(HERE, { path: '/', writes: 'Too late', signal })).status).toBe(421)
    for (const _ of ['first', 'second']) await siteHost.thaw(HERE, signal)
    expect((await visitors.visitPlace(HERE, { path: '/', signal })).body).not.toContain('Too late')
    await siteHost.thaw({ ...HERE, slot: 9 }, signal)
  })

  test('a command waits while its site is frozen, and fails when it is elsewhere', async ({ signal }) => {
    using opened = await openMoving(signal)
    const { siteHost } = opened
    await siteHost.freeze(HERE, signal)
    const waiting = wp(opened, HERE, ['option', 'update', 'blogname', 'After'], signal)
    await siteHost.freeze(HERE, signal)
    await siteHost.thaw(HERE, signal)
    await waiting
    expect(await wp(opened, HERE, ['option', 'get', 'blogname'], signal)).toBe('After')

    await siteHost.freeze(HERE, signal)
    const late = wp(opened, HERE, ['option', 'get', 'blogname'], signal)
    await siteHost.empty(HERE, signal)
    await expect(late).rejects.toMatchObject({ code: 'site_moved' })
  })

  test('a command that runs ends before its site is frozen', async ({ signal }) => {
    using opened = openTestWorld({
      timeScale: 1,
      latenciesMs: {
        'shard.create': 0,
        'shard.ensure': 0,
        'site.prepare': 0,
        'site.claim': 0,
        'site.freeze': 0,
        'site.wp': 30,
      },
    })
    await makeSite(opened, HERE, signal)
    const ended: string[] = []
    const running = wp(opened, HERE, ['cli', 'version'], signal).then(() => ended.push('command'))
    await opened.siteHost.freeze(HERE, signal)
    ended.push('freeze')
    await running
    expect(ended).toEqual(['command', 'freeze'])
  })
})
