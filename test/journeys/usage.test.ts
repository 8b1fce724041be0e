import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  changeSiteTier,
  createSite,
  deleteSite,
  listMail,
  loginToSite,
  type Site,
  type SiteUsage,
  showMail,
  showSite,
  showUsage,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Visit, VisitAnswer } from '../harness/http.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 180_000 })

/** More than a fresh database takes, and little enough to fill in a second. */
const BRONZE = { storageBytes: 4_000_000, visits: 10 }

let cloud: LocalCloud
let site: Site
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: {
      AIPRESS_WARM_SLOTS: '1',
      AIPRESS_DELETE_GRACE_HOURS: '0',
      AIPRESS_HASTE_FOR_TESTS_ONLY: '20',
      AIPRESS_TIER_LIMITS_FOR_TESTS_ONLY: JSON.stringify({ bronze: BRONZE }),
    },
  })
  const made = await cloud.call(createSite, { title: 'Corner Bakery' })
  await cloud.settled(made.operation.operationId)
  site = made.site
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const get = (path = '/', more: Partial<Visit> = {}) => cloud.fetchSite('corner-bakery.localhost', path, more)

async function usage(): Promise<SiteUsage> {
  const { items } = await cloud.call(showUsage, { site: site.siteId })
  if (items[0] === undefined) throw new Error('There is no usage of the site.')
  return items[0]
}

/** What is seen within seconds. */
const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 200 })

const cookiesIn = (headers: VisitAnswer['headers']) =>
  (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')

/** Headers with which the site's administrator may call WordPress' own interface. */
async function signedIn(): Promise<Record<string, string>> {
  const { url } = await cloud.call(loginToSite, { site: site.siteId })
  const { pathname, search } = new URL(url)
  const cookie = cookiesIn((await get(pathname + search)).headers)
  const nonce = (await get('/wp-admin/admin-ajax.php?action=rest-nonce', { headers: { cookie } })).body
  return { cookie, 'x-wp-nonce': nonce }
}

function upload(headers: Record<string, string>, name: string, sizeBytes: number) {
  const body = Buffer.alloc(sizeBytes, 'Rye and wheat.\n')
  const about = {
    'content-type': 'text/plain',
    'content-disposition': `attachment; filename="${name}"`,
    'content-length': String(sizeBytes),
  }
  return get('/wp-json/wp/v2/media', { method: 'POST', headers: { ...headers, ...about }, body })
}

/** As the upload page of wp-admin sends it. */
function uploadForm(headers: Record<string, string>, name: string, sizeBytes: number) {
  const body = [
    '--boundary',
    `Content-Disposition: form-data; name="file"; filename="${name}"`,
    'Content-Type: text/plain',
    '',
    Buffer.alloc(sizeBytes, 'Rye and wheat.\n').toString(),
    '--boundary--',
    '',
  ].join('\r\n')
  const about = { 'content-type': 'multipart/form-data; boundary=boundary' }
  return get('/wp-json/wp/v2/media', { method: 'POST', headers: { ...headers, ...about }, body })
}

test('uploads beyond the storage of the tier are refused with the reason, also while the control plane is away', async () => {
  await soon(async () => (await usage()).storageBytes.measuredAt).toEqual(expect.any(String))
  const fresh = await usage()
  expect(fresh.storageBytes).toMatchObject({ limit: BRONZE.storageBytes, mediaBytes: 0 })
  expect(fresh.storageBytes.databaseBytes).toBeGreaterThan(1_000_000)
  const headers = await signedIn()

  expect((await upload(headers, 'small.txt', 1_000)).status).toBe(201)
  await cloud.supervisor.stop('control-plane', AbortSignal.timeout(30_000))
  for (const send of [upload, uploadForm]) {
    const refused = await send(headers, 'large.txt', BRONZE.storageBytes)
    expect(refused.status).toBe(500)
    expect(refused.body).toContain('the storage of this site is full')
    expect(refused.body).toContain('of 4.0 MB')
  }
  expect((await uploadForm(headers, 'another.txt', 1_000)).status).toBe(201)
  expect((await get()).status).toBe(200)
  await cloud.up()

  const { operation } = await cloud.call(changeSiteTier, { site: site.siteId, tier: 'silver' })
  await cloud.settled(operation.operationId)
  await soon(async () => (await upload(headers, 'large.txt', BRONZE.storageBytes)).status).toBe(201)
  await soon(async () => (await cloud.call(showUsage, {})).items[0]?.storageBytes.limit).toBe(25e9)
})

test('every visit counts once, though the control plane is killed meanwhile', async () => {
  const before = await usage()
  const today = before.days?.at(-1)
  for (let visitor = 1; visitor <= 8; visitor += 1) {
    const headers = { 'user-agent': `Mozilla/5.0 (Visitor ${visitor})` }
    await get('/', { headers })
    if (visitor === 4) await cloud.killControlPlane()
    await get('/?p=1', { headers })
  }
  await get('/', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } })
  await soon(async () => (await usage()).visits.used).toBe(before.visits.used + 8)
  const log = await readFile(join(cloud.layout.edge.siteLogs, site.siteId, 'access.log'), 'utf8')
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { bytes: number })
  const sent = lines.reduce((sum, { bytes }) => sum + bytes, 0)
  await soon(async () => (await usage()).bandwidthBytes.used).toBe(sent)
  const after = (await usage()).days?.at(-1)
  expect(after).toMatchObject({ requests: lines.length, bandwidthBytes: sent })
  expect((after?.requests ?? 0) - (today?.requests ?? 0)).toBeGreaterThanOrEqual(17)
})

test('a limit that is passed is told with the site and by one mail each, and visitors are served', async () => {
  const { operation } = await cloud.call(changeSiteTier, { site: site.siteId, tier: 'bronze' })
  await cloud.settled(operation.operationId)
  for (let visitor = 1; visitor <= 4; visitor += 1)
    await get('/', { headers: { 'user-agent': `Mozilla/5.0 (Further visitor ${visitor})` } })
  await soon(async () => (await cloud.call(showSite, { site: site.siteId })).nearLimits).toEqual(
    expect.arrayContaining([
      { of: 'storage', usedPercent: expect.any(Number) },
      { of: 'visits', usedPercent: expect.any(Number) },
    ]),
  )
  const subjects = async () =>
    (await cloud.call(listMail, { site: site.siteId })).items.map(({ subject }) => subject).toSorted()
  await soon(subjects).toEqual(
    expect.arrayContaining([
      'Corner Bakery has used all of its storage',
      'Corner Bakery has used all of its visits this month',
    ]),
  )
  await soon(async () => (await usage()).warnings.length).toBe(4)
  const told = await subjects()
  expect(new Set(told).size).toBe(told.length)
  const [mail] = (await cloud.call(listMail, { site: site.siteId })).items
  const { text, to } = await cloud.call(showMail, { mail: mail?.mailId ?? '' })
  expect(to).toHaveLength(1)
  expect(text).toContain('aipress site tier corner-bakery silver')
  const { items } = await cloud.call(showUsage, { standing: 'over' })
  expect(items.map(({ siteName }) => siteName)).toEqual(['corner-bakery'])

  const { used } = (await usage()).visits
  await cloud.killControlPlane()
  expect((await get('/', { headers: { 'user-agent': 'Mozilla/5.0 (One more)' } })).status).toBe(200)
  await soon(async () => (await usage()).visits.used).toBe(used + 1)
  expect(await subjects()).toEqual(told)
})

test('a site that is gone for good leaves no figures', async () => {
  const { operation } = await cloud.call(deleteSite, { site: site.siteId })
  await cloud.settled(operation.operationId)
  await soon(async () =>
    cloud.call(showSite, { site: site.siteId }).then(
      () => 'there',
      ({ code }) => code,
    ),
  ).toBe('site_not_found')
  expect(await cloud.call(showUsage, {})).toMatchObject({ items: [], total: { sites: 0, visits: 0 } })
})
