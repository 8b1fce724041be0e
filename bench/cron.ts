import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, runWpCli, type Site } from '@aipress/contract'
import { CURRENT_RELEASE } from '../packages/control-plane/src/drivers/local/mail-program.ts'
import { readScheduledEvents } from '../packages/control-plane/src/drivers/local/scheduled-events.ts'
import { randomSecrets } from '../packages/control-plane/src/platform/site-host.suite.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { startShard } from '../test/harness/shard.ts'
import { measureIdle } from './cron-idle.ts'
import { figuresOf, HEADING, row, timed } from './measure.ts'
import { save } from './save.ts'

/** Scheduled work: how late it runs, what a run costs, how many a minute there can be, and what idle sites cost. */
const SITES = 10
/** Of each site: as many as may start at once. */
const EVENTS = 4
const GAP_SECONDS = 5
const LOOKS = 50
const RUNS_SECONDS = 20
const AT_ONCE = 2

const HOOKS = `<?php
add_action('bench', fn () => file_put_contents(get_temp_dir() . 'ran.log', microtime(true) . "\\n", FILE_APPEND));
add_action('bench_again', fn () => wp_schedule_single_event(time() - 1, 'bench_again', [microtime(true)]));
`

export async function run(): Promise<void> {
  const delaysMs = await measureDelays()
  const runs = await measureRuns()
  const idle = await measureIdle()
  const lines = [
    HEADING,
    row('from due to run', figuresOf(delaysMs)),
    row('a run with one event, by FastCGI', figuresOf(runs.runsMs)),
    row('the same by WP-CLI', figuresOf(runs.wpCliMs)),
    row('what is scheduled, read from the database', figuresOf(runs.looksMs)),
    '',
    `${Math.round(runs.perMinute)} runs a minute, ${AT_ONCE} at once`,
    `1,000 idle sites: ${idle.processMsPerMinute} ms of the control plane and ${idle.postgresMsPerMinute} ms of PostgreSQL a minute, ${idle.runs} starts of PHP`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  await save('cron', { delaysMs: figuresOf(delaysMs), perMinute: runs.perMinute, idle })
}

async function measureDelays(): Promise<number[]> {
  await using cloud = await startLocalCloud({ withoutFaults: true })
  await writeFile(join(cloud.layout.release(CURRENT_RELEASE), 'mu-plugins/bench.php'), HOOKS)
  const delaysMs: number[] = []
  const sites: { site: Site; dues: number[] }[] = []
  for (let index = 0; index < SITES; index += 1) {
    const { site, operation } = await cloud.call(createSite, { title: `Bench ${index}` })
    await cloud.settled(operation.operationId)
    const code = `foreach (range(1, ${EVENTS}) as $n) {
      $at = time() + 3 + ${GAP_SECONDS} * $n; wp_schedule_single_event($at, 'bench', [$n]); echo "$at\\n"; }`
    const { stdout } = await cloud.call(runWpCli, { site: site.siteId, args: ['eval', code] })
    sites.push({ site, dues: stdout.trim().split('\n').map(Number) })
  }
  for (const { site, dues } of sites) {
    const ran = await logOf(cloud, site, dues.length)
    for (const [index, due] of dues.entries()) delaysMs.push(((ran[index] ?? Number.NaN) - due) * 1_000)
  }
  return delaysMs
}

/** When its events ran, once so many have; half a minute after that at the most. */
async function logOf(cloud: LocalCloud, site: Site, count: number): Promise<number[]> {
  const until = Date.now() + (GAP_SECONDS * EVENTS + 40) * 1_000
  const shard = cloud.layout.shard(site.shardId)
  for (;;) {
    for (let slot = 1; slot <= SITES; slot += 1) {
      const { state, temporary } = shard.slot(slot)
      if (!(await readFile(state, 'utf8').catch(() => '')).includes(site.siteId)) continue
      const log = await readFile(join(temporary, 'ran.log'), 'utf8').catch(() => '')
      const ran = log.split('\n').flatMap((line) => (line === '' ? [] : [Number(line)]))
      if (ran.length >= count) return ran
    }
    if (Date.now() > until) throw new Error(`The events of ${site.name} did not run.`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function measureRuns() {
  await using shard = await startShard(SITES)
  await writeFile(join(shard.layout.release(CURRENT_RELEASE), 'mu-plugins/bench.php'), HOOKS)
  const signal = AbortSignal.timeout(300_000)
  const orders = await Promise.all(
    Array.from({ length: SITES }, async (_, index) => {
      const place = shard.freshPlace()
      const siteId = `site_${index}`
      await shard.siteHost.prepare(place, randomSecrets(), signal)
      const url = `http://bench-${index}.localhost`
      await shard.siteHost.claim(place, { siteId, title: siteId, adminEmail: 'a@example.com', url }, signal)
      await shard.siteHost.wp(place, {
        args: ['eval', `do_action('bench_again');`],
        signal,
        onOutput: () => {},
      })
      return { place, siteId }
    }),
  )
  const [first] = orders
  if (first === undefined) throw new Error('There is no site.')
  const looksMs: number[] = []
  for (let round = 0; round < LOOKS; round += 1)
    looksMs.push((await timed(() => readScheduledEvents(shard.layout, first.place, signal))).durationMs)
  const wpCliMs: number[] = []
  const args = ['cron', 'event', 'run', '--due-now']
  for (const { place } of orders)
    wpCliMs.push(
      (await timed(() => shard.siteHost.wp(place, { args, signal, onOutput: () => {} }))).durationMs,
    )
  const runsMs: number[] = []
  const startedAt = performance.now()
  let next = 0
  const work = async () => {
    while (performance.now() - startedAt < RUNS_SECONDS * 1_000) {
      const { place, siteId } = orders[next++ % orders.length] ?? first
      const run = await shard.cronHost.run(place, { siteId, restSeconds: new Map() }, signal)
      if (run.kind !== 'ran' || run.events.length !== 1) throw new Error(JSON.stringify(run))
      runsMs.push(run.durationMs)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const perMinute = (runsMs.length / (performance.now() - startedAt)) * 60_000
  return { looksMs, wpCliMs, runsMs, perMinute }
}
