import { type LogKind, type LogLine, readSiteLogs, type Site } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { installProbe, makeSite, probe } from './php-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

const WAIT = { timeout: 20_000, interval: 100 }
let cloud: LocalCloud
let bakery: Site
let garden: Site

beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' } })
  await installProbe(cloud)
  bakery = await makeSite(cloud, 'Corner Bakery')
  garden = await makeSite(cloud, 'Blue Garden')
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const logsOf = async (site: Site, kind: LogKind): Promise<LogLine[]> =>
  (await cloud.call(readSiteLogs, { site: site.siteId, kind })).lines

test('a slow query is in its site’s own log, without its values, and in no neighbour’s', async () => {
  await probe(cloud, bakery, 'query')
  const lines = await vi.waitFor(async () => {
    const found = await logsOf(bakery, 'slow-query')
    expect(found).toHaveLength(1)
    return found
  }, WAIT)
  expect(lines[0]?.text).toMatch(/^21\d\d ms, 0 rows looked at for 1: SELECT \?, SLEEP\(\?\)$/)
  expect(lines[0]?.durationMs).toBeGreaterThan(2_000)
  expect(await logsOf(garden, 'slow-query')).toEqual([])
})

test('a slow request is in its site’s own log, with where the time went; a quick one is not', async () => {
  await probe(cloud, garden, 'limits')
  await probe(cloud, garden, 'slow')
  const lines = await vi.waitFor(async () => {
    const found = await logsOf(garden, 'slow-request')
    expect(found).toHaveLength(1)
    return found
  }, WAIT)
  expect(lines[0]).toMatchObject({ kind: 'slow-request', method: 'POST', path: '/?probe=slow', status: 200 })
  expect(lines[0]?.text).toMatch(
    /^POST \/\?probe=slow 200 2\d{3} ms, of it 2\d{3} in PHP: .*waited \d+ ms for 1 call to other servers, longest for 127\.0\.0\.1; \d+ queries; \d+ MB$/,
  )
  const ofBakery = await logsOf(bakery, 'slow-request')
  expect(ofBakery.map(({ path }) => path)).not.toContain('/?probe=slow')
})

test('slow requests can be followed as they happen', async () => {
  const listening = new AbortController()
  const seen: LogLine[] = []
  const input = { site: garden.siteId, kind: 'slow-request', lines: 1, follow: true } as const
  const following = cloud
    .call(readSiteLogs, input, { signal: listening.signal, onEvent: (line) => seen.push(line) })
    .catch(() => undefined)
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), WAIT)
  await probe(cloud, garden, 'slow')
  await vi.waitFor(() => expect(seen).toHaveLength(2), WAIT)
  expect(seen[1]?.text).toContain('1 call to other servers')
  listening.abort()
  await following
})
