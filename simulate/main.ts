import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { listSites } from '@aipress/contract'
import { z } from 'zod'
import { figuresOf, timed } from '../bench/measure.ts'
import { audit } from './audit.ts'
import { histogram, lineChart } from './charts.ts'
import { type Hour, liveDay } from './day.ts'
import { cpuSeconds, type Milestone, makeShards, onboard, shardsMade, shardsOf } from './onboarding.ts'
import { type SimulatedPlatform, type SimulationOptions, startSimulatedPlatform } from './platform.ts'
import { createReport, type Report } from './report.ts'

/**
 * `npm run simulate -- --sites 50000 --shards 1000 --groups 10`: the real control plane over a simulated cloud.
 * Onboards the sites, lives a day, compares what is recorded with what is there, and saves a report.
 */
const MARKS = [1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 40_000]
const IDLE_SECONDS = 30
const PAGES = 60

const Options = z.object({
  sites: z.coerce.number().int().min(10).max(50_000).default(50_000),
  shards: z.coerce.number().int().min(1).max(1_000).default(1_000),
  groups: z.coerce.number().int().min(1).max(10).default(10),
  seed: z.coerce.number().int().default(1),
  timeScale: z.coerce.number().min(0).max(1).default(0.01),
  out: z.string().default('simulation-report'),
})

function readOptions(args: string[]): z.output<typeof Options> {
  const option = { type: 'string' } as const
  const names = {
    sites: option,
    shards: option,
    groups: option,
    seed: option,
    'time-scale': option,
    out: option,
  }
  try {
    const { values } = parseArgs({ args, options: names })
    const options = Options.parse({ ...values, timeScale: values['time-scale'] })
    if (options.sites > options.shards * 50)
      throw new Error('A shard holds 50 sites at most: name more shards.')
    if (options.shards < options.groups)
      throw new Error('Each control group needs a shard: name more shards.')
    return options
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    process.stderr.write(
      `${why}\nUsage: npm run simulate -- --sites 50000 --shards 1000 --groups 10 [--seed 1] [--out folder]\n`,
    )
    process.exit(2)
  }
}

const { out, ...options } = readOptions(process.argv.slice(2))
const print = (text: string) => void process.stdout.write(text)
const report = createReport(
  `${options.sites} sites on ${options.shards} shards in ${options.groups} control groups`,
  print,
)
await run(options)
const { page, data } = await report.save(resolve(out))
print(`\nThe report: ${page}\nIts figures: ${data}\n`)
for (const claim of report.failed) print(`Does not hold: ${claim}\n`)
process.exit(report.failed.length === 0 ? 0 : 1)

async function run(wanted: SimulationOptions): Promise<void> {
  report.section(
    'Start',
    `Seed ${wanted.seed}; a simulated second takes ${wanted.timeScale} s; PostgreSQL waits for the disk.`,
  )
  await using platform = await startSimulatedPlatform(wanted)
  const bareShare = await restShare(platform)
  const shardsTaken = await makeShards(platform)
  report.table(
    ['shards', 'call p50 ms', 'p99 ms'],
    [[(await shardsOf(platform)).length, ms(figuresOf(shardsTaken).p50), ms(figuresOf(shardsTaken).p99)]],
  )

  report.section('Onboarding')
  const onboarding = await onboard(platform, MARKS, print)
  const operations = [...onboarding.operations]
  tellOnboarding(report, onboarding.milestones)
  report.fact('onboarding', {
    ...onboarding,
    operations: operations.length,
    refusals: [...onboarding.refusals],
  })
  const best = Math.max(...onboarding.milestones.map(({ perSecond }) => perSecond))
  report.verdict(
    'At least 100 creations a second',
    `${onboarding.perSecond.toFixed(0)} over all, ${best.toFixed(0)} in the best stretch`,
    onboarding.perSecond >= 100,
  )
  const { stalenessMs } = onboarding
  report.verdict(
    'The front knows a new site within a second',
    `p50 ${ms(stalenessMs.p50)} ms, p99 ${ms(stalenessMs.p99)} ms, ${stalenessMs.count} samples`,
    stalenessMs.p99 <= 1_000,
  )

  await tellAtRest(report, platform, bareShare)
  report.section('A day of life')
  const hours = await liveDay(platform, operations, print)
  tellDay(report, hours)
  await tellTruth(report, platform, operations)
}

function tellOnboarding(to: Report, milestones: readonly Milestone[]): void {
  to.table(
    [
      'sites',
      'a second',
      'p50 ms',
      'p99 ms',
      'front MB',
      'largest group MB',
      'database kB a site',
      'CPU ms a site',
    ],
    milestones.map((one) => [
      one.sites,
      one.perSecond.toFixed(0),
      ms(one.latencyMs.p50),
      ms(one.latencyMs.p99),
      one.frontRssMb.toFixed(0),
      one.groupRssMb.toFixed(0),
      (one.databaseBytesPerSite / 1e3).toFixed(1),
      one.cpuMsPerSite.toFixed(1),
    ]),
  )
  const line = (name: string, of: (one: Milestone) => number) => ({
    name,
    points: milestones.map((one) => [one.sites, of(one)] as const),
  })
  const x = 'sites on the platform'
  to.chart(
    lineChart({ title: 'Cost of a creation', x, y: 'ms of processor time' }, [
      line('control plane', (one) => one.cpuMsPerSite),
    ]),
  )
  to.chart(
    lineChart({ title: 'From the call to the running site', x, y: 'ms' }, [
      line('p50', (one) => one.latencyMs.p50),
      line('p99', (one) => one.latencyMs.p99),
    ]),
  )
  to.chart(
    lineChart({ title: 'Creations a second', x, y: 'a second' }, [
      line('all groups', (one) => one.perSecond),
    ]),
  )
  to.chart(
    lineChart({ title: 'Memory', x, y: 'MB' }, [
      line('front', (one) => one.frontRssMb),
      line('largest group', (one) => one.groupRssMb),
    ]),
  )
  to.chart(
    lineChart({ title: 'Databases', x, y: 'kB a site' }, [
      line('all', (one) => one.databaseBytesPerSite / 1e3),
    ]),
  )
  const [first, last] = [milestones[1] ?? milestones[0], milestones.at(-1)]
  const growth = (last?.cpuMsPerSite ?? 0) / (first?.cpuMsPerSite ?? 1)
  to.verdict(
    'A creation costs about the same at any size',
    `${growth.toFixed(2)} times the processor time from ${first?.sites} to ${last?.sites} sites`,
    growth <= 1.5,
  )
  const largest = Math.max(...milestones.map((one) => Math.max(one.frontRssMb, one.groupRssMb)))
  to.verdict('A control-plane process stays below 400 MB', `${largest.toFixed(0)} MB`, largest <= 400)
}

/** Percent of a core that all processes take together while nobody asks for anything and no shard is being made. */
async function restShare(platform: SimulatedPlatform): Promise<number> {
  await shardsMade(platform)
  const before = await cpuSeconds(platform)
  await delay(IDLE_SECONDS * 1_000)
  return (((await cpuSeconds(platform)) - before) / IDLE_SECONDS) * 100
}

/** When nobody asks for anything: what looking after all sites costs, how they lie, and how fast lists are. */
async function tellAtRest(to: Report, platform: SimulatedPlatform, bareShare: number): Promise<void> {
  to.section('At rest')
  const share = await restShare(platform)
  const each = (whole: number) => (whole / (platform.options.groups + 1)).toFixed(1)
  to.verdict(
    'Reconcilers take at most 20 % of a core for all sites',
    `${(share - bareShare).toFixed(1)} %: ${share.toFixed(1)} % of a core for all processes (${each(share)} % each), ${bareShare.toFixed(1)} % before they had sites`,
    share - bareShare <= 20,
  )

  const shards = await shardsOf(platform)
  const counts = new Map<number, number>()
  for (const { sites } of shards) counts.set(sites, (counts.get(sites) ?? 0) + 1)
  const [least, most] = [Math.min(...counts.keys()), Math.max(...counts.keys())]
  to.chart(histogram({ title: 'Sites per shard', x: 'sites on a shard', y: 'shards' }, counts))
  to.verdict(
    'No shard is above its cap',
    `${least} to ${most} sites a shard on ${shards.length} shards`,
    shards.every(({ sites, sitesMax }) => sites <= sitesMax),
  )

  const rows = []
  for (const [name, input] of Object.entries({
    'first page': {},
    'a search': { search: 'site-0012' },
    'a region and a tier': { region: 'europe-west1', tier: 'gold' as const },
    'newest first': { sort: 'created' as const, descending: true },
  })) {
    const taken: number[] = []
    for (let page = 0; page < PAGES; page += 1) {
      taken.push((await timed(() => platform.cloud.call(listSites, { limit: 50, ...input }))).durationMs)
    }
    const figures = figuresOf(taken)
    rows.push([name, ms(figures.p50), ms(figures.p99)])
  }
  to.table(['page of 50 sites, by REST', 'p50 ms', 'p99 ms'], rows)
}

function tellDay(to: Report, hours: readonly Hour[]): void {
  to.table(
    ['hour', 'begun', 'done', 'refused at once', 'seconds', ''],
    hours.map((one) => [
      `${String(one.hour).padStart(2, '0')}:00`,
      one.asked,
      one.succeeded,
      [...one.refused].map(([code, count]) => `${count} ${code}`).join(', '),
      one.seconds.toFixed(0),
      one.what,
    ]),
  )
  to.fact(
    'day',
    hours.map((one) => ({ ...one, refused: Object.fromEntries(one.refused) })),
  )
}

async function tellTruth(
  to: Report,
  platform: SimulatedPlatform,
  operations: readonly string[],
): Promise<void> {
  to.section('What is recorded and what is there')
  const found = await audit(platform, operations)
  to.table(['state', 'operations'], [...found.byState])
  to.verdict(
    'No operation is lost, doubled or left unfinished',
    `${found.lost} lost, ${found.doubled} doubled, ${found.unfinished} unfinished of ${operations.length}`,
    found.lost + found.doubled + found.unfinished === 0,
  )
  to.verdict(
    'Every site is in one place, the one that is recorded, and its route leads there',
    found.faults.length === 0 ? 'no fault' : found.faults.join('; '),
    found.faults.length === 0,
  )
  const { calls, failures, quotaHits, waitedSeconds } = platform.world.figures()
  const rows = Object.entries(calls).map(([kind, count]) => [
    kind,
    count,
    (waitedSeconds[kind] ?? 0).toFixed(0),
  ])
  to.table(['calls to the simulated cloud', 'count', 'simulated seconds'], rows)
  to.table(['failures that it gave', 'count'], Object.entries(failures))
  to.table(['quotas of Google Cloud that were met', 'times'], Object.entries(quotaHits))
}

function ms(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(0)
}
