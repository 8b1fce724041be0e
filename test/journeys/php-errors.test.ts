import { dismissPhpError, listPhpErrors, type Site } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { installProbe, makeSite, probe } from './php-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

const WAIT = { timeout: 20_000, interval: 100 }
let cloud: LocalCloud
let bakery: Site
let garden: Site

beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_WARM_SLOTS: '1', AIPRESS_HASTE_FOR_TESTS_ONLY: '10' },
  })
  await installProbe(cloud)
  bakery = await makeSite(cloud, 'Corner Bakery')
  garden = await makeSite(cloud, 'Blue Garden')
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const errorsOf = async (site: Site) => (await cloud.call(listPhpErrors, { site: site.siteId })).items
const counts = async (site: Site) => (await errorsOf(site)).map(({ level, count }) => [level, count])
const file = 'wp-content/mu-plugins/test-probe.php'

test('a fatal error that two visits meet is there once, with count 2, and its neighbour has none', async () => {
  const before = Date.now()
  for (const number of [1, 2])
    expect((await probe(cloud, bakery, `broken&number=${number}`)).status).toBe(500)
  await vi.waitFor(async () => expect(await counts(bakery)).toEqual([['fatal', 2]]), WAIT)
  const [error] = await errorsOf(bakery)
  expect(error).toMatchObject({
    siteName: 'corner-bakery',
    message: 'Uncaught Error: Call to undefined function no_such_function()',
    file,
    fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
  })
  expect(Date.parse(error?.lastSeenAt ?? '')).toBeGreaterThanOrEqual(before - 1_000)
  expect(await errorsOf(garden)).toEqual([])
})

test('counting goes on where it was after the control plane was killed', async () => {
  await probe(cloud, bakery, 'broken&number=3')
  await cloud.killControlPlane()
  await probe(cloud, bakery, 'broken&number=4')
  await probe(cloud, garden, 'warning&number=1')
  await vi.waitFor(async () => {
    expect(await counts(bakery)).toEqual([['fatal', 4]])
    expect(await counts(garden)).toEqual([['warning', 1]])
  }, WAIT)
  const { items } = await cloud.call(listPhpErrors, {})
  expect(items.map(({ siteName, level }) => [siteName, level]).sort()).toEqual([
    ['blue-garden', 'warning'],
    ['corner-bakery', 'fatal'],
  ])
  const warnings = await cloud.call(listPhpErrors, { level: 'warning' })
  expect(warnings.items.map(({ message, count }) => [message, count])).toEqual([
    ['Undefined array key "nothing1"', 1],
  ])
})

test('a dismissed error is gone until it happens again', async () => {
  const fingerprint = (await errorsOf(bakery))[0]?.fingerprint ?? ''
  await cloud.call(dismissPhpError, { site: bakery.siteId, fingerprint })
  expect(await errorsOf(bakery)).toEqual([])
  await expect(cloud.call(dismissPhpError, { site: bakery.siteId, fingerprint })).rejects.toMatchObject({
    code: 'php_error_not_found',
  })
  await probe(cloud, bakery, 'broken&number=5')
  await vi.waitFor(async () => expect(await counts(bakery)).toEqual([['fatal', 1]]), WAIT)
})
