import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { exchange, visit } from '../../../../../test/harness/http.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }
const MB = 1024 * 1024
const SMALL = { memoryMb: 128, uploadMb: 2, seconds: 30 }
const LARGE = { memoryMb: 384, uploadMb: 8, seconds: 90 }

let open: TestEdge
let php: AsyncDisposable
let epoch = 1

beforeAll(async () => {
  open = await startEdge()
  await layOutSite(open.layout, PLACE)
  php = await startPhp(open.layout, PLACE)
})
afterAll(async () => {
  await php[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})

async function publish(settings?: typeof SMALL) {
  epoch += 1
  const more = settings === undefined ? {} : { php: settings }
  await open.edge.publish(siteRoute(HOST, { epoch, ...more }), AbortSignal.timeout(5_000))
}

interface Seen {
  limits: Record<string, string>
  files: Record<string, { size: number; error: number }>
  bodyBytes: number
}

async function limitsSeen() {
  const answer = await visit({ port: open.port, host: HOST, path: '/wp-login.php' })
  return (JSON.parse(answer.body) as Seen).limits
}

/** A form with one file, as a browser sends it. */
async function upload(sizeBytes: number, headers: Record<string, string> = {}) {
  const head = '--part\r\nContent-Disposition: form-data; name="film"; filename="film.mp4"\r\n\r\n'
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.alloc(sizeBytes, 'x'),
    Buffer.from('\r\n--part--\r\n'),
  ])
  return visit({
    port: open.port,
    host: HOST,
    path: '/wp-login.php',
    method: 'POST',
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=part', ...headers },
  })
}

const fileIn = (body: string) => (JSON.parse(body) as Seen).files.film

test('PHP gets the settings of the route with the next request, and the default once they are taken away', async () => {
  await publish()
  const usual = {
    memory_limit: '256M',
    max_execution_time: '60',
    upload_max_filesize: '100M',
    post_max_size: '101M',
  }
  expect(await limitsSeen()).toEqual(usual)
  await publish(LARGE)
  expect(await limitsSeen()).toEqual({
    memory_limit: '384M',
    max_execution_time: '90',
    upload_max_filesize: '8M',
    post_max_size: '9M',
  })
  await publish()
  expect(await limitsSeen()).toEqual(usual)
})

test('one setting bounds uploads in nginx and in PHP', async () => {
  await publish(SMALL)
  const refused = await upload(3 * MB)
  expect(refused.status).toBe(413)
  expect(refused.body).toContain('An upload to this site can have at most 2 MB')
  expect(refused.body).toContain('Raise the limit in')
  expect(fileIn((await upload(2 * MB - 1_000)).body)).toMatchObject({ size: 2 * MB - 1_000, error: 0 })

  await publish(LARGE)
  expect(fileIn((await upload(8 * MB)).body)).toMatchObject({ size: 8 * MB, error: 0 })
  expect((await upload(9 * MB)).status).toBe(413)
})

test('programs are told the limit in JSON', async () => {
  await publish(SMALL)
  const { status, body } = await upload(4 * MB, { accept: 'application/json' })
  expect(status).toBe(413)
  expect(JSON.parse(body)).toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('at most 2 MB'),
  })
})

test('a body of unknown length is bounded by the same setting', async () => {
  await publish(SMALL)
  const chunked = { 'transfer-encoding': 'chunked' }
  expect(fileIn((await upload(MB, chunked)).body)).toMatchObject({ size: MB, error: 0 })
  expect((await upload(3 * MB, chunked)).status).toBe(413)
  const refused = await upload(4 * MB, chunked)
  expect(refused.status).toBe(413)
  expect(refused.body).toContain('at most 2 MB')
})

test('nothing of a body that is refused is taken for the next request', async () => {
  await publish(SMALL)
  const ask = (what: string) =>
    `GET /wp-login.php?echo=${what} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`
  const body = ask('smuggled') + 'x'.repeat(4 * MB - ask('smuggled').length)
  const answers = await exchange(
    open.port,
    `POST /wp-login.php HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${4 * MB}\r\n\r\n${body}${ask('honest')}`,
  )
  expect(answers).toMatch(/^HTTP\/1.1 413 /)
  expect(answers).not.toContain('smuggled')
})

test('a path of which the body had to be waited for is not decoded a second time', async () => {
  await publish(SMALL)
  const seen = async (headers: Record<string, string>) => {
    const path = '/a%2562/%252e%252e/c%3Fd/?x=%2520'
    const answer = await visit({ port: open.port, host: HOST, path, method: 'POST', body: 'text', headers })
    const { REQUEST_URI, DOCUMENT_URI, QUERY_STRING } = JSON.parse(answer.body).server
    return { status: answer.status, REQUEST_URI, DOCUMENT_URI, QUERY_STRING }
  }
  expect(await seen({ 'transfer-encoding': 'chunked' })).toEqual(await seen({}))
  const forbidden = {
    port: open.port,
    host: HOST,
    path: '/wp-content/plugins/shop/ajax.php',
    method: 'POST',
    body: 'x',
  }
  expect((await visit({ ...forbidden, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(403)
})

test('a request that takes more processor time than was set is ended', async () => {
  await publish({ ...SMALL, seconds: 1 })
  const beganAt = Date.now()
  expect((await visit({ port: open.port, host: HOST, path: '/wp-login.php?burn=1' })).status).toBe(500)
  expect(Date.now() - beganAt).toBeGreaterThan(900)
})
