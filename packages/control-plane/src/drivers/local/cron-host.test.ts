import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PhpSettings } from '@aipress/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import { describeCronHost } from '../../platform/cron-host.suite.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { bootFrontPage } from './front-page.ts'
import { CURRENT_RELEASE } from './mail-program.ts'
import { runScheduled } from './run-scheduled.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

/** What plugins of the tests' sites do when their hooks run. */
const HOOKS = `<?php
add_action('suite_bad', function () { throw new Error('It was made to fail.'); });
add_action('fatal', function () { ini_set('memory_limit', '1'); str_repeat('x', 1 << 30); });
add_action('exits', function () { echo "AIPRESS-SCHEDULED {}"; exit; });
add_action('dies', fn () => proc_close(proc_open(['kill', '-9', (string) getmypid()], [], $pipes)));
add_action('waits', function () {
	touch(WP_CONTENT_DIR . '/uploads/waits');
	while (!file_exists(WP_CONTENT_DIR . '/uploads/go')) usleep(20_000);
});
add_action('settings', function () {
	$names = ['memory_limit', 'max_execution_time', 'upload_max_filesize', 'post_max_size'];
	throw new Error(implode(' ', array_map(ini_get(...), $names)));
});
add_action('header', function () { header('a b: no header'); });
add_filter('pre_set_transient_doing_cron', fn ($lock) => get_option('huge_lock') ? str_repeat('x', 5000000) : $lock);
add_action('counted', function () { update_option('counted', (int) get_option('counted') + 1); });
`

let shard: TestShard
let place: Place
const siteId = 'site_cron'
const signal = AbortSignal.timeout(300_000)
const NO_REST = new Map<string, number>()

beforeAll(async () => {
  shard = await startShard(3)
  await writeFile(join(shard.layout.release(CURRENT_RELEASE), 'mu-plugins/hooks.php'), HOOKS)
  place = shard.freshPlace()
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  await shard.siteHost.claim(
    place,
    { siteId, title: 'Cron', adminEmail: 'anna@example.com', url: 'http://cron.localhost:8080' },
    signal,
  )
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function evaluate(code: string): Promise<string> {
  let output = ''
  const { exitCode } = await shard.siteHost.wp(place, {
    args: ['eval', code],
    signal,
    onOutput: (_, text) => {
      output += text
    },
  })
  if (exitCode !== 0) throw new Error(output)
  return output
}

const run = (hook?: string) => shard.cronHost.run(place, { siteId, hook, restSeconds: NO_REST }, signal)

describeCronHost('local', async () => ({
  host: shard.cronHost,
  place,
  siteId,
  async schedule({ hook, dueAt, intervalSeconds }) {
    const at = dueAt.getTime() / 1_000
    const recurrence = intervalSeconds === undefined ? 'single_event(' : 'event('
    const more = intervalSeconds === undefined ? '' : `'hourly', `
    await evaluate(`wp_schedule_${recurrence}${at}, ${more}'${hook}');`)
  },
}))

test('a fresh site has nothing that starts it more often than once a day', async () => {
  const fresh = shard.freshPlace()
  await shard.siteHost.prepare(fresh, randomSecrets(), signal)
  const events = await shard.cronHost.events(fresh, signal)
  expect(events.length).toBeGreaterThan(0)
  expect(events.filter(({ intervalSeconds }) => (intervalSeconds ?? 0) < 86_400)).toEqual([])
  const moments = new Set(events.map(({ dueAt }) => (dueAt.getTime() / 1_000) % 86_400))
  expect(moments.size).toBe(1)
})

test('arguments are told as a plugin gave them, whatever they hold', async () => {
  await evaluate(
    `wp_schedule_single_event(time() + 9000, 'told', ['Grüße "];', 7, ['a' => true, 'b' => null]]);`,
  )
  const told = (await shard.cronHost.events(place, signal)).find(({ hook }) => hook === 'told')
  expect(told?.args).toBe('["Grüße \\"];",7,{"a":true,"b":null}]')
})

test('an error that nobody can catch is told, gives the lock back, and the rest runs next', async () => {
  await evaluate(
    `wp_schedule_single_event(time() - 90, 'fatal'); wp_schedule_single_event(time() - 80, 'counted');`,
  )
  const first = await run()
  expect(first).toMatchObject({ kind: 'ran', problem: expect.stringContaining('memory size') })
  expect(first.events.at(-1)).toMatchObject({
    hook: 'fatal',
    problem: expect.stringContaining('memory size'),
  })
  expect(first.nextDueAt?.getTime()).toBeLessThan(Date.now())
  const second = await run()
  expect(second.events.map(({ hook }) => hook)).toContain('counted')
  expect(await evaluate(`echo get_option('counted');`)).toBe('1')
})

test('a plugin that ends the request, and writes what is not its own to write, is no failure', async () => {
  await evaluate(`wp_schedule_single_event(time() - 90, 'exits');`)
  expect(await run()).toMatchObject({ kind: 'ran', events: [{ hook: 'exits', problem: undefined }] })
})

test('where the lock cannot be kept nothing runs, as nothing would keep a second run away', async () => {
  const due = `wp_schedule_single_event(time() - 90, 'unlocked');`
  await evaluate(`add_option('huge_lock', '1', '', false); ${due}`)
  expect(await run()).toMatchObject({ kind: 'busy', events: [] })
  await evaluate(`delete_option('huge_lock');`)
  expect(await run()).toMatchObject({ kind: 'ran', events: [{ hook: 'unlocked' }] })
})

test('while another run holds WordPress’ lock nothing runs', async () => {
  await evaluate(
    `wp_schedule_single_event(time() - 90, 'counted'); set_transient('doing_cron', microtime(true));`,
  )
  expect(await run()).toMatchObject({ kind: 'busy', events: [] })
  await evaluate(`delete_transient('doing_cron');`)
  expect((await run()).events).toMatchObject([{ hook: 'counted' }])
})

test('of two requests that change what is due, the later change is what the site says', async () => {
  await evaluate(`add_action('update_option_cron', function () {
      global $wpdb;
      $another = serialize([1900000000 => ['another' => ['k' => ['schedule' => false, 'args' => []]]], 'version' => 2]);
      $wpdb->update($wpdb->options, ['option_value' => $another], ['option_name' => 'cron']);
    }, 5);
    wp_schedule_single_event(time() + 90, 'overtaken');`)
  const { dueFile } = shard.layout.shard(place.shardId).slot(place.slot)
  expect(await readFile(dueFile, 'utf8')).toBe('1900000000')
  await evaluate(`wp_cache_flush(); _set_cron_array([]);`)
  expect(await readFile(dueFile, 'utf8')).toBe('never')
})

/** Resolves once an event of the site has begun that waits until it is told to go on. */
async function waiting(runMsMax?: number) {
  await evaluate(`wp_schedule_single_event(time() - 90, 'waits');`)
  const { media } = shard.layout.shard(place.shardId).slot(place.slot)
  const order = { siteId, restSeconds: NO_REST }
  const ended = runScheduled(shard.layout, place, order, signal, runMsMax)
  await vi.waitFor(() => access(join(media, 'waits')), { timeout: 30_000, interval: 20 })
  await rm(join(media, 'waits'))
  return { ended, go: () => writeFile(join(media, 'go'), ''), hold: () => rm(join(media, 'go')) }
}

test('beside a run that goes on after WordPress’ lock has ended no other is begun', async () => {
  const { ended, go, hold } = await waiting()
  await evaluate(`delete_transient('doing_cron'); wp_schedule_single_event(time() - 80, 'counted');`)
  expect(await run()).toMatchObject({ kind: 'busy', events: [] })
  await go()
  expect(await ended).toMatchObject({ kind: 'ran', events: [{ hook: 'waits' }] })
  await hold()
  expect((await run()).events).toMatchObject([{ hook: 'counted' }])
})

test('a run that takes longer than it may is really ended, and the next one begins', async () => {
  const { ended } = await waiting(3_000)
  const problem = expect.stringMatching(/two minutes. It was running waits\.$/)
  expect(await ended).toMatchObject({ kind: 'broken', problem })
  await evaluate(`delete_transient('doing_cron'); wp_schedule_single_event(time() - 80, 'counted');`)
  expect(await run()).toMatchObject({ kind: 'ran', events: [{ hook: 'counted' }] })
})

test('an event with which PHP itself dies is named, and those after it run next', async () => {
  await evaluate(
    `wp_schedule_single_event(time() - 90, 'counted'); wp_schedule_single_event(time() - 80, 'dies');`,
  )
  expect(await run()).toMatchObject({ kind: 'broken', problem: expect.stringContaining('running dies.') })
  await evaluate(`delete_transient('doing_cron'); wp_schedule_single_event(time() - 80, 'counted');`)
  expect(await run()).toMatchObject({ kind: 'ran', events: [{ hook: 'counted' }] })
})

test('a run that PHP comes to only after its time is not begun', async () => {
  await evaluate(`wp_schedule_single_event(time() - 90, 'counted');`)
  const lock = shard.layout.shard(place.shardId).slot(place.slot).runLock
  const late = { lock, delays: {}, beginBefore: Math.floor(Date.now() / 1_000) - 1 }
  const { body } = await bootFrontPage(shard.layout, place, {
    script: '/wp-cron.php',
    program: join(shard.layout.release(CURRENT_RELEASE), 'scheduled/run.php'),
    variables: { AIPRESS_SCHEDULED: JSON.stringify(late) },
  })
  expect(body).toContain('"isBusy":true')
  expect((await run()).events).toMatchObject([{ hook: 'counted' }])
})

test('a run has the settings of its site, whatever the process was told before', async () => {
  const told = async (php?: PhpSettings) => {
    await evaluate(`wp_schedule_single_event(time() - 90, 'settings');`)
    const order = { siteId, restSeconds: NO_REST, ...(php === undefined ? {} : { php }) }
    return (await shard.cronHost.run(place, order, signal)).events[0]?.problem
  }
  expect(await told({ memoryMb: 192, uploadMb: 7, seconds: 33 })).toBe('Error: 192M 33 7M 8M')
  expect(await told()).toBe('Error: 256M 60 100M 101M')
})

test('what a plugin sends that is no header harms nobody', async () => {
  await evaluate(`wp_schedule_single_event(time() - 90, 'header');`)
  expect(await run()).toMatchObject({ kind: 'ran', events: [{ hook: 'header' }] })
})

test('a frozen site is not run', async () => {
  await evaluate(`wp_schedule_single_event(time() - 90, 'counted');`)
  await shard.siteHost.freeze(place, signal)
  expect(await run()).toMatchObject({ kind: 'moving', events: [] })
  await shard.siteHost.thaw(place, signal)
  expect((await run()).events).toMatchObject([{ hook: 'counted' }])
})

test('what a site puts in the place of its table is read with its own rights, and not for long', async () => {
  await evaluate(`global $wpdb; $wpdb->query('RENAME TABLE wp_options TO kept');
    $wpdb->query('CREATE SQL SECURITY INVOKER VIEW wp_options AS
      SELECT "cron" AS option_name, CONCAT(CURRENT_USER(), SLEEP(30)) AS option_value');`)
  const startedAt = Date.now()
  await expect(shard.cronHost.events(place, signal)).rejects.toThrow()
  expect(Date.now() - startedAt).toBeLessThan(10_000)
  const { database } = shard.layout.shard(place.shardId).slot(place.slot)
  await shard.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(
      `DROP VIEW ${database}.wp_options; RENAME TABLE ${database}.kept TO ${database}.wp_options`,
    )
  })
})
