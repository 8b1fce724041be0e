import { readFile, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createSite, resumeSite, suspendSite } from '@aipress/contract'
import { openCgroups } from '../packages/control-plane/src/drivers/local/cgroups.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { figuresOf, timed } from './measure.ts'
import { save } from './save.ts'

const NOISY = 'noisy.localhost'
const QUIET = 'quiet.localhost'
const NOISE_SECONDS = 40
/** For processes to start and be seen. */
const SETTLE_MS = 2_500
/** Turn by turn, so that a moment in which the machine does something else weighs little. */
const ROUNDS = 10
/** A page may take half a minute there. */
const UNLIMITED_ROUNDS = 2
const CACHED_VISITS = 150
const UNCACHED_VISITS = 6
/** WordPress takes a logged-in visitor for what its cookie says; the edge goes past its cache. */
const KNOWN = { cookie: 'wordpress_logged_in_bench=1' }

/** How often each is asked for at the same time: as many as the site has processes, and a crowd. */
const ABUSES: Readonly<Record<string, { requests: number }>> = {
  loop: { requests: 4 },
  forks: { requests: 1 },
  memory: { requests: 4 },
  slow: { requests: 500 },
  table: { requests: 4 },
  uploads: { requests: 4 },
}

/** Durations in milliseconds. */
interface Measured {
  readonly cached: readonly number[]
  readonly uncached: readonly number[]
}

const both = (one: Measured, other: Measured): Measured => ({
  cached: [...one.cached, ...other.cached],
  uncached: [...one.uncached, ...other.uncached],
})

/**
 * What visitors of a site notice of a neighbour on the same shard that does the worst it can; beside the same without
 * the kernel's limits, which is how PHP-FPM with a user for each site does by itself. The visitor is on the same machine.
 */
export async function run(): Promise<void> {
  await using cloud = await startLocalCloud({ environment: { AIPRESS_WARM_SLOTS: '2' } })
  for (const title of ['Quiet', 'Noisy']) {
    const { operation } = await cloud.call(createSite, { title })
    await cloud.settled(operation.operationId)
  }
  const plugin = await readFile(new URL('noise.php', import.meta.url), 'utf8')
  await writeFile(join(cloud.layout.release('current'), 'mu-plugins', 'bench-noise.php'), plugin, {
    mode: 0o644,
  })
  await cloud.fetchSite(NOISY, '/?noise=fill-table', { headers: KNOWN, timeoutMs: 120_000 })
  // Its visitors are elsewhere: what asks for them here waits for nobody.
  setPriority(-15)
  await measure(cloud)
  const rows: Record<string, { before: Measured; limited: Measured; unlimited: Measured }> = {}
  for (const [abuse, { requests }] of Object.entries(ABUSES)) {
    const before = await measure(cloud)
    const limited = await during(cloud, abuse, { requests })
    const between = await measure(cloud)
    const unlimited = await during(cloud, abuse, {
      requests,
      rounds: UNLIMITED_ROUNDS,
      loosen: () => leaveCgroups(cloud),
    })
    rows[abuse] = { before: both(before, between), limited, unlimited }
    process.stdout.write(`${lineOf(abuse, rows[abuse])}\n`)
  }
  print(rows)
  const figures = ({ cached, uncached }: Measured) => ({
    cached: figuresOf(cached),
    uncached: figuresOf(uncached),
  })
  const summed = Object.entries(rows).map(([abuse, { before, limited, unlimited }]) => ({
    abuse,
    before: figures(before),
    limited: figures(limited),
    unlimited: figures(unlimited),
  }))
  await save('noisy', { aims: { cachedTimes: 1.1, uncachedTimes: 1.5 }, rows: summed })
}

interface Noise {
  readonly requests: number
  readonly rounds?: number
  /** Once it is at work. */
  readonly loosen?: () => Promise<void>
}

async function during(cloud: LocalCloud, abuse: string, { requests, rounds, loosen }: Noise) {
  const asked = Array.from({ length: requests }, (_, index) =>
    cloud
      .fetchSite(NOISY, `/?noise=${abuse}&seconds=${NOISE_SECONDS}&n=${index}`, {
        headers: KNOWN,
        timeoutMs: (NOISE_SECONDS + 30) * 1_000,
      })
      .catch(() => undefined),
  )
  await delay(SETTLE_MS)
  await loosen?.()
  const measured = await measure(cloud, rounds)
  // Whatever it still runs ends with its suspension.
  for (const action of [suspendSite, resumeSite]) {
    const { operation } = await cloud.call(action, { site: 'noisy' })
    await cloud.settled(operation.operationId)
  }
  await Promise.all(asked)
  return measured
}

async function measure(cloud: LocalCloud, rounds = ROUNDS): Promise<Measured> {
  const visit = async (headers: Record<string, string>) => {
    const { durationMs, result } = await timed(() =>
      cloud.fetchSite(QUIET, '/', { headers, timeoutMs: 60_000 }),
    )
    if (result.status !== 200) throw new Error(`The quiet site answers ${result.status}.`)
    return durationMs
  }
  const visits = async (count: number, headers: Record<string, string>) => {
    const durations: number[] = []
    for (let index = 0; index < count; index += 1) durations.push(await visit(headers))
    return durations
  }
  await visits(10, { 'accept-encoding': 'gzip' })
  let measured: Measured = { cached: [], uncached: [] }
  for (let round = 1; round <= rounds; round += 1)
    measured = both(measured, {
      cached: await visits(CACHED_VISITS, { 'accept-encoding': 'gzip' }),
      uncached: await visits(UNCACHED_VISITS, KNOWN),
    })
  return measured
}

/** Into the kernel's own cgroups, where everything is that nobody has bounded. */
async function leaveCgroups(cloud: LocalCloud): Promise<void> {
  const cgroups = await openCgroups(cloud.layout.home)
  for (const place of (await cgroups.list()).slots) {
    for (const folder of cgroups.foldersOfSlot(place)) {
      const text = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '')
      for (const pid of text.split('\n').filter(Boolean))
        await writeFile(join(folder, '../../cgroup.procs'), pid).catch(() => undefined)
    }
  }
}

const HEADING = `${''.padEnd(12)}${['cached p50', 'noisy', 'times', 'unlimited', 'uncached p50', 'noisy', 'times', 'unlimited'].map((name) => name.padStart(14)).join('')}`

function lineOf(
  abuse: string,
  { before, limited, unlimited }: Record<'before' | 'limited' | 'unlimited', Measured>,
): string {
  const cells = (['cached', 'uncached'] as const).flatMap((kind) => {
    const [quiet, noisy, worse] = [before, limited, unlimited].map((each) => figuresOf(each[kind]).p50)
    return [
      `${quiet?.toFixed(2)} ms`,
      `${noisy?.toFixed(2)} ms`,
      `${(Number(noisy) / Number(quiet)).toFixed(2)}`,
      `${(Number(worse) / Number(quiet)).toFixed(2)}`,
    ]
  })
  return `${abuse.padEnd(12)}${cells.map((cell) => cell.padStart(14)).join('')}`
}

function print(rows: Record<string, Record<'before' | 'limited' | 'unlimited', Measured>>): void {
  const lines = Object.entries(rows).map(([abuse, row]) => lineOf(abuse, row))
  process.stdout.write(
    [
      '',
      'Medians; aims: cached at most 1.10 times, uncached at most 1.50 times.',
      HEADING,
      ...lines,
      '',
    ].join('\n'),
  )
}
