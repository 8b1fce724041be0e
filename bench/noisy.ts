import { readFile, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createSite, resumeSite, suspendSite } from '@aipress/contract'
import { openCgroups } from '../packages/control-plane/src/drivers/local/cgroups.ts'
import { type LocalCloud, startLocalCloud } from '../test/harness/local-cloud.ts'
import { figuresOf, timed } from './measure.ts'
import { save } from './save.ts'
import { load } from './wrk.ts'

const NOISY = 'noisy.localhost'
const QUIET = 'quiet.localhost'
const NOISE_SECONDS = 15
/** Where nothing bounds it a page may take half a minute. */
const UNLIMITED_NOISE_SECONDS = 40
/** For processes to start and be seen. */
const SETTLE_MS = 2_500
/** Quiet and noisy in turns, as a machine is not as fast in one minute as in the next. */
const TURNS = 3
const ROUNDS = 4
/** A page may take half a minute there. */
const UNLIMITED_ROUNDS = 2
/** One visitor after another, each with a connection of its own: some thousand in a second. */
const CACHED_SECONDS = 1
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

/** Durations in milliseconds: of cached pages the mean of each round, of the others each visit. */
interface Measured {
  readonly cached: readonly number[]
  readonly uncached: readonly number[]
}

interface Row {
  readonly quiet: Measured
  readonly limited: Measured
  readonly unlimited: Measured
}

const NOTHING: Measured = { cached: [], uncached: [] }

const both = (one: Measured, other: Measured): Measured => ({
  cached: [...one.cached, ...other.cached],
  uncached: [...one.uncached, ...other.uncached],
})

/**
 * What visitors of a site notice of a neighbour on the same shard that does the worst it can; beside the same without
 * the kernel's limits, which is how PHP-FPM with a user for each site does by itself. The visitor is on the same machine.
 */
export async function run(part?: string): Promise<void> {
  const abuses = Object.entries(ABUSES).filter(([abuse]) => part === undefined || abuse === part)
  if (abuses.length === 0)
    throw new Error(`There is no abuse ${part}. There are: ${Object.keys(ABUSES).join(', ')}`)
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
  const rows: Record<string, Row> = {}
  for (const [abuse, { requests }] of abuses) {
    let [quiet, limited] = [NOTHING, NOTHING]
    for (let turn = 1; turn <= TURNS; turn += 1) {
      quiet = both(quiet, await measure(cloud))
      limited = both(limited, await during(cloud, abuse, { requests }))
    }
    const unlimited = await during(cloud, abuse, {
      requests,
      rounds: UNLIMITED_ROUNDS,
      loosen: () => leaveCgroups(cloud),
    })
    rows[abuse] = { quiet: both(quiet, await measure(cloud)), limited, unlimited }
    process.stdout.write(`${lineOf(abuse, rows[abuse])}\n`)
  }
  print(rows)
  const figures = ({ cached, uncached }: Measured) => ({
    cached: figuresOf(cached),
    uncached: figuresOf(uncached),
  })
  if (part !== undefined) return
  const summed = Object.entries(rows).map(([abuse, { quiet, limited, unlimited }]) => ({
    abuse,
    quiet: figures(quiet),
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
  const seconds = loosen === undefined ? NOISE_SECONDS : UNLIMITED_NOISE_SECONDS
  const asked = Array.from({ length: requests }, (_, index) =>
    cloud
      .fetchSite(NOISY, `/?noise=${abuse}&seconds=${seconds}&n=${index}`, {
        headers: KNOWN,
        timeoutMs: (seconds + 5) * 1_000,
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
  const cached = async () => {
    const figures = await load(cloud.layout.home, {
      port: cloud.port,
      hosts: [QUIET],
      headers: { connection: 'close' },
      accepts: 'gzip',
      seconds: CACHED_SECONDS,
      connections: 1,
    })
    if (figures.errors > 0) throw new Error(`The quiet site failed ${figures.errors} visitors.`)
    return 1_000 / figures.perSecond
  }
  await cached()
  let measured = NOTHING
  for (let round = 1; round <= rounds; round += 1)
    measured = both(measured, {
      cached: [await cached()],
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

function lineOf(abuse: string, row: Row): string {
  const cells = (['cached', 'uncached'] as const).flatMap((kind) => {
    const [quiet, noisy, worse] = [row.quiet, row.limited, row.unlimited].map(
      (each) => figuresOf(each[kind]).p50,
    )
    return [
      `${quiet?.toFixed(3)} ms`,
      `${noisy?.toFixed(3)} ms`,
      `${(Number(noisy) / Number(quiet)).toFixed(2)}`,
      `${(Number(worse) / Number(quiet)).toFixed(2)}`,
    ]
  })
  return `${abuse.padEnd(12)}${cells.map((cell) => cell.padStart(14)).join('')}`
}

function print(rows: Readonly<Record<string, Row>>): void {
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
