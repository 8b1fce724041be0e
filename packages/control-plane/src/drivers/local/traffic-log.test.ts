import { appendFile, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startEdge } from '../../../../../test/harness/edge.ts'
import { visit } from '../../../../../test/harness/http.ts'
import { describeTrafficLog, readAll } from '../../platform/traffic-log.suite.ts'
import { ensureSiteLogs, rotateSiteLogs } from './edge-logs.ts'
import { layoutOf } from './layout.ts'
import { createLocalTrafficLog } from './traffic-log.ts'

const SITES = ['site_a', 'site_b'] as const
/** For which a log that was put aside just now is one that nginx has left. */
const later = () => Date.now() + 60_000

async function openEdge() {
  const edge = await startEdge()
  for (const siteId of SITES) {
    const hostname = `${siteId}.localhost`.replace('_', '-')
    const route = { kind: 'suspended', hostname, siteId, epoch: 1 } as const
    await edge.edge.publish(route, AbortSignal.timeout(10_000))
  }
  const ask = (siteId: string, path: string, userAgent = 'Mozilla/5.0') =>
    visit({
      port: edge.port,
      host: `${siteId}.localhost`.replace('_', '-'),
      path,
      headers: { 'user-agent': userAgent },
    })
  return { ...edge, ask, log: createLocalTrafficLog(edge.layout, Date.now) }
}

describeTrafficLog('local', async () => {
  const edge = await openEdge()
  return {
    log: edge.log,
    siteIds: SITES,
    visit: edge.ask,
    [Symbol.asyncDispose]: () => edge[Symbol.asyncDispose](),
  }
})

test('no request is lost or found twice while logs are put aside under visitors', async ({ signal }) => {
  await using edge = await openEdge()
  const [siteId] = SITES
  const path = join(edge.layout.edge.siteLogs, siteId, 'access.log')
  const asked: string[] = []
  const visitOnce = async () => {
    asked.push(`/${asked.length}`)
    await edge.ask(siteId, asked.at(-1) ?? '')
  }
  const found: string[] = []
  let position: string | undefined
  const readOn = async (log = edge.log) => {
    const part = await log.read(siteId, position, signal)
    position = part?.position ?? position
    found.push(...(part?.requests ?? []).map((request) => request.path))
    return part
  }
  await visitOnce()
  for (const _ of [1, 2]) {
    await vi.waitFor(async () => expect((await stat(path)).size).toBeGreaterThan(0), 5_000)
    await readOn()
    await rotateSiteLogs(edge.layout, { sizeBytesMax: 10, filesMax: 3 }, signal)
    // Whatever comes now goes to the end of the log that was put aside, until nginx notices.
    await vi.waitFor(
      async () => {
        await visitOnce()
        await readOn()
        expect((await stat(path)).size).toBeGreaterThan(0)
      },
      { timeout: 10_000, interval: 50 },
    )
  }
  // nginx writes a line after it has answered.
  const written = async () => {
    const names = ['access.log', 'access.log.1', 'access.log.2']
    const texts = names.map((name) => readFile(join(path, '..', name), 'utf8').catch(() => ''))
    return (await Promise.all(texts)).join('').split('\n').length - 1
  }
  await expect.poll(written, { timeout: 10_000 }).toBe(asked.length)
  const settled = createLocalTrafficLog(edge.layout, later)
  await expect
    .poll(
      async () => {
        await readOn(settled)
        return found.length
      },
      { timeout: 10_000 },
    )
    .toBe(asked.length)
  // A worker of nginx may go on in the new log while another still writes to the old one.
  expect(found.toSorted()).toEqual(asked.toSorted())
}, 30_000)

/** Logs written by hand, to the byte. */
async function openFolder() {
  const home = await mkdtemp(join(tmpdir(), 'aipress-traffic-'))
  const layout = layoutOf(home)
  await ensureSiteLogs(layout, 'site_a')
  return {
    layout,
    log: createLocalTrafficLog(layout, Date.now),
    settled: createLocalTrafficLog(layout, later),
    path: join(layout.edge.siteLogs, 'site_a', 'access.log'),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  }
}

const line = (path: string, more: object = {}) =>
  `${JSON.stringify({
    time: '2026-11-30T10:00:00.000Z',
    method: 'GET',
    path,
    status: 200,
    durationMs: 1,
    bytes: 1_000,
    ip: '192.0.2.1',
    userAgent: 'Mozilla/5.0',
    ...more,
  })}\n`

test('a log put aside is read to its end before the next, and not left while lines may still come', async ({
  signal,
}) => {
  await using folder = await openFolder()
  await writeFile(folder.path, line('/1'))
  const first = await folder.log.read('site_a', undefined, signal)
  await appendFile(folder.path, line('/2'))
  await rename(folder.path, `${folder.path}.1`)
  await writeFile(folder.path, line('/4'))
  const second = await folder.log.read('site_a', first?.position, signal)
  expect(second?.requests.map(({ path }) => path)).toEqual(['/2'])
  expect(await folder.log.read('site_a', second?.position, signal)).toBeUndefined()
  await appendFile(`${folder.path}.1`, line('/3'))
  const { requests } = await readAll(folder.settled, 'site_a', second?.position, 2, signal)
  expect(requests.map(({ path }) => path)).toEqual(['/3', '/4'])
})

test('half a line is read once it is whole, and what is no request is passed over', async ({ signal }) => {
  await using folder = await openFolder()
  const whole = line('/whole')
  await writeFile(folder.path, `nonsense\n${whole}${whole.slice(0, 40)}`)
  const first = await folder.log.read('site_a', undefined, signal)
  expect(first).toMatchObject({ requests: [{ path: '/whole' }] })
  expect((await folder.log.read('site_a', first?.position, signal))?.requests ?? []).toEqual([])
  await appendFile(folder.path, whole.slice(40))
  const second = await folder.log.read('site_a', first?.position, signal)
  expect(second).toMatchObject({ requests: [{ path: '/whole' }], more: false })
})

test('a log that was emptied, or took the number of one that is gone, is read from its beginning', async ({
  signal,
}) => {
  await using folder = await openFolder()
  await writeFile(folder.path, line('/1') + line('/2'))
  const first = await folder.log.read('site_a', undefined, signal)
  await truncate(folder.path)
  const other = { time: '2026-11-30T11:00:00.000Z' }
  await appendFile(folder.path, line('/3', other))
  const emptied = await folder.log.read('site_a', first?.position, signal)
  expect(emptied?.requests.map(({ path }) => path)).toEqual(['/3'])
  await truncate(folder.path)
  const last = { time: '2026-11-30T12:00:00.000Z' }
  await appendFile(folder.path, line('/4', last) + line('/5', last) + line('/6', last))
  const replaced = await folder.log.read('site_a', first?.position, signal)
  expect(replaced?.requests.map(({ path }) => path)).toEqual(['/4', '/5', '/6'])
})

test('much at once comes in parts that follow one another', async ({ signal }) => {
  await using folder = await openFolder()
  const count = 3_000
  await writeFile(folder.path, Array.from({ length: count }, (_, index) => line(`/${index}`)).join(''))
  const part = await folder.log.read('site_a', undefined, signal)
  expect(part?.more).toBe(true)
  expect(part?.requests.length).toBeLessThan(2_000)
  const { requests } = await readAll(folder.log, 'site_a', part?.position, count - 1_999, signal)
  const rest = requests.map(({ path }) => path)
  expect(rest[0]).toBe(`/${part?.requests.length}`)
})

/** What a power cut does to a file whose end had not reached the disk. */
test.each([
  ['half of it', (text: string) => text.length - 250],
  ['half its first line', () => 40],
  ['all of it', () => 0],
])('a log that has lost %s counts nothing twice, and goes on with what comes', async (_, sizeOf) => {
  const signal = AbortSignal.timeout(10_000)
  await using folder = await openFolder()
  const text = line('/2') + line('/3') + line('/4')
  await writeFile(`${folder.path}.1`, line('/1'))
  await writeFile(folder.path, text)
  const { requests, position } = await readAll(folder.settled, 'site_a', undefined, 4, signal)
  expect(requests).toHaveLength(4)
  await truncate(folder.path, sizeOf(text))
  const after = await folder.settled.read('site_a', position, signal)
  expect(after).toMatchObject({ requests: [] })
  expect(await folder.settled.read('site_a', after?.position, signal)).toBeUndefined()
  // The first goes to the end of half a line.
  await appendFile(folder.path, line('/5') + line('/6') + line('/7'))
  const next = await folder.settled.read('site_a', after?.position, signal)
  expect(next?.requests.map(({ path }) => path).slice(-2)).toEqual(['/6', '/7'])
  expect(next?.requests.map(({ path }) => path)).not.toContain('/3')
})
