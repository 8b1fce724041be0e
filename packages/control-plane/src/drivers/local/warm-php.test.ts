import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { fastCgi } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import { OWN_SLOT, phpService, pingPhp } from './php-fpm.ts'
import { becomesReady } from './wait.ts'
import { warmIfNew } from './warm-php.ts'

const signal = AbortSignal.timeout(300_000)
let shard: TestShard
let site: Place
let nobodys: Place

beforeAll(async () => {
  shard = await startShard(2)
  site = shard.freshPlace()
  nobodys = shard.freshPlace()
  for (const place of [site, nobodys]) await shard.siteHost.prepare(place, randomSecrets(), signal)
  const identity = {
    siteId: 'site_1',
    title: 'Bakery',
    adminEmail: 'anna@example.com',
    url: 'http://bakery.localhost',
  }
  await shard.siteHost.claim(site, identity, signal)
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function restart() {
  await shard.supervisor.restart(phpService(shard.shardId), signal)
  const { socket } = shard.layout.shard(shard.shardId).slot(site.slot)
  await becomesReady('PHP', () => pingPhp(socket), signal)
}

/** How many files PHP holds compiled: only a script of the folder named in `opcache.restrict_api` may ask. */
async function compiledFiles(): Promise<number> {
  const { php, slot } = shard.layout.shard(shard.shardId)
  const folder = join(dirname(php.settings), 'administration')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const script = join(folder, 'count.php')
  await writeFile(
    script,
    '<?php echo opcache_get_status(false)["opcache_statistics"]["num_cached_scripts"];',
    {
      mode: 0o644,
    },
  )
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/count.php', SCRIPT_FILENAME: script }
  const { body } = await fastCgi({ socket: slot(OWN_SLOT).socket, params, timeoutMs: 20_000 })
  return Number(body)
}

test('a PHP that was started is warmed once: WordPress is compiled before anybody visits', async () => {
  const known = new Map<string, string>()
  await restart()
  expect(await compiledFiles()).toBeLessThan(10)
  expect(await warmIfNew(shard.layout, shard.shardId, known)).toBe(true)
  expect(await compiledFiles()).toBeGreaterThan(200)
  expect(await warmIfNew(shard.layout, shard.shardId, known)).toBe(false)
  const compiled = await compiledFiles()
  expect((await bootFrontPage(shard.layout, site)).status).toBe(200)
  // A site of the same core and theme adds next to nothing.
  expect((await compiledFiles()) - compiled).toBeLessThan(20)
  await restart()
  expect(await warmIfNew(shard.layout, shard.shardId, known)).toBe(true)
})
