import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  layOutSite,
  siteRoute,
  startEdge,
  startPhp,
  type TestEdge,
} from '../../../../../test/harness/edge.ts'
import { type Visit, visit } from '../../../../../test/harness/http.ts'
import type { Place } from '../../platform/place.ts'

vi.setConfig({ testTimeout: 60_000 })

const HOST = 'bakery.localhost'
const OLD: Place = { shardId: 'shard-001', slot: 1 }
const NEW: Place = { shardId: 'shard-002', slot: 1 }
/** What the edge lets wait for one site, in each worker. */
const WAITING_MAX = 128

let open: TestEdge
const stops: AsyncDisposable[] = []
let epoch = 1

beforeAll(async () => {
  open = await startEdge({ workers: 1 })
  for (const place of [OLD, NEW]) {
    await layOutSite(open.layout, place)
    stops.push(await startPhp(open.layout, place))
  }
})
afterAll(async () => {
  for (const stop of stops) await stop[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await layOutCode(OLD, recorder('old'))
  await layOutCode(NEW, recorder('new'))
  await publish({ place: OLD })
})

const get = (path: string, more: Partial<Visit> = {}) => visit({ port: open.port, host: HOST, path, ...more })
const post = (body: string, path = '/') =>
  get(path, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })

async function publish(more: { place: Place; onHold?: true }) {
  epoch += 1
  await open.edge.publish(siteRoute(HOST, { ...more, epoch }), AbortSignal.timeout(5_000))
}

const recordOf = (place: Place) => join(open.home, `record-${place.shardId}`)
const recorded = async (place: Place) => (await readFile(recordOf(place), 'utf8')).split('\n').filter(Boolean)

/** Notes each body it gets, so that a request that came twice is seen. */
const recorder = (name: string) => `<?php
$body = file_get_contents('php://input');
file_put_contents(RECORD, strlen($body) . ' ' . md5($body) . "\\n", FILE_APPEND | LOCK_EX);
echo '${name} ' . $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'] . ' ' . strlen($body);
`

async function layOutCode(place: Place, code: string) {
  const core = join(open.home, `core-${place.shardId}-${epoch}`)
  await rm(core, { recursive: true, force: true })
  await mkdir(join(core, 'wp-includes/js'), { recursive: true })
  const record = recordOf(place)
  await writeFile(record, '')
  await chmod(record, 0o666)
  await writeFile(join(core, 'index.php'), code.replace('RECORD', JSON.stringify(record)))
  await writeFile(join(core, 'wp-includes/js/jquery.js'), 'window.jquery = 1')
  const link = join(open.layout.shard(place.shardId).slot(place.slot).releases, 'rel_1/wordpress')
  await rm(link)
  await symlink(core, link)
}

const MOVED = `<?php http_response_code(421); echo 'moved';`
/** The only worker takes connections in turn: those who came before wait once somebody later is answered. */
const turnPassed = () => get('/wp-includes/js/jquery.js')

test('a held POST reaches the new place once, with its body', async () => {
  await publish({ place: OLD, onHold: true })
  const bodies = ['small', 'x'.repeat(3_000_000)]
  const answers = bodies.map((body) => post(body, '/order/?a=1'))
  expect((await turnPassed()).status).toBe(200)
  expect((await get('/wp-content/uploads/2026/11/cat.png')).body).toBe('a picture of a cat')
  await publish({ place: NEW })
  for (const [index, answer] of (await Promise.all(answers)).entries()) {
    expect(answer).toMatchObject({ status: 200, body: `new POST /order/?a=1 ${bodies[index]?.length}` })
  }
  expect(await recorded(NEW)).toHaveLength(2)
  expect(await recorded(OLD)).toEqual([])
})

test('what waits goes on at the old place where the move is given up', async () => {
  await publish({ place: OLD, onHold: true })
  const answer = get('/page/')
  await turnPassed()
  await publish({ place: OLD })
  expect((await answer).body).toBe('old GET /page/ 0')
})

test('what waits gets the page of a site that is suspended meanwhile', async () => {
  await publish({ place: OLD, onHold: true })
  const answer = get('/')
  await turnPassed()
  epoch += 1
  const suspended = { kind: 'suspended', hostname: HOST, siteId: 'site_000000000000001', epoch } as const
  await open.edge.publish(suspended, AbortSignal.timeout(5_000))
  expect(await answer).toMatchObject({ status: 503, body: expect.stringContaining('taking a break') })
})

test('a body that comes in late goes where the site is by then', async () => {
  const socket = connect({ port: open.port, host: '127.0.0.1' })
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write(`POST /late HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 10\r\nConnection: close\r\n\r\nfirst`)
  await turnPassed()
  await publish({ place: NEW })
  socket.write('later')
  await closed
  expect(Buffer.concat(chunks).toString()).toContain('new POST /late 10')
  expect(await recorded(OLD)).toEqual([])
})

test('a request that PHP calls moved waits while the route says so, and is sent again whole', async () => {
  await layOutCode(OLD, MOVED)
  // Nobody tells nginx, which for a second believes that nothing has changed.
  const path = join(open.layout.edge.routes, HOST)
  const before = JSON.parse(await readFile(path, 'utf8'))
  await turnPassed()
  await writeFile(path, JSON.stringify({ ...before, onHold: true }))
  const answers = [post('order'), post('y'.repeat(2_000_000)), get('/page/')]
  await turnPassed()
  await publish({ place: NEW })
  const bodies = (await Promise.all(answers)).map(({ status, body }) => `${status} ${body}`)
  expect(bodies).toEqual(['200 new POST / 5', '200 new POST / 2000000', '200 new GET /page/ 0'])
  // The edge may have asked for the page before its visitor did.
  const orders = (await recorded(NEW)).filter((line) => !line.startsWith('0 '))
  expect(orders).toHaveLength(2)
})

test('a site that says "moved" by itself is asked four times at most, and gets a friendly page', async () => {
  await layOutCode(OLD, recorder('old').replace('$body =', 'http_response_code(421); $body ='))
  const answer = await post('x')
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('just moving') })
  expect(answer.headers['retry-after']).toBe('5')
  expect(await recorded(OLD)).toHaveLength(4)
})

test('all other statuses of WordPress come through with what it wrote', async () => {
  await layOutCode(
    OLD,
    `<?php http_response_code((int) $_GET['status']); echo 'WordPress says ' . $_GET['status'];`,
  )
  for (const status of [200, 400, 403, 404, 410, 413, 429, 500, 502, 503, 504]) {
    const answer = await get(`/?status=${status}`)
    expect(answer).toMatchObject({ status, body: `WordPress says ${status}` })
  }
})

test('only so many requests of a site wait, the rest is told to come again, and all who wait are served', async () => {
  await publish({ place: OLD, onHold: true })
  const answered: number[] = []
  const visits = Array.from({ length: WAITING_MAX + 10 }, async () => {
    const { status } = await get('/')
    answered.push(status)
  })
  await vi.waitFor(() => expect(answered).toHaveLength(10), { timeout: 10_000 })
  expect(new Set(answered)).toEqual(new Set([503]))
  await publish({ place: NEW })
  await Promise.all(visits)
  expect(answered.filter((status) => status === 200)).toHaveLength(WAITING_MAX)
})

test('who has waited for half a minute gets a friendly page that asks to come again', async () => {
  await publish({ place: OLD, onHold: true })
  const answer = await visit({ port: open.port, host: HOST, timeoutMs: 40_000 })
  expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('just moving') })
  expect(answer.headers['retry-after']).toBe('5')
})
