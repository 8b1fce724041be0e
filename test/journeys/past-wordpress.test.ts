import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, runWpCli, type Site } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 180_000 })

let cloud: LocalCloud
let site: Site
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_WARM_SLOTS: '1', AIPRESS_HASTE_FOR_TESTS_ONLY: '10' },
  })
  const made = await cloud.call(createSite, { title: 'Corner Bakery' })
  await cloud.settled(made.operation.operationId)
  site = made.site
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function temporaryOf({ shardId, siteId }: Site): Promise<string> {
  for (let slot = 1; slot <= 50; slot += 1) {
    const layout = cloud.layout.shard(shardId).slot(slot)
    if ((await readFile(layout.state, 'utf8').catch(() => '')).includes(siteId)) return layout.temporary
  }
  throw new Error(`No slot holds ${siteId}.`)
}

const page = () => cloud.fetchSite('corner-bakery.localhost')
const titleIn = ({ body }: { body: string }) => /<title>([^<&]*)/.exec(body)?.[1]?.trim()

/** Waits at one place, so that the control plane can be killed while it is at work. */
const RENAMES_BY_SQL = `
  touch(get_temp_dir() . 'at-work');
  for ($i = 0; $i < 6000 && !file_exists(get_temp_dir() . 'go'); $i++) { usleep(10000); clearstatcache(); }
  global $wpdb;
  $wpdb->query("UPDATE $wpdb->options SET option_value = 'Changed by SQL' WHERE option_name = 'blogname'");
`

test('a command outlives the control plane that started it, and no page of before outlives the command', async () => {
  const temporary = await temporaryOf(site)
  await expect.poll(async () => (await page()).headers['x-aipress-cache']).toBe('HIT')
  const unheard = cloud
    .call(runWpCli, { site: site.siteId, args: ['eval', RENAMES_BY_SQL] })
    .catch(() => 'unheard')
  await expect.poll(() => existsSync(join(temporary, 'at-work')), { timeout: 30_000 }).toBe(true)
  await cloud.killControlPlane()
  expect(await unheard).toBe('unheard')
  expect(titleIn(await page())).toBe('Corner Bakery')
  await writeFile(join(temporary, 'go'), '')
  const kept = async () => {
    const seen = await page()
    return [titleIn(seen), seen.headers['x-aipress-cache']]
  }
  await expect.poll(kept, { timeout: 40_000 }).toEqual(['Changed by SQL', 'HIT'])
})

test('commands have the object cache of the pages, and code in one leaves transients alone', async () => {
  const wp = async (...args: string[]) => {
    const { stdout } = await cloud.call(runWpCli, { site: site.siteId, args })
    return stdout.trim()
  }
  expect(await wp('cache', 'type')).toBe('Redis')
  expect(await wp('eval', 'echo json_encode(wp_using_ext_object_cache());')).toBe('true')
  // What the code of before may have written past the cache is forgotten a moment after its end.
  const kept = async () => {
    await wp('cache', 'set', 'foo', 'bar')
    return wp('cache', 'get', 'foo')
  }
  await expect.poll(kept, { timeout: 20_000 }).toBe('bar')
  await wp('transient', 'set', 'y1', '5', '600')
  expect(
    await wp(
      'eval',
      `global $wpdb; $wpdb->query("UPDATE $wpdb->options SET option_value = 'By code' WHERE option_name = 'blogname'");`,
    ),
  ).toBe('')
  expect(await wp('option', 'get', 'blogname')).toBe('By code')
  expect(await wp('transient', 'get', 'y1')).toBe('5')
  await wp('cache', 'flush')
  expect(await wp('eval', 'echo json_encode(get_transient("y1"));')).toBe('false')
})
