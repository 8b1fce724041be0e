import { rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { exchange, type Visit, visit } from '../../../../../test/harness/http.ts'
import { layOutCountingSite } from './testing/counting-site.ts'

const [HOST, OTHER] = ['bakery.localhost', 'butcher.localhost']
const PLACE = { shardId: 'shard-001', slot: 1 }
const OTHER_PLACE = { shardId: 'shard-001', slot: 2 }
const signal = () => AbortSignal.timeout(5_000)

let open: TestEdge
let php: AsyncDisposable
let folder: string
let renderings: () => Promise<number>

beforeAll(async () => {
  open = await startEdge()
  for (const place of [PLACE, OTHER_PLACE]) await layOutSite(open.layout, place)
  ;({ folder, renderings } = await layOutCountingSite(open))
  php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal())
})
afterAll(async () => {
  await php?.[Symbol.asyncDispose]()
  await open?.[Symbol.asyncDispose]()
})
beforeEach(() => open.edge.purge(PLACE, signal()))

const get = (path: string, more: Partial<Visit> = {}) => visit({ port: open.port, host: HOST, path, ...more })

/** Which rendering, and what the edge says of it. */
async function seen(path: string, more: Partial<Visit> = {}) {
  const { status, body, headers } = await get(path, more)
  return { status, rendering: Number(/rendering (\d+)/.exec(body)?.[1]), cache: headers['x-aipress-cache'] }
}

const withCookie = (cookie: string): Partial<Visit> => ({ headers: { cookie } })

test('a page is made once, and is the same for everybody whom the site does not know', async () => {
  const first = await seen('/')
  expect(first).toMatchObject({ status: 200, cache: 'MISS' })
  const headers = {
    cookie: '_ga=GA1.2; cookieconsent=yes; wordpress_test_cookie=1',
    'user-agent': 'a telephone',
    'accept-language': 'de',
    referer: 'https://search.example/',
  }
  expect(await seen('/', { headers })).toEqual({ ...first, cache: 'HIT' })
  const again = await get('/')
  expect(again.headers).toMatchObject({
    'content-type': 'text/html; charset=UTF-8',
    link: '<https://example.org/>; rel="shortlink"',
    'cache-control': 'public, max-age=0, must-revalidate',
    age: expect.stringMatching(/^\d$/),
  })
})

test.each([
  ['logged in', withCookie('wordpress_logged_in_0a1b=anna%7C1')],
  ['comment author', withCookie('a=1; comment_author_0a1b=anna')],
  ['cart', withCookie('woocommerce_items_in_cart=1')],
  ['cart', withCookie('wp_woocommerce_session_0a1b=1')],
  ['protected page', withCookie('wp-postpass_0a1b=1')],
  ['session', withCookie('PHPSESSID=1')],
  ['logged in', { headers: { authorization: 'Basic YTpi' } }],
  ['asks for data', { headers: { accept: 'application/activity+json' } }],
  ['not a reading', { method: 'POST', body: 'a=1' }],
] as [string, Partial<Visit>][])('%s: WordPress answers for itself, with %j', async (why, more) => {
  const kept = await seen('/')
  const own = await seen('/', more)
  expect(own).toMatchObject({ status: 200, cache: `BYPASS (${why})` })
  expect(own.rendering).not.toBe(kept.rendering)
  expect(await seen('/')).toEqual({ ...kept, cache: 'HIT' })
})

test.each([
  ['/?preview=true', 'preview'],
  ['/?p=7&preview_id=7', 'preview'],
  ['/?customize_changeset_uuid=1', 'preview'],
  ['/shop/?add-to-cart=7', 'cart'],
  ['/?wc-ajax=get_refreshed_fragments', 'cart'],
  ['/?rest_route=/wp/v2/posts', 'REST'],
  ['/?rest%5Froute=/wp/v2/posts', 'REST'],
  ['/?preview%5B%5D=1', 'preview'],
  ['/wp-json/wp/v2/posts', 'REST'],
  ['/%77p-json/wp/v2/posts', 'REST'],
  ['//wp-json/wp/v2/posts', 'REST'],
  ['/post/?unapproved=7&moderation-hash=1', 'comment author'],
  ['/?aipress-login=v1.1', 'logging in'],
  ['/?preview%00=1', 'preview'],
  ['/?%20preview_id=2', 'preview'],
  ['/?rest.route=/wp/v2/posts', 'REST'],
  ['/x/../wp-json/', 'strange address'],
])('%s is not kept: %s', async (path, why) => {
  for (const _ of [1, 2]) expect((await seen(path)).cache).toBe(`BYPASS (${why})`)
})

test.each([
  ['/cookie/', 'sets a cookie'],
  ['/private/', 'the site says so'],
  ['/no-store/', 'the site says so'],
  ['/vary/', 'varies by x-country'],
  ['/json/', 'not a page'],
])('%s is not kept, and nobody waits for it again: %s', async (path, why) => {
  const first = await seen(path)
  const second = await seen(path)
  expect([first.cache, second.cache]).toEqual([`BYPASS (${why})`, `BYPASS (${why})`])
  expect(second.rendering).toBeGreaterThan(first.rendering)
})

test('a basket that no list knows of is not replaced by nobody’s', async () => {
  for (const _ of [1, 2]) {
    const { body, headers } = await get('/cookie/', withCookie('some-basket=mine'))
    expect(body).toContain('"HTTP_COOKIE":"some-basket=mine"')
    expect(headers['set-cookie']).toHaveLength(1)
  }
})

test('a page that may not be kept any more is gone once it is made anew', async () => {
  const first = await seen('/stale/')
  await writeFile(join(folder, 'closed'), '')
  await vi.waitFor(async () => expect((await seen('/stale/')).cache).toBe('BYPASS (the site says so)'), {
    timeout: 5_000,
    interval: 50,
  })
  await rm(join(folder, 'closed'))
  expect((await seen('/stale/')).rendering).toBeGreaterThan(first.rendering)
})

test('a reader who is slow holds nobody up', async () => {
  const raw = `GET /slow/ HTTP/1.1\r\nHost: ${HOST}:${open.port}\r\nConnection: close\r\n\r\n`
  const socket = connect({ port: open.port, host: '127.0.0.1' })
  socket.pause()
  socket.write(raw)
  await vi.waitFor(async () => expect((await seen('/slow/')).cache).toBe('HIT'))
  socket.destroy()
})

test('who asks for a page sees who they are where it cannot be kept', async () => {
  await seen('/vary/')
  const { body } = await get('/vary/', { headers: { 'x-country': 'fr', 'accept-language': 'fr' } })
  expect(body).toContain('"HTTP_X_COUNTRY":"fr"')
  expect(body).toContain('"HTTP_ACCEPT_LANGUAGE":"fr"')
})

test('what only one visitor says is in no page that others get', async () => {
  const poison = 'evil.example'
  const names = [
    'x-forwarded-host',
    'x-original-url',
    'x-rewrite-url',
    'x-host',
    'forwarded',
    'referer',
    'cookie',
  ]
  const headers = Object.fromEntries(names.map((name) => [name, poison]))
  const { body } = await get('/', {
    headers: { ...headers, 'user-agent': poison, 'accept-language': poison },
  })
  expect(body).toContain('rendering')
  expect(body).not.toContain(poison)
  expect(body).toContain('"REMOTE_ADDR":"192.0.2.1"')
  expect((await get('/?utm_source=evil.example')).body).not.toContain(poison)
})

test('where a visitor comes from does not make another page, what is asked for does', async () => {
  const first = await seen('/?utm_source=mail&fbclid=1')
  for (const path of ['/', '/?gclid=2', '/?utm_campaign=x&msclkid=3'])
    expect(await seen(path)).toEqual({ ...first, cache: 'HIT' })
  expect(await seen('/?page=2&utm_source=mail')).toMatchObject({ cache: 'BYPASS (asked for the first time)' })
  const second = await seen('/?page=2&utm_source=mail')
  expect(second.rendering).not.toBe(first.rendering)
  expect(await seen('/?fbclid=4&page=2')).toEqual({ ...second, cache: 'HIT' })
  expect((await get('/?page=2&utm_source=mail')).body).toContain('"REQUEST_URI":"\\/?page=2"')
})

test('each visitor gets it compressed as they like, and it is one and the same', async () => {
  const plain = (await get('/')).body
  const raw = (coding: string) =>
    new Promise<{ bytes: Buffer; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const headers = { host: `${HOST}:${open.port}`, 'accept-encoding': coding }
      const call = request({ port: open.port, path: '/', headers, agent: false }, (response) => {
        buffer(response).then((bytes) => resolve({ bytes, headers: response.headers }), reject)
      })
      call.on('error', reject).end()
    })
  const gzip = await raw('gzip')
  expect(gzip.headers).toMatchObject({
    'content-encoding': 'gzip',
    vary: 'Accept-Encoding',
    'x-aipress-cache': 'HIT',
  })
  expect(gunzipSync(gzip.bytes).toString()).toBe(plain)
  const brotli = await raw('gzip, deflate, br, zstd')
  expect(brotli.headers['content-encoding']).toBe('br')
  expect(brotliDecompressSync(brotli.bytes).toString()).toBe(plain)
  expect(brotli.bytes.length).toBeLessThan(plain.length / 4)
  for (const coding of ['identity', 'br;q=0, gzip;q=0.0', 'deflate', 'brave']) {
    const { headers } = await raw(coding)
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers.vary).toBe('Accept-Encoding')
  }
})

test('a browser that has the page is told so, and HEAD is told about it', async () => {
  const { headers } = await get('/')
  const etag = headers.etag ?? ''
  expect(etag).toMatch(/^W\/".+"$/)
  const same = await get('/', { headers: { 'if-none-match': etag } })
  expect([same.status, same.body, same.headers['x-aipress-cache']]).toEqual([304, '', 'HIT'])
  expect((await get('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  const head = await get('/', { method: 'HEAD' })
  expect([head.status, head.body, head.headers['x-aipress-cache']]).toEqual([200, '', 'HIT'])
  expect(head.headers.etag).toBe(etag)
})

test('HEAD for a page that is not there has it made, with its body', async () => {
  const head = await get('/head/', { method: 'HEAD' })
  expect([head.status, head.body, head.headers['x-aipress-cache']]).toEqual([200, '', 'MISS'])
  expect(await seen('/head/')).toMatchObject({ cache: 'HIT', rendering: await renderings() })
})

test('a part of a page is answered with all of it', async () => {
  await seen('/')
  const answer = await get('/', { headers: { range: 'bytes=0-9' } })
  expect([answer.status, answer.body.length]).toEqual([200, (await get('/')).body.length])
})

test('redirects and missing pages are kept as well', async () => {
  expect(await seen('/missing/')).toMatchObject({ status: 404, cache: 'MISS' })
  expect(await seen('/missing/')).toMatchObject({ status: 404, cache: 'HIT' })
  await get('/elsewhere/')
  const { status, headers } = await get('/elsewhere/')
  expect([status, headers.location, headers['x-aipress-cache']]).toEqual([301, '/there/', 'HIT'])
})

test('a page that goes missing is kept as that', async () => {
  const { status } = await seen('/gone/')
  expect(status).toBe(200)
  await open.edge.purge(PLACE, signal())
  await writeFile(join(folder, 'gone'), '')
  expect(await seen('/gone/')).toMatchObject({ status: 404, cache: 'MISS' })
  expect(await seen('/gone/')).toMatchObject({ status: 404, cache: 'HIT' })
})

test('of many who ask at once for a page that takes time, one has it made and all get it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => seen('/slow/')))
  expect(new Set(answers.map(({ rendering }) => rendering)).size).toBe(1)
  expect(answers.filter(({ cache }) => cache === 'MISS')).toHaveLength(1)
  expect(answers.filter(({ cache }) => cache === 'HIT')).toHaveLength(19)
})

test('a page that takes more than ten seconds is made once, for all who wait for it', async () => {
  const answers = await Promise.all([seen('/very-slow/'), seen('/very-slow/')])
  expect(new Set(answers.map(({ rendering }) => rendering)).size).toBe(1)
  expect(answers.map(({ cache }) => cache).sort()).toEqual(['HIT', 'MISS'])
}, 30_000)

test('half a page, a failure and a page too long are kept for nobody', async () => {
  for (const path of ['/cut/', '/broken/', '/long/']) {
    await get(path)
    expect((await get(path)).headers['x-aipress-cache']).not.toMatch(/HIT|STALE/)
  }
})

test('past its time a page is still sent while it is made anew, once', async () => {
  const first = await seen('/stale/')
  await vi.waitFor(
    async () => {
      const { cache, rendering } = await seen('/stale/')
      expect([cache, rendering]).toEqual(['STALE (being made anew)', first.rendering])
    },
    { timeout: 5_000, interval: 50 },
  )
  await vi.waitFor(async () =>
    expect(await seen('/stale/')).toMatchObject({ cache: 'HIT', rendering: first.rendering + 1 }),
  )
})

test('while WordPress fails, visitors get the page of before', async () => {
  const first = await seen('/stale/')
  await writeFile(join(folder, 'fails'), '')
  try {
    await vi.waitFor(async () => expect((await seen('/stale/')).cache).toMatch(/^STALE/), {
      timeout: 5_000,
      interval: 50,
    })
    for (const _ of [1, 2, 3])
      expect(await seen('/stale/')).toMatchObject({ status: 200, rendering: first.rendering })
    // What nobody made before is told as it is.
    expect((await get('/stale/other')).status).toBe(500)
  } finally {
    await rm(join(folder, 'fails'))
  }
})

test('a purge is seen at once by every worker, and by no neighbour', async () => {
  await using _php = await startPhp(open.layout, OTHER_PLACE)
  await open.edge.publish(siteRoute(OTHER, { siteId: 'site_000000000000002', place: OTHER_PLACE }), signal())
  const neighbour = await seen('/', { host: OTHER })
  const before = await seen('/')
  await open.edge.purge(PLACE, signal())
  const after = await Promise.all(Array.from({ length: 20 }, () => seen('/')))
  expect(new Set(after.map(({ rendering }) => rendering)).size).toBe(1)
  expect(after[0]?.rendering).toBeGreaterThan(before.rendering)
  expect(await seen('/', { host: OTHER })).toEqual({ ...neighbour, cache: 'HIT' })
})

const AGAIN = 20
const LOOKED_AT = { timeout: 5_000 }
/** So often that every worker has answered it, and answers what it has in mind. */
const often = (path: string, more: Partial<Visit> = {}) =>
  Promise.all(Array.from({ length: AGAIN }, () => seen(path, more)))

test('what the workers have answered a moment ago counts for no other visitor, address, purge or route', async () => {
  const [kept] = await often('/')
  for (const personal of [
    withCookie('wordpress_logged_in_0a1b=anna%7C1'),
    { headers: { authorization: 'Basic YTpi' } },
    { headers: { accept: 'application/json' } },
    { method: 'POST', body: 'a=1' },
  ]) {
    const own = await often('/', personal)
    expect(new Set(own.map(({ rendering }) => rendering)).size).toBe(AGAIN)
    expect(own.every(({ cache }) => String(cache).startsWith('BYPASS'))).toBe(true)
  }
  // Headers that read the same one after the other.
  const asked = (encoding: string, accept: string) => ({ headers: { 'accept-encoding': encoding, accept } })
  await often('/', asked('gzip application/json,', 'text/html'))
  const data = await often('/', asked('gzip', 'application/json, text/html'))
  expect(data.every(({ cache }) => cache === 'BYPASS (asks for data)')).toBe(true)
  expect((await often('/?s=bread'))[0]?.rendering).not.toBe(kept?.rendering)
  expect((await often('/', { headers: { cookie: '_ga=1' } }))[0]).toEqual({ ...kept, cache: 'HIT' })
  await open.edge.purge(PLACE, signal(), { path: '/elsewhere/' })
  expect((await often('/')).map(({ rendering }) => rendering)).toEqual(Array(AGAIN).fill(kept?.rendering))
  await open.edge.purge(PLACE, signal(), { path: '/' })
  const anew = await often('/')
  expect(anew.map(({ rendering }) => rendering)).not.toContain(kept?.rendering)
  expect(new Set((await often('/')).map(({ cache }) => cache))).toEqual(new Set(['HIT']))
  const elsewhere = {
    kind: 'redirect',
    hostname: HOST,
    siteId: 'site_2',
    to: `http://${OTHER}`,
    epoch: 2,
  } as const
  await open.edge.publish(elsewhere, signal())
  expect(new Set((await often('/')).map(({ status }) => status))).toEqual(new Set([301]))
  await open.edge.publish(siteRoute(HOST, { epoch: 3 }), signal())
  expect(new Set((await often('/')).map(({ status }) => status))).toEqual(new Set([200]))
})

test('a route that nobody told the edge of counts soon for what the workers have answered a moment ago', async () => {
  await often('/')
  const suspended = { kind: 'suspended', hostname: HOST, siteId: 'site_000000000000001', epoch: 4 }
  await writeFile(join(open.layout.edge.routes, HOST), JSON.stringify(suspended))
  await expect
    .poll(async () => (await often('/')).every(({ status }) => status === 503), LOOKED_AT)
    .toBe(true)
  await open.edge.publish(siteRoute(HOST, { epoch: 5 }), signal())
})

test('a page that was being made during a purge is given to nobody', async () => {
  const before = await renderings()
  const during = seen('/slow/')
  await vi.waitFor(async () => expect(await renderings()).toBe(before + 1), { interval: 5 })
  await open.edge.purge(PLACE, signal())
  expect((await during).rendering).toBeGreaterThan(before + 1)
  const next = await seen('/slow/')
  expect(next.rendering).toBeGreaterThan(before + 1)
  expect(await seen('/slow/')).toEqual({ ...next, cache: 'HIT' })
})

test('a site that has moved, or was away, begins anew', async () => {
  const before = await seen('/')
  await open.edge.publish(siteRoute(HOST, { epoch: 6 }), signal())
  expect(await seen('/')).toMatchObject({ cache: 'MISS', rendering: before.rendering + 1 })
})

test('nobody but the edge can ask for a page anew', async () => {
  const before = await seen('/')
  const raw = `GET / HTTP/1.1\r\nHost: ${HOST}:${open.port}\r\nX-AIPress-Refresh: 1\r\nX-Real-IP: unix:\r\nX-Forwarded-For: unix:\r\nConnection: close\r\n\r\n`
  const answer = await exchange(open.port, raw)
  expect(answer).toContain(`rendering ${before.rendering}<`)
})
