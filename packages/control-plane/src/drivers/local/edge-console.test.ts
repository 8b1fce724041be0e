import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEdge, type TestEdge } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { FIRST_PAGES, fileOf } from '../../../../console/build/first-pages.ts'

const HOST = 'aipress.localhost'
const REPOSITORY = join(import.meta.dirname, '../../../../..')

async function layOutConsole({ layout }: TestEdge): Promise<void> {
  await mkdir(join(layout.console, 'assets'), { recursive: true })
  await writeFile(join(layout.console, 'index.html'), '<title>the console</title>')
  await writeFile(join(layout.console, 'assets/app-1a2b3c.js'), 'console.log(1)')
  await writeFile(join(layout.console, 'favicon.svg'), '<svg/>')
}

/** Stands where the control plane listens. */
async function listen({ layout }: TestEdge, answer: RequestListener) {
  const server = createServer(answer)
  await rm(layout.controlPlaneSocket, { force: true })
  server.listen(layout.controlPlaneSocket)
  await once(server, 'listening')
  await chmod(layout.controlPlaneSocket, 0o666)
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const tellAll: RequestListener = (asked, response) => {
  response.setHeader('x-powered-by', 'a secret')
  response.end(JSON.stringify({ url: asked.url, method: asked.method, headers: asked.headers }))
}

test('every address of the console is its one page; files are kept as long as their names allow', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  const get = (path: string) => visit({ port: open.port, host: HOST, path })
  for (const path of [
    '/',
    '/index.html',
    '/sites/corner-bakery',
    '/welcome?token=1',
    '/versions',
    '/authors',
    '/connect/approve?request=1',
    '/oauth2',
  ]) {
    const answer = await get(path)
    expect(answer, path).toMatchObject({ status: 200, body: '<title>the console</title>' })
    expect(answer.headers['cache-control'], path).toBe('no-cache')
  }
  expect((await get('/assets/app-1a2b3c.js')).headers['cache-control']).toBe(
    'public, max-age=31536000, immutable',
  )
  expect((await get('/assets/gone.js')).status).toBe(404)
  expect((await get('/.git/config')).status).toBe(404)
  expect((await get('/.well-known/security.txt')).status).toBe(404)
  expect((await get('/oauth/.git/config')).status).not.toBe(200)
})

test('what asks for JSON where there is none is told by the control plane, and a browser gets the page', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  await using _controlPlane = await listen(open, tellAll)
  const get = (path: string, accept?: string) =>
    visit({ port: open.port, host: HOST, path, ...(accept === undefined ? {} : { headers: { accept } }) })
  const told = [
    ['/api'],
    ['/api/v1/sites?limit=1'],
    ['/api/sites', 'text/html,application/xhtml+xml'],
    ['/sites', 'application/json'],
    ['/', 'application/json, text/plain, */*'],
    ['/anything', 'application/problem+json'],
  ] as const
  for (const [path, accept] of told) {
    const answer = await get(path, accept)
    expect(JSON.parse(answer.body), path).toMatchObject({ url: path, method: 'GET' })
  }
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8,*/*;q=0.7'
  for (const accept of [undefined, '*/*', browser]) {
    expect((await get('/sites', accept)).body, accept).toBe('<title>the console</title>')
  }
  expect((await get('/favicon.svg', 'application/json')).body).toBe('<svg/>')
  const headers = { accept: 'application/json', cookie: 'aipress-session=x' }
  const signedIn = await visit({ port: open.port, host: HOST, path: '/sites', headers })
  expect(JSON.parse(signedIn.body)).toMatchObject({ url: '/sites' })
})

test('who has a session gets the frame of the page with the document, and nothing of anybody in it', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  await mkdir(join(open.layout.console, 'first'))
  for (const { name } of FIRST_PAGES)
    await writeFile(join(open.layout.console, `first/${name}.html`), `<title>${name}</title>`)
  for (const path of ADDRESSES) {
    for (const cookie of ['', 'a=b', 'aipress-session-8080=x', 'a=b; __Host-aipress-session=x']) {
      const answer = await visit({ port: open.port, host: HOST, path, headers: { cookie } })
      const file = fileOf(path.replace(/\?.*/, ''), /session/.test(cookie))
      const name = /first\/(\w+)/.exec(file)?.[1] ?? 'the console'
      expect(answer, `${path} with ${cookie}`).toMatchObject({ status: 200, body: `<title>${name}</title>` })
      expect(answer.headers, path).toMatchObject({ 'cache-control': 'no-cache', vary: /Cookie/ })
    }
  }
})

const ADDRESSES = [
  '/',
  '/sites',
  '/sites?state=running',
  '/sites/corner-bakery',
  '/sites/corner-bakery/logs',
  '/c/conv_1',
  '/audit',
  '/sign-in',
  '/welcome?token=1',
  '/reset-password?token=1',
  '/second-factor',
  '/connect',
  '/connect/approve?request=1',
]

test('files are sent as they were compressed when the console was built', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  const path = '/assets/app-1a2b3c.js'
  await writeFile(join(open.layout.console, `${path}.br`), 'with brotli')
  await writeFile(join(open.layout.console, `${path}.gz`), 'with gzip')
  for (const [accepted, encoding, body] of [
    ['gzip, br', 'br', 'with brotli'],
    ['gzip', 'gzip', 'with gzip'],
    ['identity', undefined, 'console.log(1)'],
  ] as const) {
    const headers = { 'accept-encoding': accepted }
    const answer = await visit({ port: open.port, host: HOST, path, headers })
    expect(answer).toMatchObject({ status: 200, body })
    expect(answer.headers['content-encoding']).toBe(encoding)
  }
})

test('documents too, of whom has a session and of whom has not, and caches are told what they depend on', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  await mkdir(join(open.layout.console, 'first'))
  for (const name of ['index', 'first/home'])
    for (const [end, content] of Object.entries({ '': 'plain', '.br': 'with brotli', '.gz': 'with gzip' }))
      await writeFile(join(open.layout.console, `${name}.html${end}`), `${name} ${content}`)
  for (const [cookie, name] of [
    ['', 'index'],
    ['aipress-session-8080=x', 'first/home'],
  ] as const) {
    for (const [accepted, encoding, content] of [
      ['gzip, br', 'br', 'with brotli'],
      ['gzip', 'gzip', 'with gzip'],
      ['identity', undefined, 'plain'],
    ] as const) {
      const headers = { cookie, accept: 'text/html', 'accept-encoding': accepted }
      const answer = await visit({ port: open.port, host: HOST, headers })
      expect(answer).toMatchObject({ status: 200, body: `${name} ${content}` })
      expect(answer.headers['content-encoding']).toBe(encoding)
      expect(answer.headers['content-type']).toMatch(/^text\/html/)
      for (const dependency of ['Accept-Encoding', 'Accept', 'Cookie'])
        expect(String(answer.headers.vary).split(/,\s*/)).toContain(dependency)
    }
  }
})

test('the one inline script that the console may run is its own first one', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  const { headers } = await visit({ port: open.port, host: HOST })
  const script = await readFile(join(REPOSITORY, 'packages/console/public/first.js'))
  const hash = createHash('sha256').update(script).digest('base64')
  expect(/script-src ([^;]*)/.exec(String(headers['content-security-policy']))?.[1]).toBe(
    `'self' 'sha256-${hash}'`,
  )
})

test('the console can load and send nothing elsewhere, and stands in no frame', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  const { headers } = await visit({ port: open.port, host: HOST })
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'self'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    server: 'nginx',
  })
  // Mail that sites have sent is shown in a sandbox that inherits this, with the styles it brings; never with scripts.
  const policy = String(headers['content-security-policy']).replace("style-src 'self' 'unsafe-inline'", '')
  expect(policy).not.toMatch(/unsafe/)
})

test.each([
  '/v1/sites?limit=1',
  '/api/v1/sites',
  '/auth/session',
  '/chat',
  '/mcp',
  '/oauth/token',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-authorization-server',
  '/llms.txt',
  '/openapi.json',
  '/docs',
  '/docs/a.js',
  '/health',
])('%s is passed on, with who asks and for what', async (path) => {
  await using open = await startEdge()
  await using _controlPlane = await listen(open, tellAll)
  const headers = {
    'x-forwarded-for': '203.0.113.1',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-request-id': 'chosen by the visitor',
    'x-aipress-door': 'console',
    authorization: 'Bearer abc',
  }
  const answer = await visit({ port: open.port, host: HOST, path, method: 'POST', headers, body: '{}' })
  const seen = JSON.parse(answer.body)
  expect(seen).toMatchObject({
    url: path,
    method: 'POST',
    headers: {
      host: `${HOST}:${open.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `${HOST}:${open.port}`,
      'x-forwarded-proto': 'http',
      'x-aipress-door': 'console',
      authorization: 'Bearer abc',
    },
  })
  expect(seen.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
  expect(answer.headers['x-request-id']).toBe(seen.headers['x-request-id'])
  expect(answer.headers['x-powered-by']).toBeUndefined()
})

test('what the control plane says of an answer is not said twice', async () => {
  await using open = await startEdge()
  await using _controlPlane = await listen(open, (_, response) => {
    response.setHeader('content-security-policy', "default-src 'none'")
    response.setHeader('cache-control', 'no-store')
    response.setHeader('x-frame-options', 'SAMEORIGIN')
    response.end('{}')
  })
  const { headers } = await visit({ port: open.port, host: HOST, path: '/v1/sites' })
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
  })
})

test('events arrive one by one while the answer goes on', async () => {
  await using open = await startEdge()
  const { promise: seen, resolve: sawFirst } = Promise.withResolvers<void>()
  await using _controlPlane = await listen(open, async (_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write('event: event\ndata: 1\n\n')
    // The second event is not sent before the first one was seen on the other side.
    await seen
    response.end('event: output\ndata: 2\n\n')
  })
  const headers = { host: `${HOST}:${open.port}`, accept: 'text/event-stream', 'accept-encoding': 'gzip, br' }
  const call = request({
    host: '127.0.0.1',
    port: open.port,
    path: '/v1/operations',
    headers,
    agent: false,
  }).end()
  const [response] = await once(call, 'response')
  let text = ''
  for await (const chunk of response) {
    text += chunk
    sawFirst()
  }
  expect(text).toBe('event: event\ndata: 1\n\nevent: output\ndata: 2\n\n')
})

test('without a control plane programs are told when to ask again, and the pages are still there', async () => {
  await using open = await startEdge()
  await layOutConsole(open)
  const answer = await visit({ port: open.port, host: HOST, path: '/v1/sites' })
  expect(answer).toMatchObject({
    status: 503,
    headers: { 'retry-after': '2', 'content-type': 'application/json' },
  })
  expect(JSON.parse(answer.body)).toEqual({
    error: {
      code: 'platform_unavailable',
      message: 'The console is starting again.',
      hint: expect.stringContaining('back within seconds'),
      retryable: true,
    },
  })
  const person = await visit({ port: open.port, host: HOST, path: '/docs', headers: { accept: 'text/html' } })
  expect(person.status).toBe(503)
  expect(person.body).toContain('<main>')
  expect(person.headers['content-security-policy']).toContain("style-src 'unsafe-inline'")
  expect((await visit({ port: open.port, host: HOST })).status).toBe(200)
})

test('before the console is built its place is held by a page', async () => {
  await using open = await startEdge()
  const answer = await visit({ port: open.port, host: HOST, path: '/sites' })
  expect(answer.status).toBe(503)
  expect(answer.body).toContain('not ready yet')
})

test('a body of more than 32 MB is refused before the control plane hears of it', async () => {
  await using open = await startEdge()
  let asked = 0
  await using _controlPlane = await listen(open, (_, response) => {
    asked += 1
    response.end()
  })
  const body = new Uint8Array(34_000_000)
  const answer = await visit({ port: open.port, host: HOST, path: '/v1/sites', method: 'POST', body }).catch(
    () => undefined,
  )
  if (answer !== undefined)
    expect(answer).toMatchObject({ status: 413, body: expect.stringContaining('invalid_input') })
  expect(asked).toBe(0)
})

test('named proxies are believed, and then WordPress and console know of https', async () => {
  await using open = await startEdge({ trustedProxies: ['127.0.0.0/8'] })
  await using _controlPlane = await listen(open, tellAll)
  const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.1', 'x-forwarded-proto': 'https' }
  const seen = JSON.parse((await visit({ port: open.port, host: HOST, path: '/v1/sites', headers })).body)
  expect(seen.headers).toMatchObject({ 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' })
})

test.each(['nonsense', '10.0.0.1/33', '10.0.0.0/8; deny all', '10.0.0.1/'])(
  '%j as a trusted proxy is refused before anything is written',
  async (proxy) => {
    await expect(startEdge({ trustedProxies: [proxy] })).rejects.toMatchObject({ code: 'invalid_input' })
  },
)
