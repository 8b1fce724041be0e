import type { ShardEvent, ShardState } from '@aipress/contract/shards.ts'
import type { Site } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'
import { ago, type DevShard, makeShard, makeSite, type World } from './world.ts'

export interface FleetSize {
  shards: number
  sites: number
}

const REGIONS = ['europe-west1', 'us-central1', 'asia-east1'] as const
const VERSIONS = ['7.1.1', '7.1.1', '7.1.1', '7.1', '7.0.4'] as const
const LABELS = ['trial', 'customer-42', 'newsroom', 'agency.north', 'fragile'] as const
const TIERS: readonly Tier[] = ['bronze', 'bronze', 'bronze', 'silver', 'gold']
const FIRST = [
  'Harbour',
  'Corner',
  'North',
  'Old Town',
  'Green',
  'Silver',
  'River',
  'Winter',
  'Lantern',
  'Cedar',
]
const SECOND = [
  'Bakery',
  'Books',
  'Cycling',
  'Dentists',
  'Theatre',
  'Garden',
  'Records',
  'Choir',
  'Optics',
  'Pottery',
]

/** Many shards and sites, the same ones each time, besides those of the seed. */
export function growFleet(world: World, size: FleetSize): void {
  const random = dice(7)
  world.shards = Array.from({ length: size.shards }, (_, index) => shardOfFleet(index, size.shards, random))
  for (const shard of world.shards.filter(({ state }) => state !== 'retired')) shard.history.push(made(shard))
  const open = world.shards.filter(({ state }) => state !== 'preparing')
  const counts = new Map<DevShard, number>()
  const accounts = ['Platform', 'Nordlicht Agency', 'Atelier Sud', 'Hopper & Sons']
  for (let index = 0; index < size.sites; index += 1) {
    const drawn = Math.floor(random() ** 1.2 * open.length)
    const isOpen = (each: DevShard) => (counts.get(each) ?? 0) < each.sitesMax - 2
    const shard = open.slice(drawn).find(isOpen) ?? open.find(isOpen)
    if (shard === undefined) return
    counts.set(shard, (counts.get(shard) ?? 0) + 1)
    const words = `${pick(FIRST, random)} ${pick(SECOND, random)}`
    const name = `${words.toLowerCase().replaceAll(' ', '-')}-${index + 1}`
    const site = makeSite(world, { title: `${words} ${index + 1}`, name, tier: pick(TIERS, random) }, 'last')
    Object.assign(site, placeOf(shard), {
      accountName: pick(accounts, random),
      state: random() < 0.04 ? 'suspended' : 'running',
      wordpressVersion: pick(VERSIONS, random),
      labels: random() < 0.3 ? [pick(LABELS, random)] : [],
      pinned: random() < 0.03,
      createdAt: ago(Math.floor(random() * 400_000)),
    } satisfies Partial<Site>)
  }
  for (const [index, site] of world.sites.entries()) {
    const shard = open[index % open.length]
    if (index < 6 && shard !== undefined) Object.assign(site, placeOf(shard))
  }
}

function shardOfFleet(index: number, count: number, random: () => number): DevShard {
  // So that a small fleet too has one of each that matters.
  const state: ShardState =
    count <= 10
      ? ((['healthy', 'healthy', 'degraded', 'draining', 'healthy'] as const)[index % 5] ?? 'healthy')
      : stateOf(random())
  return makeShard({
    number: index + 1,
    region: REGIONS[Math.floor((index / count) * REGIONS.length)] ?? 'local',
    controlGroup: 1 + Math.floor((index / count) * Math.max(1, Math.min(8, count / 3))),
    state,
    reasons: REASONS[state],
  })
}

function stateOf(roll: number): ShardState {
  if (roll < 0.015) return 'degraded'
  if (roll < 0.019) return 'down'
  if (roll < 0.027) return 'draining'
  return roll < 0.031 ? 'preparing' : 'healthy'
}

const REASONS: Record<ShardState, string[]> = {
  preparing: ['Its servers are being made.'],
  healthy: [],
  degraded: ['mariadb answers slowly: 840 ms, usually 4 ms.'],
  down: ['mariadb does not answer.', 'php has been started again 4 times in 10 minutes.'],
  draining: ['Being emptied by anna@example.com.'],
  retired: ['Retired by anna@example.com.'],
}

function made(shard: DevShard): ShardEvent {
  return { at: shard.createdAt, kind: 'state', state: 'healthy', what: 'Made and ready for sites.' }
}

export function placeOf(shard: DevShard): Pick<Site, 'shardId' | 'region' | 'health'> {
  const health = shard.state === 'down' ? 'down' : shard.state === 'degraded' ? 'degraded' : 'healthy'
  return { shardId: shard.shardId, region: shard.region, health }
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item
}

/** Mulberry32: small, and the same numbers each time. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
