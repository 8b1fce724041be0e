import { chown, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { fastCgi } from './fastcgi.ts'
import type { SlotLayout } from './layout.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { slotUser } from './slot-user.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** As many as a pool's socket lets wait, and some that are at work. */
const CROWD = 60
/** Of striking 16 times; were each of them waited for like a process that hangs, it would be five times as long. */
const HALT_MS_MAX = 20_000

let shard: TestShard

beforeAll(async () => {
  shard = await startShard(5)
})

afterAll(async () => {
  await shard?.[Symbol.asyncDispose]()
})

async function preparedSite() {
  const place = shard.freshPlace()
  const signal = AbortSignal.timeout(60_000)
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  const identity = { siteId: 'site_x', title: 'X', adminEmail: 'x@example.com', url: 'http://x.localhost' }
  await shard.siteHost.claim(place, identity, signal)
  const slot = shard.layout.shard(place.shardId).slot(place.slot)
  return { place, slot, user: slotUser(shard.layout.home, place), signal }
}

/** As a plugin would: in the background, in a session of its own. */
async function startFromPage(slot: SlotLayout, command: string) {
  const script = join(slot.media, 'x.php')
  const code = `exec('setsid ${command} > /dev/null 2>&1 &'); echo 'started';`
  await writeFile(script, `<?php ${code}`, { mode: 0o644 })
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/x.php', SCRIPT_FILENAME: script }
  expect((await fastCgi({ socket: slot.socket, params, timeoutMs: 20_000 })).body).toBe('started')
}

async function programsOf(uid: number): Promise<string[]> {
  const { stdout } = await execa('ps', ['-eo', 'uid=,args='])
  const own = stdout.split('\n').filter((line) => line.trim().startsWith(`${uid} `))
  // PHP-FPM starts an idle process for each that was killed; the dead wait for their parent to notice.
  return own.filter((line) => !/php-fpm: pool|<defunct>/.test(line))
}

test('halting ends what a page left in the background', async () => {
  const { place, slot, user, signal } = await preparedSite()
  await startFromPage(slot, 'sleep 600')
  await expect.poll(() => programsOf(user.uid)).toEqual([expect.stringContaining('sleep 600')])
  await shard.siteHost.halt(place, signal)
  expect(await programsOf(user.uid)).toEqual([])
})

test('a crowd that waits for slow pages does not hold up the halt, and none of it is served afterwards', async () => {
  const { place, slot, user, signal } = await preparedSite()
  const [script, begun] = [join(slot.media, 'slow.php'), join(slot.media, 'begun')]
  await writeFile(script, `<?php file_put_contents('${begun}', 'x', FILE_APPEND); sleep(600);`, {
    mode: 0o644,
  })
  await writeFile(begun, '')
  await chown(begun, user.uid, user.gid)
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/slow.php', SCRIPT_FILENAME: script }
  const visits = Array.from({ length: CROWD }, () =>
    fastCgi({ socket: slot.socket, params, timeoutMs: 120_000 }),
  )
  const ended = Promise.allSettled(visits)
  const length = async () => (await stat(begun)).size
  await expect.poll(length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4)
  await shard.siteHost.halt(place, AbortSignal.any([signal, AbortSignal.timeout(HALT_MS_MAX)]))
  for (const visit of await ended) expect(visit.status === 'fulfilled' ? visit.value : 'cut').toBe('cut')
  const served = await length()
  await startFromPage(slot, 'true')
  expect(await length()).toBe(served)
})

test('a transaction that a site has prepared and left does not keep its slot', async () => {
  const { place, slot, signal } = await preparedSite()
  const { database } = await readSiteConfiguration(slot)
  const connection = await mysql.createConnection({
    socketPath: database.socket,
    user: database.user,
    password: database.password,
    database: database.name,
    multipleStatements: true,
  })
  await connection.query(
    `XA START 'left'; UPDATE wp_options SET autoload = 'no'; XA END 'left'; XA PREPARE 'left'`,
  )
  await connection.end()
  await shard.siteHost.empty(place, signal)
  expect(await shard.siteHost.inspect(place, signal)).toEqual({ kind: 'empty' })
})

test('what a site left in folders for all is gone with it', async () => {
  const { place, user, signal } = await preparedSite()
  const left = [`/tmp/aipress-left-${user.uid}`, `/var/tmp/aipress-left-${user.uid}`]
  for (const path of left) await execa('mkdir', [path], { ...user, cwd: '/' })
  await shard.siteHost.empty(place, signal)
  for (const path of left) await expect(stat(path)).rejects.toThrow('ENOENT')
})

test('a site that fights its removal loses, and root removes nothing but its files', async () => {
  const { place, slot, user, signal } = await preparedSite()
  const foreign = join(shard.layout.home, 'foreign')
  await mkdir(foreign)
  await writeFile(join(foreign, '1'), 'precious')
  const swap = `my $end = time + 30; chdir '${slot.media}'; mkdir 'a'; symlink '${foreign}', 'b';
    while (time < $end) { rename 'a', 'c'; rename 'b', 'a'; rename 'a', 'b'; rename 'c', 'a'; mkdir "a/$_" for 1 .. 3; fork and exit }`
  await writeFile(join(slot.media, 'fight.pl'), swap, { mode: 0o644 })
  await startFromPage(slot, `perl ${slot.media}/fight.pl`)
  await expect.poll(() => stat(join(slot.media, 'b')).then(Boolean, () => false)).toBe(true)

  await shard.siteHost.empty(place, signal)
  expect(await readdir(foreign)).toEqual(['1'])
  await expect(stat(slot.root)).rejects.toThrow('ENOENT')
  expect(await readdir(shard.layout.shard(place.shardId).removed)).toEqual([])
  expect(await programsOf(user.uid)).toEqual([])
  await rm(foreign, { recursive: true })

  await shard.siteHost.prepare(place, randomSecrets(), signal)
  expect(await readdir(slot.media)).toEqual([])
})
