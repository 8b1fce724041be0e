import { setTimeout as delay } from 'node:timers/promises'
import {
  AipressError,
  changeSiteTier,
  createSite,
  deleteSite,
  listOperations,
  listSites,
  mapShards,
  moveSite,
  type SiteOperation,
} from '@aipress/contract'
import { atOnce } from './onboarding.ts'
import type { Region, SimulatedPlatform } from './platform.ts'
import { pick, seededRandom } from './random.ts'

/**
 * A day in the life of a platform, hour by hour: what people ask for, and what goes wrong. Bad hours are longer
 * than they need be for a machine and shorter than a simulated hour would be: as long as the control plane
 * takes to notice and to recover.
 */
export interface Hour {
  readonly hour: number
  readonly what: string
  readonly asked: number
  readonly succeeded: number
  /** Refused at once, by code: the asker was told, and nothing was begun. */
  readonly refused: ReadonlyMap<string, number>
  readonly seconds: number
}

type Wish = 'create' | 'delete' | 'move' | 'tier'

/** Of all sites, in a day: what a hoster sees, with more moves than anybody makes. */
const SHARES: Record<Wish, number> = { delete: 0.01, create: 0.008, move: 0.006, tier: 0.004 }
const HOURS = 24
const CALLS_AT_ONCE = 24
const NOTICE_MS_MAX = 120_000
const LOOK_AGAIN_MS = 500

const OUTAGES: Record<number, { what: string; region?: Region; group?: number; shards?: number }> = {
  6: { what: 'a region is away', region: 'europe-west1' },
  12: { what: 'a control group is away', group: 2 },
  18: { what: 'five shards fail', shards: 5 },
}

export async function liveDay(
  platform: SimulatedPlatform,
  operations: string[],
  tell: (text: string) => void,
): Promise<Hour[]> {
  const random = seededRandom(platform.options.seed + 1)
  const hours: Hour[] = []
  for (let hour = 0; hour < HOURS; hour += 1) {
    const outage = OUTAGES[hour]
    const startedAt = performance.now()
    const end = outage === undefined ? undefined : await begin(platform, outage)
    const refused = new Map<string, number>()
    const asked = await ask(platform, hour, random, refused)
    await end?.()
    await platform.settled(AbortSignal.timeout(600_000))
    operations.push(...asked)
    const succeeded = await succeededOf(platform, asked)
    const seconds = (performance.now() - startedAt) / 1_000
    const what = outage?.what ?? ''
    hours.push({ hour, what, asked: asked.length, succeeded, refused, seconds })
    tell(
      `${String(hour).padStart(2, '0')}:00 ${asked.length} begun, ${succeeded} done${what && `; ${what}`}\n`,
    )
  }
  return hours
}

/** Breaks something, waits until the control plane knows, and answers how to mend it. */
async function begin(
  platform: SimulatedPlatform,
  { region, group, shards }: (typeof OUTAGES)[number],
): Promise<() => Promise<void>> {
  const { world } = platform
  if (region !== undefined) {
    world.failRegion(region)
    await until(platform, (states) => states.filter((one) => one.region === region).every(isDown))
    return async () => {
      world.restoreRegion(region)
      await until(platform, (states) => !states.some(isDown))
    }
  }
  if (group !== undefined && group <= platform.options.groups && platform.options.groups > 1) {
    await platform.stopGroup(group)
    return async () => {
      await platform.startGroup(group)
      await answered(platform)
    }
  }
  const failed = (await platform.cloud.call(mapShards, {})).items.slice(0, shards ?? 0)
  for (const { shardId } of failed) world.failShard(shardId)
  const ids = new Set(failed.map(({ shardId }) => shardId))
  await until(platform, (states) => states.filter(({ shardId }) => ids.has(shardId)).every(isDown))
  return async () => {
    for (const shardId of ids) world.healShard(shardId)
    await until(platform, (states) => !states.some(isDown))
  }
}

async function answered({ cloud }: SimulatedPlatform): Promise<void> {
  const deadline = performance.now() + NOTICE_MS_MAX
  while ((await cloud.call(listOperations, { limit: 1 })).missing !== undefined) {
    if (performance.now() > deadline)
      throw new Error('The control group did not come back within two minutes.')
    await delay(LOOK_AGAIN_MS)
  }
}

type ShardNow = Awaited<ReturnType<typeof shardsNow>>[number]
const shardsNow = async ({ cloud }: SimulatedPlatform) => (await cloud.call(mapShards, {})).items
const isDown = ({ state }: ShardNow) => state === 'down'

async function until(platform: SimulatedPlatform, holds: (shards: ShardNow[]) => boolean): Promise<void> {
  const deadline = performance.now() + NOTICE_MS_MAX
  while (!holds(await shardsNow(platform))) {
    if (performance.now() > deadline) throw new Error('The control plane did not notice within two minutes.')
    await delay(LOOK_AGAIN_MS)
  }
}

async function ask(
  platform: SimulatedPlatform,
  hour: number,
  random: () => number,
  refused: Map<string, number>,
): Promise<string[]> {
  const sites = await someSites(platform, random)
  const wishes = (Object.keys(SHARES) as Wish[]).flatMap((wish) =>
    Array.from(
      { length: Math.max(1, Math.round((SHARES[wish] * platform.options.sites) / HOURS)) },
      () => wish,
    ),
  )
  const begun: string[] = []
  let made = 0
  await atOnce(CALLS_AT_ONCE, wishes, async (wish) => {
    made += 1
    const site = sites.pop()
    if (wish !== 'create' && site === undefined) return
    try {
      const { operation } = await call(platform, wish, site ?? '', `day-${hour}-${made}`, random)
      begun.push(operation.operationId)
    } catch (error) {
      const code = error instanceof AipressError ? error.code : 'broken'
      refused.set(code, (refused.get(code) ?? 0) + 1)
      if (code === 'internal_error' || code === 'broken') throw error
    }
  })
  return begun
}

/** Running ones from anywhere in the list, each once. */
async function someSites({ cloud, options }: SimulatedPlatform, random: () => number): Promise<string[]> {
  const wanted = Math.ceil(options.sites * 0.002) + 20
  const names = new Set<string>()
  for (let tries = 0; names.size < wanted && tries < 50; tries += 1) {
    const number = 1 + Math.floor(random() * options.sites)
    const search = `site-${String(number).padStart(6, '0').slice(0, 5)}`
    const { items } = await cloud.call(listSites, { search, state: 'running', limit: 200 })
    for (const { name } of items) names.add(name)
  }
  return [...names].sort(() => random() - 0.5)
}

function call(
  { cloud }: SimulatedPlatform,
  wish: Wish,
  site: string,
  name: string,
  random: () => number,
): Promise<SiteOperation> {
  switch (wish) {
    case 'create':
      return cloud.call(createSite, { title: name, name })
    case 'delete':
      return cloud.call(deleteSite, { site })
    case 'move':
      return cloud.call(moveSite, { site })
    case 'tier':
      return cloud.call(changeSiteTier, { site, tier: pick(random, ['bronze', 'silver', 'gold'] as const) })
  }
}

async function succeededOf(platform: SimulatedPlatform, ids: readonly string[]): Promise<number> {
  const rows = await platform.askGroups(
    `select count(*) as count from engine_operations where state = 'succeeded' and id = any($1)`,
    [ids],
  )
  return rows.reduce((sum, row) => sum + Number(row.count), 0)
}
