import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createSite } from '@aipress/contract'
import { execa } from 'execa'
import { phpService, pingPhp } from '../packages/control-plane/src/drivers/local/php-fpm.ts'
import { readSiteConfiguration } from '../packages/control-plane/src/drivers/local/site-configuration.ts'
import { killProcessesOf } from '../packages/control-plane/src/drivers/local/slot-processes.ts'
import { becomesReady } from '../packages/control-plane/src/drivers/local/wait.ts'
import { visit } from '../test/harness/http.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { type Figures, figuresOf, HEADING, row, timed } from './measure.ts'
import { startPlainWordPress } from './plain-wordpress.ts'
import { save } from './save.ts'

const HOST = 'bench.localhost'
const ROUNDS = 15
const RESTARTS = 5
/** Somebody who has commented gets no page that was kept for others. */
const COMMENTER = { cookie: 'comment_author_bench=Carl' }
/** The platform sees a new PHP within half a second and has a page made. */
const WARMED_MS = 3_000

/**
 * The first page of a site in which nothing runs, beside its next ones, and the first after its PHP was started anew; on
 * AIPress and on a plain nginx, PHP-FPM and MariaDB of the same machine with the same WordPress.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '1' }, withoutFaults: true })
  const { site, operation } = await cloud.call(createSite, { title: 'Bench' })
  await cloud.settled(operation.operationId)
  const place = { shardId: site.shardId, slot: 1 }
  await using plain = await startPlain(cloud, site.shardId)
  const own = (path = '/') => cloud.fetchSite(HOST, path, { headers: COMMENTER, timeoutMs: 60_000 })
  const rivals = () => visit({ port: plain.port, host: '127.0.0.1', headers: COMMENTER })
  const master = plain.pids[1] ?? 0
  const figures = {
    'AIPress, awake': await measure(ROUNDS, own),
    'AIPress, asleep': await measure(ROUNDS, own, () => killProcessesOf(cloud.layout, place)),
    'AIPress, PHP started 3 s ago': await measure(RESTARTS, own, async () => {
      await restart(cloud, site.shardId)
      await delay(WARMED_MS)
      await killProcessesOf(cloud.layout, place)
    }),
    'AIPress, PHP started just now': await measure(RESTARTS, own, () => restart(cloud, site.shardId)),
    'plain, awake': await measure(ROUNDS, rivals),
    'plain, processes ended': await measure(ROUNDS, rivals, () => endChildren(master)),
    'plain, PHP started just now': await measure(RESTARTS, rivals, () => reload(master, plain.port)),
  }
  print(figures)
  await save('wake', { aimMsMax: 200, rounds: ROUNDS, restarts: RESTARTS, figures })
}

async function measure(
  rounds: number,
  ask: () => Promise<{ status: number }>,
  before: () => Promise<unknown> = async () => undefined,
): Promise<Figures> {
  await ask()
  const durations: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await before()
    const { durationMs, result } = await timed(ask)
    if (result.status !== 200) throw new Error(`It answers ${result.status}.`)
    durations.push(durationMs)
  }
  return figuresOf(durations)
}

async function startPlain({ layout }: LocalCloud, shardId: string) {
  const shard = layout.shard(shardId)
  const slot = shard.slot(1)
  const dumped = ['--no-defaults', `--socket=${shard.mariadb.socket}`, '--user=root', slot.database]
  const { stdout: dump } = await execa('mariadb-dump', dumped)
  const { stdout: core } = await execa('realpath', [join(slot.live, 'wordpress')])
  const { salts, url } = await readSiteConfiguration(slot)
  return startPlainWordPress({ core, dump, plugin: '<?php', salts, formerUrl: url })
}

async function restart({ supervisor, layout }: LocalCloud, shardId: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000)
  await supervisor.restart(phpService(shardId), signal)
  await becomesReady('PHP', () => pingPhp(layout.shard(shardId).slot(1).sharedSocket), signal)
}

/** As where they end after a while without visitors. */
async function endChildren(master: number): Promise<void> {
  await execa('pkill', ['-KILL', '-P', String(master)], { reject: false })
  await delay(1_500)
}

/** What PHP-FPM itself offers for it: it starts anew with nothing compiled. */
async function reload(master: number, port: number): Promise<void> {
  process.kill(master, 'SIGUSR2')
  await delay(1_500)
  await becomesReady(
    'plain PHP',
    () => visit({ port, host: '127.0.0.1', path: '/license.txt' }),
    AbortSignal.timeout(30_000),
  )
}

function print(figures: Record<string, Figures>): void {
  const awake = figures['AIPress, awake']?.p50 ?? Number.NaN
  const lines = Object.entries(figures).map(([name, one]) => {
    const more =
      name.startsWith('AIPress, ') && one.p50 !== awake ? `  +${Math.round(one.p50 - awake)} ms` : ''
    return `${row(name, one)}${more}`
  })
  process.stdout.write(
    [
      '',
      'First uncached page of a site; aim: at most 200 ms more than when it is awake.',
      HEADING,
      ...lines,
      '',
    ].join('\n'),
  )
}
