import { readdir } from 'node:fs/promises'
import {
  createSite,
  deleteSite,
  listHostnames,
  listMail,
  listShards,
  listSites,
  readSiteLogs,
  runWpCli,
  showSite,
  undeleteSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { createRunning, eventually } from './bad-days-support.ts'
import { inventory } from './workflow-subject.ts'

/** Two shards of two sites each; the tests are one story. */
let cloud: LocalCloud
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_SITES_PER_SHARD: '2', AIPRESS_SHARDS_MAX: '2', AIPRESS_WARM_SLOTS: '1' },
  })
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

const SHARD_SECONDS_MAX = 40
const PURGE_SECONDS_MAX = 40

test('the second shard is made ahead of need', async () => {
  await createRunning(cloud, 'Site One')
  await eventually(async () => {
    const { items } = await cloud.call(listShards, {})
    expect(items.map(({ shardId, state }) => `${shardId} ${state}`)).toEqual([
      'shard-001 healthy',
      'shard-002 healthy',
    ])
  }, SHARD_SECONDS_MAX)
})

test('four sites fit, the fifth is refused with a way out, and nothing of it is left', async () => {
  for (const title of ['Site Two', 'Site Three', 'Site Four']) {
    await eventually(() => createRunning(cloud, title), SHARD_SECONDS_MAX)
  }
  const { items } = await cloud.call(listShards, {})
  expect(items.map(({ sites }) => sites)).toEqual([2, 2])
  const before = await inventory(cloud)
  await expect(cloud.call(createSite, { title: 'Site Five' })).rejects.toMatchObject({
    code: 'shard_full',
    message: 'No shard of this platform has room for another site.',
    hint: expect.stringContaining('AIPRESS_SHARDS_MAX'),
  })
  expect(await inventory(cloud)).toEqual(before)
})

test('undeleting brings back everything', async () => {
  const post = ['post', 'create', '--post_title=Kept Through It', '--post_status=publish', '--porcelain']
  const { stdout } = await cloud.call(runWpCli, { site: 'site-one', args: post })
  const path = `/?p=${stdout.trim()}`
  const before = await inventory(cloud)
  const hostnames = await cloud.call(listHostnames, { site: 'site-one' })
  const removed = await cloud.call(deleteSite, { site: 'site-one' })
  expect(await cloud.settled(removed.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await cloud.fetchSite('site-one.localhost')).status).toBe(404)
  const back = await cloud.call(undeleteSite, { site: 'site-one' })
  expect(await cloud.settled(back.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await inventory(cloud)).toEqual(before)
  expect(await cloud.call(listHostnames, { site: 'site-one' })).toEqual(hostnames)
  const { headers } = await cloud.fetchSite('site-one.localhost', path)
  const article = await cloud.fetchSite('site-one.localhost', new URL(headers.location ?? '').pathname)
  expect(article).toMatchObject({ status: 200, body: expect.stringContaining('Kept Through It') })
})

test('after the grace period nothing of a site is left, and name and place can be used again', async () => {
  const { siteId } = await cloud.call(showSite, { site: 'site-one' })
  const mail = ['eval', "wp_mail('reader@example.com', 'Hello', 'Text');"]
  await cloud.call(runWpCli, { site: 'site-one', args: mail })
  await eventually(async () => {
    expect((await cloud.call(listMail, {})).items.map(({ subject }) => subject)).toContain('Hello')
  }, PURGE_SECONDS_MAX)
  expect((await cloud.call(readSiteLogs, { site: 'site-one' })).lines.length).toBeGreaterThan(0)

  await cloud.up({ AIPRESS_DELETE_GRACE_HOURS: '0' })
  const { operation } = await cloud.call(deleteSite, { site: 'site-one' })
  await cloud.settled(operation.operationId)
  await eventually(async () => {
    expect((await cloud.call(listSites, { state: 'deleted' })).items).toEqual([])
  }, PURGE_SECONDS_MAX)

  expect(JSON.stringify(await inventory(cloud))).not.toContain(siteId)
  expect((await cloud.call(listMail, {})).items.map(({ subject }) => subject)).not.toContain('Hello')
  expect(await readdir(cloud.layout.edge.siteLogs)).not.toContain(siteId)
  const again = await eventually(() => createRunning(cloud, 'Site One'), SHARD_SECONDS_MAX)
  expect((await cloud.fetchSite(again.hostname)).body).not.toContain('Kept Through It')
})
