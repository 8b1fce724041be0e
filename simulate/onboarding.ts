import { setTimeout as delay } from 'node:timers/promises'
import { AipressError, createShard, createSite, lookUpHostname, mapShards, newId } from '@aipress/contract'
import { figuresOf } from '../bench/measure.ts'
import {
  REGION_SHARES,
  REGIONS,
  type Region,
  type SimulatedPlatform,
  type SimulationOptions,
} from './platform.ts'
import { pick, seededRandom } from './random.ts'

/** Calls under way at once: enough that ten groups never wait for one, few enough that none is flooded. */
const CALLS_AT_ONCE = 48
const SHARDS_AT_ONCE = 64
/** Operations under way before the next are asked for. */
const UNSETTLED_MAX = 800
const TRIES_MAX = 20
const SAMPLE_EVERY_MS = 200
/** Asking without a pause would take a third of a processor from the creations that are measured. */
const LOOK_AGAIN_MS = 20

/** What was true when so many sites were there. */
export interface Milestone {
  readonly sites: number
  /** Sites created per second since the milestone before. */
  readonly perSecond: number
  readonly latencyMs: ReturnType<typeof figuresOf>
  /** Of the front, and the largest of the groups. */
  readonly frontRssMb: number
  readonly groupRssMb: number
  readonly databaseBytesPerSite: number
  /** Processor time of all control-plane processes per site since the milestone before. */
  readonly cpuMsPerSite: number
}

/**
 * Makes the shards ahead of need, as a pool of projects is, as many in each control group; the groups have made
 * some by themselves already, and make more meanwhile.
 */
export async function makeShards(platform: SimulatedPlatform): Promise<number[]> {
  const { cloud, options } = platform
  const taken: number[] = []
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const present = await shardsOf(platform)
    if (present.length >= options.shards) break
    await atOnce(SHARDS_AT_ONCE, missingShards(present, options), async (wish) => {
      const startedAt = performance.now()
      await insisting(() => cloud.call(createShard, wish, { idempotencyKey: newId('request') })).catch(
        passIfExhausted,
      )
      taken.push(performance.now() - startedAt)
    })
  }
  await shardsMade(platform)
  return taken
}

export async function shardsMade({ cloud }: SimulatedPlatform): Promise<void> {
  while ((await cloud.call(mapShards, { state: 'preparing' })).items.length > 0) await delay(SAMPLE_EVERY_MS)
}

const ROUNDS_MAX = 5

function missingShards(
  present: readonly { region: string; controlGroup: number }[],
  { shards, groups }: SimulationOptions,
) {
  const regions = plannedRegions(shards)
  const rooms = Array.from({ length: shards }, (_, index) => 1 + (index % groups))
  for (const shard of present) {
    takeOut(regions, shard.region as Region)
    takeOut(rooms, shard.controlGroup)
  }
  return regions
    .slice(0, shards - present.length)
    .flatMap((region, index) => (rooms[index] === undefined ? [] : [{ region, controlGroup: rooms[index] }]))
}

function takeOut<T>(list: T[], item: T): void {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
}

/** The groups make shards by themselves as well, so the last ones may be there already. */
function passIfExhausted(error: unknown): void {
  if (!(error instanceof AipressError) || error.code !== 'shards_exhausted') throw error
}

function plannedRegions(shards: number): Region[] {
  return REGIONS.flatMap((region, index) => {
    const isLast = index === REGIONS.length - 1
    const others = REGIONS.slice(0, index).reduce(
      (sum, each) => sum + Math.round(REGION_SHARES[each] * shards),
      0,
    )
    const count = isLast ? shards - others : Math.round(REGION_SHARES[region] * shards)
    return Array.from({ length: count }, () => region)
  })
}

const TIERS = ['bronze', 'bronze', 'bronze', 'silver', 'gold'] as const

export interface Onboarding {
  readonly milestones: readonly Milestone[]
  /** Ids of all operations that were asked for. */
  readonly operations: readonly string[]
  readonly perSecond: number
  /** From the answer to a creation until the copy of the directory at the front knows the hostname. */
  readonly stalenessMs: ReturnType<typeof figuresOf>
  readonly refusals: ReadonlyMap<string, number>
}

export async function onboard(
  platform: SimulatedPlatform,
  marks: readonly number[],
  tell: (text: string) => void,
): Promise<Onboarding> {
  const { options } = platform
  const random = seededRandom(options.seed)
  const operations: string[] = []
  const refusals = new Map<string, number>()
  const milestones: Milestone[] = []
  const newest: string[] = []
  const startedAt = performance.now()
  using sampler = sampleStaleness(platform, newest)
  let done = 0
  for (const mark of [...marks.filter((each) => each < options.sites), options.sites]) {
    const begun = await beginStretch(platform)
    const numbers = Array.from({ length: mark - done }, (_, index) => done + index + 1)
    await atOnce(CALLS_AT_ONCE, numbers, async (number) => {
      const name = `site-${String(number).padStart(6, '0')}`
      const tier = pick(random, TIERS)
      const ask = () =>
        platform.cloud.call(createSite, { title: `Site ${number}`, name, tier }, { idempotencyKey: name })
      const { operation } = await insisting(ask, refusals)
      operations.push(operation.operationId)
      newest.push(`${name}.localhost`)
      if (operations.length % 100 === 0) await holdBack(platform)
    })
    await platform.settled(AbortSignal.timeout(600_000))
    done = mark
    milestones.push(await endStretch(platform, begun, mark, numbers.length))
    const last = milestones.at(-1)
    tell(
      `${mark} sites: ${last?.perSecond.toFixed(0)} a second, p50 ${Math.round(last?.latencyMs.p50 ?? 0)} ms, p99 ${Math.round(last?.latencyMs.p99 ?? 0)} ms\n`,
    )
  }
  const seconds = (performance.now() - startedAt) / 1_000
  return {
    milestones,
    operations,
    perSecond: options.sites / seconds,
    stalenessMs: figuresOf(sampler.taken),
    refusals,
  }
}

interface Stretch {
  readonly atMs: number
  readonly since: Date
  readonly cpuSeconds: number
}

async function beginStretch(platform: SimulatedPlatform): Promise<Stretch> {
  return { atMs: performance.now(), since: new Date(), cpuSeconds: await cpuSeconds(platform) }
}

export async function cpuSeconds(platform: SimulatedPlatform): Promise<number> {
  const processes = await platform.processes()
  return [...processes.values()].reduce((sum, { cpuSeconds: seconds }) => sum + seconds, 0)
}

async function endStretch(
  platform: SimulatedPlatform,
  begun: Stretch,
  sites: number,
  created: number,
): Promise<Milestone> {
  const seconds = (performance.now() - begun.atMs) / 1_000
  const rows = await platform.askGroups(
    `select extract(epoch from finished_at - created_at) * 1000 as ms from engine_operations
     where action = 'sites.create' and state = 'succeeded' and created_at >= $1`,
    [begun.since],
  )
  const processes = await platform.processes()
  const rssMb = (name: string) => (processes.get(name)?.rssBytes ?? 0) / 1e6
  const groups = [...processes.keys()].filter((name) => name !== 'control-plane')
  return {
    sites,
    perSecond: created / seconds,
    latencyMs: figuresOf(rows.map((row) => Number(row.ms))),
    frontRssMb: rssMb('control-plane'),
    groupRssMb: Math.max(0, ...groups.map(rssMb)),
    databaseBytesPerSite: (await platform.databaseBytes()) / sites,
    cpuMsPerSite: (((await cpuSeconds(platform)) - begun.cpuSeconds) * 1_000) / created,
  }
}

async function holdBack(platform: SimulatedPlatform): Promise<void> {
  while ((await platform.unsettled()) > UNSETTLED_MAX) await delay(SAMPLE_EVERY_MS)
}

/** Looks the newest site up again and again until the front knows it, one sample after another. */
function sampleStaleness({ cloud }: SimulatedPlatform, newest: readonly string[]) {
  const taken: number[] = []
  let stopped = false
  const sample = async () => {
    let seen = 0
    while (!stopped) {
      await delay(SAMPLE_EVERY_MS)
      const hostname = newest.at(-1)
      if (hostname === undefined || newest.length === seen) continue
      seen = newest.length
      const startedAt = performance.now()
      for (let found = false; !found && !stopped; ) {
        found = await cloud.call(lookUpHostname, { hostname }).then(
          () => true,
          () => delay(LOOK_AGAIN_MS, false),
        )
      }
      if (!stopped) taken.push(performance.now() - startedAt)
    }
  }
  const sampling = sample().catch(() => undefined)
  return {
    taken,
    [Symbol.dispose]() {
      stopped = true
      sampling.catch(() => undefined)
    },
  }
}

/** Runs the work for each item, at most so many at once; the first failure ends it. */
export async function atOnce<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const workers = Array.from({ length: limit }, async () => {
    for (const item of queue) await work(item)
  })
  await Promise.all(workers)
}

/** Tries again what may succeed without any change, as a patient client does; counts the refusals by their code. */
export async function insisting<T>(ask: () => Promise<T>, refusals?: Map<string, number>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof AipressError) || !error.retryable || tried === TRIES_MAX) throw error
      refusals?.set(error.code, (refusals.get(error.code) ?? 0) + 1)
      await delay(100 * tried)
    }
  }
}

export const shardsOf = async ({ cloud }: SimulatedPlatform) => (await cloud.call(mapShards, {})).items
