import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { layOutSite, siteRoute, startEdge, startPhp } from '../../../../../test/harness/edge.ts'
import { exchange, visit } from '../../../../../test/harness/http.ts'
import { rotateSiteLogs } from './edge-logs.ts'
import { slotUser } from './slot-user.ts'

const HOST = 'bakery.localhost'
const PLACE = { shardId: 'shard-001', slot: 1 }
const SITE_ID = 'site_000000000000001'

const linesOf = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('each request of a site is one JSON line in its own file', async ({ signal }) => {
  await using open = await startEdge()
  await layOutSite(open.layout, PLACE)
  await using _php = await startPhp(open.layout, PLACE)
  await open.edge.publish(siteRoute(HOST), signal)
  await open.edge.publish(siteRoute('other.localhost', { siteId: 'site_000000000000002' }), signal)
  const odd = '/page/?q=%22x%22&r="\\\t'
  await exchange(
    open.port,
    `GET ${odd.replace('\t', '')} HTTP/1.1\r\nHost: ${HOST}\r\nUser-Agent: a "b" \\c\tü\r\nReferer: http://x/\r\nConnection: close\r\n\r\n`,
  )
  await visit({ port: open.port, host: HOST, path: '/wp-content/themes/plain/style.css' })
  await visit({ port: open.port, host: HOST, path: '/?stream=30', method: 'POST' })
  await visit({ port: open.port, host: 'other.localhost' })
  await visit({ port: open.port, host: 'nobody.localhost' })

  const lines = await vi.waitFor(async () => {
    const found = await linesOf(join(open.layout.edge.siteLogs, SITE_ID, 'access.log'))
    expect(found).toHaveLength(3)
    return found
  })
  expect(lines[0]).toEqual({
    at: expect.any(Number),
    method: 'GET',
    path: '/page/?q=%22x%22&r="\\',
    status: 200,
    seconds: expect.any(Number),
    bytes: expect.any(Number),
    cache: expect.any(String),
    ip: '127.0.0.1',
    userAgent: 'a "b" \\c\tü',
    referrer: 'http://x/',
    host: HOST,
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  expect(Math.abs(Number(lines[0]?.at) * 1_000 - Date.now())).toBeLessThan(10_000)
  expect(lines[1]).toMatchObject({ status: 200, path: '/wp-content/themes/plain/style.css', seconds: 0 })
  expect(lines[2]).toMatchObject({ method: 'POST' })
  expect(Number(lines[2]?.seconds)).toBeGreaterThanOrEqual(0.025)
})

test('pages of the edge itself are in the log of the site they stand for', async ({ signal }) => {
  await using open = await startEdge()
  await open.edge.publish({ kind: 'suspended', hostname: HOST, siteId: SITE_ID, epoch: 1 }, signal)
  await visit({ port: open.port, host: HOST, path: '/a' })
  await vi.waitFor(async () => {
    const lines = await linesOf(join(open.layout.edge.siteLogs, SITE_ID, 'access.log'))
    expect(lines).toMatchObject([{ status: 503, path: '/a' }])
  })
})

test("a site's own user cannot reach its log, nor routes, nor the edge's socket", async ({ signal }) => {
  await using open = await startEdge()
  await open.edge.publish(siteRoute(HOST), signal)
  const { uid } = slotUser(open.layout.home, PLACE)
  const { edge } = open.layout
  for (const path of [
    join(edge.siteLogs, SITE_ID),
    edge.routes,
    join(edge.adminSocket, '..'),
    edge.temporary,
  ]) {
    const found = await stat(path)
    expect(found.uid).not.toBe(uid)
    expect(found.mode & 0o007, path).toBe(0)
  }
})

test('a large log is put aside, the oldest is dropped, and nginx goes on in a new one', async ({
  signal,
}) => {
  await using open = await startEdge()
  await open.edge.publish({ kind: 'suspended', hostname: HOST, siteId: SITE_ID, epoch: 1 }, signal)
  const log = join(open.layout.edge.siteLogs, SITE_ID, 'access.log')
  const ask = (path: string) => visit({ port: open.port, host: HOST, path })
  const limits = { sizeBytesMax: 100, filesMax: 2 }
  for (const round of [1, 2, 3]) {
    await vi.waitFor(
      async () => {
        await ask(`/round-${round}`)
        expect(await readFile(log, 'utf8')).toContain(`/round-${round}`)
      },
      { timeout: 5000, interval: 100 },
    )
    expect(await rotateSiteLogs(open.layout, limits, signal)).toBe(1)
  }
  expect(await readFile(`${log}.1`, 'utf8')).toContain('/round-3')
  expect(await readFile(`${log}.2`, 'utf8')).toContain('/round-2')
  await expect(stat(`${log}.3`)).rejects.toThrow()
  expect(await rotateSiteLogs(open.layout, limits, signal)).toBe(0)
}, 20_000)
