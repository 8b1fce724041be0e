import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CronRun,
  createSite,
  listCron,
  resumeSite,
  runCron,
  runWpCli,
  type Site,
  suspendSite,
} from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTROL_PLANE_SERVICE } from '../../packages/control-plane/src/drivers/local/machine.ts'
import { CURRENT_RELEASE } from '../../packages/control-plane/src/drivers/local/mail-program.ts'
import { installedWordPressVersion } from '../../packages/control-plane/src/drivers/local/wordpress-files.ts'
import { runWpCli as runWpCliItself } from '../../packages/control-plane/src/drivers/local/wp-cli.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'

/** Sites that nobody visits, from what a plugin schedules to what became of it. */
const HOOKS = `<?php
function test_log(string $what): void {
  file_put_contents(get_temp_dir() . 'ran.log', $what . ' ' . microtime(true) . "\\n", FILE_APPEND);
}
foreach (['once', 'hourly', 'later', 'marker'] as $hook) add_action("test_$hook", fn () => test_log($hook));
add_action('test_bad', function () { throw new RuntimeException('Out of flour.'); });
add_action('test_fatal', fn () => str_repeat('x', 1 << 30));
add_action('test_slow', function () {
  test_log('slow');
  for ($round = 0; $round < 3000 && !file_exists(get_temp_dir() . 'go-on'); $round++) { usleep(10000); clearstatcache(); }
  test_log('slow-ended');
});
`

let cloud: LocalCloud
let bakery: Site
let garden: Site

beforeAll(async () => {
  cloud = await startLocalCloud()
  await writeFile(join(cloud.layout.release(CURRENT_RELEASE), 'mu-plugins/test-hooks.php'), HOOKS)
  ;[bakery, garden] = await Promise.all([made('Corner Bakery'), made('Blue Garden')])
}, 180_000)
afterAll(() => cloud?.[Symbol.asyncDispose]())

async function made(title: string): Promise<Site> {
  const { site, operation } = await cloud.call(createSite, { title })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return site
}

type Event = readonly [hook: string, seconds: number, recurrence?: string]

/**
 * Each so many seconds from now, in WordPress' whole ones; answers the time at which the first is due. All in one go, as
 * WordPress keeps them in one row: a command that has read it before a run and writes it after undoes what that wrote.
 */
async function schedule(site: Site, ...events: readonly Event[]): Promise<number> {
  const calls = events.map(([hook, seconds, recurrence]) =>
    recurrence === undefined
      ? `wp_schedule_single_event($now + ${seconds}, '${hook}');`
      : `wp_schedule_event($now + ${seconds}, '${recurrence}', '${hook}');`,
  )
  const code = `echo $now = time(); ${calls.join(' ')}`
  const { stdout } = await cloud.call(runWpCli, { site: site.siteId, args: ['eval', code] })
  return Number(stdout) + (events[0]?.[1] ?? 0)
}

async function slotOf({ shardId, siteId }: Site) {
  for (let slot = 1; slot <= 50; slot += 1) {
    const layout = cloud.layout.shard(shardId).slot(slot)
    if ((await readFile(layout.state, 'utf8').catch(() => '')).includes(siteId)) return { slot, layout }
  }
  throw new Error(`No slot holds ${siteId}.`)
}

/** When each of these ran, in seconds. */
async function ranAt(site: Site, what: string): Promise<number[]> {
  const log = await readFile(join((await slotOf(site)).layout.temporary, 'ran.log'), 'utf8').catch(() => '')
  return log.split('\n').flatMap((line) => (line.startsWith(`${what} `) ? [Number(line.split(' ')[1])] : []))
}

const runs = (site: Site, what: string, times = 1, timeout = 15_000) =>
  expect.poll(async () => (await ranAt(site, what)).length, { timeout, interval: 100 }).toBe(times)

const recordOf = async (site: Site, isMeant: (run: CronRun) => boolean): Promise<CronRun | undefined> =>
  (await cloud.call(listCron, { site: site.siteId })).runs.find(isMeant)

const withHook = (hook: string) => (run: CronRun) => run.events.some((event) => event.hook === hook)

const recorded = (site: Site, isMeant: (run: CronRun) => boolean) =>
  expect.poll(() => recordOf(site, isMeant), { timeout: 15_000, interval: 100 })

test('what is scheduled runs on time without a visitor, and is recorded', async () => {
  const dueAt = await schedule(bakery, ['test_once', 2])
  await runs(bakery, 'once')
  const [at = 0] = await ranAt(bakery, 'once')
  expect(at).toBeGreaterThanOrEqual(dueAt)
  expect(at).toBeLessThan(dueAt + 8)
  await recorded(bakery, withHook('test_once')).toMatchObject({
    trigger: 'due',
    outcome: 'succeeded',
    events: [{ hook: 'test_once' }],
  })
})

test('what fails is recorded, rests, and keeps neither its own site’s nor another’s from running', async () => {
  await schedule(bakery, ['test_bad', -2, 'hourly'], ['test_hourly', -1, 'hourly'])
  await schedule(garden, ['test_hourly', -1, 'hourly'])
  await Promise.all([runs(bakery, 'hourly'), runs(garden, 'hourly')])
  await recorded(bakery, withHook('test_bad')).toMatchObject({ outcome: 'failed' })
  const cron = await cloud.call(listCron, { site: bakery.siteId })
  expect(cron.failing).toEqual([{ hook: 'test_bad', times: 1 }])
  const failed = cron.runs.find(withHook('test_bad'))?.events.find(({ hook }) => hook === 'test_bad')
  expect(failed?.problem).toBe('RuntimeException: Out of flour.')
  for (const hook of ['test_bad', 'test_hourly']) {
    const event = cron.events.find((one) => one.hook === hook)
    expect(event).toMatchObject({ schedule: 'hourly', intervalSeconds: 3600 })
    expect(Date.parse(event?.dueAt ?? '')).toBeGreaterThan(Date.now() + 3_000_000)
  }
})

test('an error that ends PHP takes nothing with it that is due after', async () => {
  await schedule(garden, ['test_fatal', -9], ['test_once', -8])
  await runs(garden, 'once')
  await recorded(garden, withHook('test_fatal')).toMatchObject({ outcome: 'failed' })
})

test('a hook that is asked for runs before it is due, and says how it went', async () => {
  await schedule(bakery, ['test_later', 9_000])
  const { run } = await cloud.call(runCron, { site: 'corner-bakery', hook: 'test_later' })
  expect(run).toMatchObject({ trigger: 'asked', outcome: 'succeeded', events: [{ hook: 'test_later' }] })
  expect(await ranAt(bakery, 'later')).toHaveLength(1)
  await expect(cloud.call(runCron, { site: 'corner-bakery', hook: 'test_later' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('a suspended site is not started; once it runs again, what has become due runs soon', async () => {
  await cloud.settled((await cloud.call(suspendSite, { site: bakery.siteId })).operation.operationId)
  await schedule(bakery, ['test_once', -5])
  await expect(cloud.call(runCron, { site: bakery.siteId })).rejects.toMatchObject({
    code: 'site_state_conflict',
  })
  // Due later than the other, so that this one's turn has passed when it has run.
  await schedule(garden, ['test_marker', 4])
  await runs(garden, 'marker')
  expect(await ranAt(bakery, 'once')).toHaveLength(1)
  await cloud.settled((await cloud.call(resumeSite, { site: bakery.siteId })).operation.operationId)
  await runs(bakery, 'once', 2)
})

test('the control plane killed in the middle doubles nothing and goes on afterwards', async () => {
  const { layout } = await slotOf(bakery)
  await schedule(bakery, ['test_slow', -1])
  await runs(bakery, 'slow')
  await cloud.killControlPlane()
  await writeFile(join(layout.temporary, 'go-on'), '')
  await runs(bakery, 'slow-ended')
  await recorded(bakery, ({ outcome }) => outcome === 'interrupted').toMatchObject({
    trigger: 'due',
    events: [],
  })
  await schedule(garden, ['test_once', 1])
  await runs(garden, 'once', 2)
  expect(await ranAt(bakery, 'slow')).toHaveLength(1)
})

test('what falls due while the control plane is away runs when it is back', async () => {
  await cloud.supervisor.stop(CONTROL_PLANE_SERVICE, AbortSignal.timeout(30_000))
  const { slot } = await slotOf(garden)
  const target = {
    layout: cloud.layout,
    place: { shardId: garden.shardId, slot },
    wordpressVersion: await installedWordPressVersion(cloud.layout),
  }
  const args = ['eval', `wp_schedule_single_event(time() - 1, 'test_once');`]
  const run = { args, signal: AbortSignal.timeout(30_000), onOutput: () => undefined }
  expect(await runWpCliItself(target, run)).toEqual({ exitCode: 0 })
  await cloud.up()
  await runs(garden, 'once', 3, 20_000)
})
