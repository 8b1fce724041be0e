import { readFile, unlink } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { layOutSite, siteRoute, startEdge, startPhp } from '../../../../../test/harness/edge.ts'
import { exchange, visit } from '../../../../../test/harness/http.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }
const SITE_ID = 'site_000000000000001'

/** Nothing of how the edge is made, and no way out to other servers. */
function expectFriendly(body: string) {
  expect(body).toContain('<meta name="viewport"')
  expect(body).not.toMatch(/nginx|lua|php|\/tmp|sock|<script|src=|http:\/\/(?!aipress\.localhost)/i)
  expect(body).not.toMatch(/\{\{|<!--/)
}

test('an unknown host is told so and shown the way to the console', async () => {
  await using open = await startEdge()
  const answer = await visit({ port: open.port, host: 'nobody.localhost' })
  expect(answer.status).toBe(404)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex',
  })
  expect(answer.body).toContain('There is no site at this address')
  expect(answer.body).toContain('nobody.localhost')
  expect(answer.body).toContain(`href="http://aipress.localhost:${open.port}"`)
  expectFriendly(answer.body)
})

test('a host cannot write into the page', async () => {
  await using open = await startEdge()
  const answer = await exchange(
    open.port,
    'GET / HTTP/1.1\r\nHost: <script>alert(1)</script>\r\nConnection: close\r\n\r\n',
  )
  expect(answer).not.toContain('<script>')
  const quoted = await exchange(open.port, 'GET / HTTP/1.1\r\nHost: a"b&c\'d<e\r\nConnection: close\r\n\r\n')
  expect(quoted).not.toMatch(/a"b|<e/)
})

test('suspended and starting sites say so; a starting one is looked for again', async ({ signal }) => {
  await using open = await startEdge()
  const common = { siteId: SITE_ID, epoch: 1 }
  await open.edge.publish({ kind: 'suspended', hostname: 'off.localhost', ...common }, signal)
  await open.edge.publish({ kind: 'starting', hostname: 'new.localhost', ...common }, signal)
  const off = await visit({ port: open.port, host: 'off.localhost', path: '/any/page' })
  expect(off).toMatchObject({ status: 503, headers: { 'retry-after': '3600' } })
  expect(off.body).toContain('taking a break')
  expect(off.body).not.toContain('http-equiv="refresh"')
  const starting = await visit({ port: open.port, host: 'new.localhost' })
  expect(starting).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(starting.body).toContain('<meta http-equiv="refresh" content="2">')
  expectFriendly(starting.body)
})

test('programs get JSON, HEAD gets headers alone, and a form that was sent is not asked for again', async ({
  signal,
}) => {
  await using open = await startEdge()
  await open.edge.publish({ kind: 'starting', hostname: HOST, siteId: SITE_ID, epoch: 1 }, signal)
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    visit({ port: open.port, host: HOST, path, headers, method })

  const byHeader = await ask('/', { accept: 'application/json, */*;q=0.1' })
  expect(byHeader.headers['content-type']).toBe('application/json')
  expect(JSON.parse(byHeader.body)).toMatchObject({ code: 'site_starting', data: { status: 503 } })
  for (const path of ['/wp-json/wp/v2/posts', '/?rest_route=/wp/v2/posts']) {
    expect(JSON.parse((await ask(path)).body)).toMatchObject({ code: 'site_starting' })
  }
  const browser = await ask('/', { accept: 'text/html,application/xhtml+xml,application/json;q=0.9' })
  expect(browser.body).toContain('<main>')
  const head = await ask('/', {}, 'HEAD')
  expect(head).toMatchObject({ status: 503, body: '' })
  expect(Number(head.headers['content-length'])).toBeGreaterThan(1000)
  const post = await ask('/', {}, 'POST')
  expect(post.body).not.toContain('http-equiv="refresh"')
})

test('a site whose PHP is away or dies gets a page, and the reason is in its error log', async ({
  signal,
}) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal)
  const down = await visit({ port: open.port, host: HOST, path: '/shop/?a=1' })
  expect(down).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
  expect(down.body).toContain('cannot answer right now')
  expectFriendly(down.body)
  expect(
    (await visit({ port: open.port, host: HOST, path: '/wp-content/themes/plain/style.css' })).status,
  ).toBe(200)

  await using _php = await startPhp(open.layout, PLACE)
  expect((await visit({ port: open.port, host: HOST })).status).toBe(200)
  const died = await visit({ port: open.port, host: HOST, path: '/?die=1' })
  expect(died.status).toBe(503)

  const lines = await vi.waitFor(async () => {
    const text = await readFile(`${open.layout.edge.siteLogs}/${SITE_ID}/error.log`, 'utf8')
    const found = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(found).toHaveLength(2)
    return found
  })
  expect(lines[0]).toMatchObject({
    message: expect.stringContaining('not running'),
    path: '/shop/?a=1',
    status: 503,
  })
  expect(lines[0].time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(lines[1]).toMatchObject({ message: expect.stringContaining('ended before it had answered') })
})

test('a site whose files are gone gets a page too', async ({ signal }) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  await unlink(open.layout.shard('shard-001').slot(1).live)
  await open.edge.publish(siteRoute(HOST), signal)
  expect((await visit({ port: open.port, host: HOST })).status).toBe(503)
  expect((await visit({ port: open.port, host: HOST, path: '/wp-login.php' })).status).toBe(503)
})

test.each([
  ['no request at all', 'nonsense\r\n\r\n', 400],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['no host, as of old', 'GET / HTTP/1.0\r\n\r\n', 400],
  ['two hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`, 400],
  ['a wrong version', `GET / HTTP/9.1\r\nHost: ${HOST}\r\n\r\n`, 505],
  ['a wrong method', `G@T / HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`, 400],
  [
    'a wrong length',
    `POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: -1\r\nConnection: close\r\n\r\n`,
    400,
  ],
  [
    'an escape out of the root',
    `GET /../../etc/passwd HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`,
    400,
  ],
  ['a NUL byte', `GET /%00 HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`, 400],
  [
    'an endless address',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`,
    414,
  ],
  [
    'an endless header',
    `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX-A: ${'x'.repeat(20_000)}\r\nConnection: close\r\n\r\n`,
    400,
  ],
  ['a TLS greeting', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 400],
  ['TRACE', `TRACE / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`, 405],
  [
    'a foreign method on a file',
    `DELETE /wp-content/themes/plain/style.css HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`,
    405,
  ],
])('%s gets our page', async (_, bytes, status) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), AbortSignal.timeout(5000))
  const answer = await exchange(open.port, bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain('<main>')
  expect(answer).not.toMatch(/<center>/)
})
