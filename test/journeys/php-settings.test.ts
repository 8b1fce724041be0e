import {
  changeSiteTier,
  createShard,
  moveSite,
  type RawInputOf,
  runWpCli,
  type Site,
  setPhp,
  showPhp,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { installProbe, makeSite, probe, upload } from './php-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

const MB = 1024 * 1024
let cloud: LocalCloud
let bakery: Site
let garden: Site

beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' } })
  await installProbe(cloud)
  bakery = await makeSite(cloud, 'Corner Bakery', 'silver')
  garden = await makeSite(cloud, 'Blue Garden')
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function set(site: Site, wishes: Omit<RawInputOf<typeof setPhp>, 'site'>): Promise<void> {
  const { operation } = await cloud.call(setPhp, { site: site.siteId, ...wishes })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
}
const limits = async (site: Site) => JSON.parse((await probe(cloud, site, 'limits')).body) as string[]
const show = (site: Site) => cloud.call(showPhp, { site: site.siteId })
const memoryOfWpCli = async (site: Site) => {
  const args = ['eval', 'echo ini_get("memory_limit");']
  return (await cloud.call(runWpCli, { site: site.siteId, args })).stdout
}

const USUAL = ['256M', '60', '100M', '101M']

test('a site runs with the defaults, and says what there is to choose', async () => {
  expect(await limits(bakery)).toEqual(USUAL)
  const shown = await show(bakery)
  expect(shown).toMatchObject({
    version: '8.2',
    settings: { memoryMb: 256, uploadMb: 100, seconds: 60 },
    limits: { memoryMb: 512, uploadMb: 512, seconds: 180 },
  })
  expect(shown.versionsInstalled).toContain('8.2')
  expect(shown.extensions).toEqual(expect.arrayContaining(['curl', 'mysqli', 'gd']))
})

test('one setting lets uploads through the web server and PHP, without a restart and for one site alone', async () => {
  await set(bakery, { upload: '2M' })
  const refused = await upload(cloud, bakery, 3 * MB)
  expect(refused.status).toBe(413)
  expect(refused.body).toContain('at most 2 MB')
  expect(JSON.parse((await upload(cloud, garden, 3 * MB)).body)).toEqual([3 * MB, 0])

  await set(bakery, { upload: '8 MB' })
  expect(JSON.parse((await upload(cloud, bakery, 8 * MB)).body)).toEqual([8 * MB, 0])
  expect(await limits(garden)).toEqual(USUAL)
})

test('a site cannot take more memory than was set, and what was set counts for its commands too', async () => {
  expect((await probe(cloud, bakery, 'hungry&mb=300')).status).toBe(500)
  await set(bakery, { memory: '512M', seconds: 90 })
  expect(await limits(bakery)).toEqual(['512M', '90', '8M', '9M'])
  expect(JSON.parse((await probe(cloud, bakery, 'hungry&mb=300')).body)).toBe(300 * MB)
  await set(bakery, { memory: '384M' })
  expect(await memoryOfWpCli(bakery)).toBe('384M')
  expect(await memoryOfWpCli(garden)).toBe('512M')
})

test('more than the tier allows is refused with the tier that allows it; a version that is not there by those that are', async () => {
  await expect(cloud.call(setPhp, { site: garden.siteId, memory: '512M' })).rejects.toMatchObject({
    code: 'php_limit_exceeded',
    message: expect.stringContaining('at most 256 MB'),
    hint: expect.stringContaining('silver'),
  })
  await expect(cloud.call(setPhp, { site: garden.siteId, phpVersion: '7.4' })).rejects.toMatchObject({
    code: 'php_version_not_installed',
    hint: expect.stringContaining('8.2'),
  })
  await expect(cloud.call(setPhp, { site: garden.siteId })).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(cloud.call(setPhp, { site: garden.siteId, memory: 'lots' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
  expect(await limits(garden)).toEqual(USUAL)
})

test('settings go with a site to another shard', async () => {
  const made = await cloud.call(createShard, {})
  expect(await cloud.settled(made.operation.operationId)).toMatchObject({ state: 'succeeded' })
  const { operation } = await cloud.call(moveSite, { site: bakery.siteId })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await limits(bakery)).toEqual(['384M', '90', '8M', '9M'])
})

test('a lower tier bounds the settings and says so; a higher one brings them back', async () => {
  const down = await cloud.call(changeSiteTier, { site: bakery.siteId, tier: 'bronze' })
  expect(down.notice).toBe('With bronze, its PHP gets 256 MB of memory instead of 384.')
  await cloud.settled(down.operation.operationId)
  expect(await limits(bakery)).toEqual(['256M', '90', '8M', '9M'])
  expect(await show(bakery)).toMatchObject({ settings: { memoryMb: 256 }, beyondTier: { memoryMb: 384 } })
  const up = await cloud.call(changeSiteTier, { site: bakery.siteId, tier: 'silver' })
  await cloud.settled(up.operation.operationId)
  expect(await limits(bakery)).toEqual(['384M', '90', '8M', '9M'])
})

test('resetting brings the defaults back', async () => {
  await set(bakery, { reset: true })
  expect(await limits(bakery)).toEqual(USUAL)
  await set(bakery, { seconds: 30, reset: true })
  expect(await limits(bakery)).toEqual(['256M', '30', '100M', '101M'])
})
