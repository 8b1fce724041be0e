import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { fastCgi } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { programsOf } from './slot-processes.ts'
import { slotUser } from './slot-user.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let shard: TestShard

beforeAll(async () => {
  shard = await startShard(8)
})
afterAll(async () => {
  await shard?.[Symbol.asyncDispose]()
})

const within = () => AbortSignal.timeout(60_000)
const slotOf = (place: Place) => shard.layout.shard(place.shardId).slot(place.slot)

async function newSite(): Promise<Place> {
  const place = shard.freshPlace()
  await shard.siteHost.prepare(place, randomSecrets(), within())
  const identity = { siteId: 'site_x', title: 'X', adminEmail: 'x@example.com', url: 'http://x.localhost' }
  await shard.siteHost.claim(place, identity, within())
  return place
}

/** A page of the site's own code, which never asks WordPress. */
async function runPage(place: Place, code: string): Promise<string> {
  const { media, socket } = slotOf(place)
  const script = join(media, 'x.php')
  await writeFile(script, `<?php ${code}`, { mode: 0o644 })
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/x.php', SCRIPT_FILENAME: script }
  return (await fastCgi({ socket, params, timeoutMs: 30_000 })).body
}

async function connect(place: Place): Promise<mysql.Connection> {
  const { database } = await readSiteConfiguration(slotOf(place))
  const { socket: socketPath, user, password, name } = database
  return await mysql.createConnection({ socketPath, user, password, database: name })
}

test('a page that is being made is waited for, and whoever comes meanwhile is answered', async () => {
  const place = await newSite()
  const started = join(slotOf(place).temporary, 'started')
  const page = runPage(place, `touch('${started}'); sleep(1); echo 'whole answer';`)
  await vi.waitFor(() => execa('test', ['-e', started]))
  let isDone = false
  const visitors = [1, 2].map(async () => {
    const seen: number[] = []
    while (!isDone) seen.push((await bootFrontPage(shard.layout, place)).status)
    return seen
  })
  await shard.siteHost.freeze(place, within())
  expect(await Promise.race([page, 'not answered'])).toBe('whole answer')
  expect((await bootFrontPage(shard.layout, place)).status).toBe(421)
  isDone = true
  for (const seen of await Promise.all(visitors)) {
    // Who was let in just before the site froze gets their page; after the first refusal nobody does.
    const turns = seen.filter((status, index) => status !== seen[index - 1])
    expect([[200], [200, 421], [421]]).toContainEqual(turns)
  }
  await shard.siteHost.thaw(place, within())
})

test('a page that takes longer than ten seconds makes the site busy, and it goes on', async () => {
  const place = await newSite()
  const started = join(slotOf(place).temporary, 'started')
  const page = runPage(place, `touch('${started}'); sleep(13); echo 'whole answer';`)
  await vi.waitFor(() => execa('test', ['-e', started]))
  await expect(shard.siteHost.freeze(place, within())).rejects.toMatchObject({ code: 'site_busy' })
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
  expect(await page).toBe('whole answer')
})

test('nothing of a frozen site can write: its programs and connections have ended, its account is locked', async () => {
  const place = await newSite()
  await runPage(place, `exec('setsid sleep 600 > /dev/null 2>&1 &');`)
  const before = await connect(place)
  before.on('error', () => undefined)
  await before.query('START TRANSACTION')
  await before.query("UPDATE wp_options SET option_value = 'lost' WHERE option_name = 'blogname'")
  await shard.siteHost.freeze(place, within())
  expect(await programsOf(shard.layout, place)).toEqual([])
  await expect(before.query('COMMIT')).rejects.toThrow()
  await expect(connect(place)).rejects.toThrow('this account is locked')

  await shard.siteHost.thaw(place, within())
  const after = await connect(place)
  const [rows] = await after.query("SELECT option_value FROM wp_options WHERE option_name = 'blogname'")
  expect(rows).toEqual([{ option_value: 'X' }])
  await after.end()
})

test('a freeze that is stopped in the middle can be done again, and undone', async () => {
  const place = await newSite()
  for (const afterMs of [1, 5, 10, 20, 40, 60]) {
    await shard.siteHost.freeze(place, AbortSignal.timeout(afterMs)).catch(() => undefined)
    await shard.siteHost.thaw(place, within())
    expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
    await shard.siteHost.freeze(place, AbortSignal.timeout(afterMs)).catch(() => undefined)
  }
  await shard.siteHost.freeze(place, within())
  await expect(connect(place)).rejects.toThrow('this account is locked')
  await shard.siteHost.thaw(place, AbortSignal.timeout(1)).catch(() => undefined)
  await shard.siteHost.thaw(place, within())
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
})

test('a title that is set while the site is frozen is set once it is thawed', async () => {
  const place = await newSite()
  await shard.siteHost.freeze(place, within())
  const retitled = shard.siteHost.retitle(place, 'Thawed', within())
  await expect(
    shard.siteHost.claim(
      place,
      { siteId: 'site_x', title: 'Y', adminEmail: 'x@example.com', url: 'http://x.localhost' },
      within(),
    ),
  ).rejects.toMatchObject({ code: 'site_busy' })
  await shard.siteHost.thaw(place, within())
  await retitled
  expect((await bootFrontPage(shard.layout, place)).body).toContain('<title>Thawed')
})

test('the pool tells its status to nobody but the driver', async () => {
  const place = await newSite()
  const { uid } = slotUser(shard.layout.home, place)
  expect(uid).toBeGreaterThan(1_000_000)
  expect((await bootFrontPage(shard.layout, place, { path: '/status' })).status).toBe(404)
})
