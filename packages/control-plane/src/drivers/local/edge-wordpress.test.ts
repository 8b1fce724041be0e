import { request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { exchange, type Visit, visit } from '../../../../../test/harness/http.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }

let open: TestEdge
let php: AsyncDisposable

beforeAll(async () => {
  open = await startEdge()
  await layOutSite(open.layout, PLACE)
  php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), AbortSignal.timeout(5000))
})
afterAll(async () => {
  await php[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})

const get = (path: string, more: Partial<Visit> = {}) => visit({ port: open.port, host: HOST, path, ...more })
const seenByPhp = async (path: string, more: Partial<Visit> = {}) =>
  JSON.parse((await get(path, more)).body) as { server: Record<string, string>; bodyBytes: number }

test('PHP sees the real path of core, the address with its port, and the visitor', async () => {
  const { server } = await seenByPhp('/about/us/?a=1&b=%20', {
    headers: { 'user-agent': 'a visitor', cookie: 'wordpress_logged_in_1=anna' },
  })
  const core = open.layout.wordpress.core('0.0.1')
  expect(server).toMatchObject({
    SCRIPT_FILENAME: `${core}/index.php`,
    DOCUMENT_ROOT: core,
    SCRIPT_NAME: '/index.php',
    REQUEST_URI: '/about/us/?a=1&b=%20',
    QUERY_STRING: 'a=1&b=%20',
    HTTP_HOST: `${HOST}:${open.port}`,
    SERVER_NAME: HOST,
    SERVER_PORT: String(open.port),
    REMOTE_ADDR: '127.0.0.1',
    REQUEST_SCHEME: 'http',
    HTTP_USER_AGENT: 'a visitor',
  })
  expect(server.HTTPS).toBeUndefined()
})

test('a visitor cannot pretend to be a proxy, or set what programs take for their own', async () => {
  const { server } = await seenByPhp('/', {
    headers: {
      'x-forwarded-for': '203.0.113.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '203.0.113.1',
      'client-ip': '203.0.113.1',
      proxy: 'http://evil.example',
    },
  })
  expect(server).toMatchObject({
    REMOTE_ADDR: '127.0.0.1',
    HTTP_X_FORWARDED_FOR: '127.0.0.1',
    HTTP_X_FORWARDED_PROTO: 'http',
    HTTP_X_REAL_IP: '127.0.0.1',
  })
  expect(server.HTTPS).toBeUndefined()
  expect(JSON.stringify(server)).not.toMatch(/203\.0\.113|evil/)
})

test('the host of the request line is what PHP is told, not a different header', async () => {
  const raw = `GET http://${HOST}/ HTTP/1.1\r\nHost: evil.example:${open.port}\r\nConnection: close\r\n\r\n`
  const answer = await exchange(open.port, raw)
  expect(answer).toContain(`"HTTP_HOST":"${HOST}:${open.port}"`)
  expect(answer).not.toContain('evil')
})

test.each([
  ['/', '/index.php'],
  ['/no/such/page', '/index.php'],
  ['/wp-json/wp/v2/posts', '/index.php'],
  ['/wp-login.php', '/wp-login.php'],
  ['/wp-admin/', '/wp-admin/index.php'],
  ['/no-such.php', '/index.php'],
  ['/index.php/2026/11/post/', '/index.php'],
  ['/favicon.ico', '/index.php'],
  ['/.well-known/security.txt', '/index.php'],
])('%s is answered by %s', async (path, script) => {
  expect((await seenByPhp(path)).server.SCRIPT_NAME).toBe(script)
})

test('/wp-admin leads to /wp-admin/ with its query', async () => {
  const answer = await get('/wp-admin?a=1')
  expect(answer).toMatchObject({ status: 301, headers: { location: '/wp-admin/?a=1' } })
})

test.each([
  '/.env',
  '/.git/config',
  '/wp-content/.htaccess',
  '/wp-config.php',
  '/wp-config-sample.php',
  '/wp-admin/install.php',
  '/wp-includes/version.php',
  '/wp-content/plugins/shop/ajax.php',
  '/wp-content/plugins/shop/ajax.php/more',
  '/wp-content/uploads/2026/11/evil.php',
  '/wp-content/uploads/2026/11/EVIL.PHP',
  '/wp-content/uploads/backup.sql',
  '/wp-content/uploads/stolen.txt',
  '/wp-content/uploads/everything/settings.json',
  '/wp-content/uploads/everything/neighbour.txt',
  '/wp-content/themes/../../../neighbour.txt',
  '/wp-content/uploads/../../../../neighbour.txt',
  '/wp-content/',
  '/wp-admin/css/',
  '/.aipress-page',
])('%s is not given out', async (path) => {
  const raw = `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`
  const answer = await exchange(open.port, raw)
  expect(answer).toMatch(/^HTTP\/1.1 (400|403|404) /)
  expect(answer).toContain('<main>')
  expect(answer).not.toMatch(/secret|SCRIPT_NAME|<\?php|SECRET|<center>/)
})

test('files of core, release and media are served with their type and how long to keep them', async () => {
  const versioned = await get('/wp-includes/js/jquery.js?ver=7.1')
  expect(versioned.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  expect((await get('/wp-content/themes/plain/style.css')).headers).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=604800',
  })
  expect(await get('/wp-content/uploads/2026/11/cat.png')).toMatchObject({
    status: 200,
    body: 'a picture of a cat',
    headers: { 'content-type': 'image/png' },
  })
})

test('a missing file of a theme or of the media does not start PHP', async () => {
  const answer = await get('/wp-content/uploads/2026/11/dog.png')
  expect(answer.status).toBe(404)
  expect(answer.body).toContain('This file does not exist')
})

test('text is compressed as the browser likes it', async () => {
  const css = 'h1 { color: red }\n'.repeat(100)
  const path = '/wp-content/themes/plain/style.css'
  expect(gunzipSync(await rawBody(path, 'gzip')).toString()).toBe(css)
  expect(brotliDecompressSync(await rawBody(path, 'gzip, deflate, br')).toString()).toBe(css)
  const json = await rawBody('/?echo=abc&times=1000', 'br')
  expect(brotliDecompressSync(json).toString()).toBe('abc'.repeat(1000))
})

function rawBody(path: string, encoding: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { host: `${HOST}:${open.port}`, 'accept-encoding': encoding }
    const call = request({ host: '127.0.0.1', port: open.port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      expect(response.headers.vary).toMatch(/Accept-Encoding/)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    })
    call.on('error', reject)
    call.end()
  })
}

test.each([200, 404, 403, 500, 503, 401, 418])(
  'an answer of WordPress with status %i passes untouched',
  async (status) => {
    const answer = await get(`/?status=${status}&echo=own+words&type=text/plain`)
    expect(answer).toMatchObject({ status, body: 'own words' })
  },
)

test('what PHP says of itself and of nginx stays inside', async () => {
  const query = [
    'X-Powered-By: PHP',
    'X-Accel-Redirect: /wp-includes/js/jquery.js',
    'Referrer-Policy: no-referrer',
  ]
    .map((line) => `header[]=${encodeURIComponent(line)}`)
    .join('&')
  const answer = await get(`/?echo=mine&${query}`)
  expect(answer.body).toBe('mine')
  expect(answer.headers['x-powered-by']).toBeUndefined()
  expect(answer.headers.server).toBe('nginx')
  expect(answer.headers['referrer-policy']).toBe('no-referrer')
})

test('uploads of up to 100 MB arrive, larger ones are told so', async () => {
  const body = new Uint8Array(20_000_000)
  expect(
    (await seenByPhp('/', { method: 'POST', body, headers: { 'content-type': 'image/png' } })).bodyBytes,
  ).toBe(20_000_000)
  const answer = await exchange(
    open.port,
    `POST /wp-admin/async-upload.php HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 105906177\r\nConnection: close\r\n\r\n`,
    '</html>',
  )
  expect(answer).toMatch(/^HTTP\/1.1 413 /)
  expect(answer).toContain('at most 100 MB')
})

test('pages with many large headers and a large body are delivered', async () => {
  const cookie = encodeURIComponent(`Set-Cookie: a=${'x'.repeat(3000)}`)
  const more = Array.from(
    { length: 3 },
    (_, index) => `header[]=${cookie.replace('a%3D', `a${index}%3D`)}`,
  ).join('&')
  const answer = await get(`/?${more}&echo=0123456789&times=300000`)
  expect(answer.status).toBe(200)
  expect(answer.body).toHaveLength(3_000_000)
})
