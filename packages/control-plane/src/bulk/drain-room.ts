import type { Tier } from '@aipress/contract'
import type { ShardRow } from '../shards/index.ts'

interface Moving {
  readonly region: string
  readonly tier: Tier
}

/**
 * How many sites find no room on the other shards, by region. Those that fewest shards take go first, each to the
 * shard with most room, so that what is said not to fit really does not.
 */
export function lackingRoom(sites: readonly Moving[], others: readonly ShardRow[]): Map<string, number> {
  const room = others
    .filter((shard) => shard.state === 'ready' && shard.health !== 'down')
    .map(({ region, tiers, slots, sites }) => ({ region, tiers, left: Math.max(0, slots - sites) }))
  const kinds = [...Map.groupBy(sites, ({ region, tier }) => `${region} ${tier}`).values()].map((same) => {
    const [first] = same
    const fitting = room.filter(({ region, tiers }) => region === first?.region && tiers.includes(first.tier))
    return { region: first?.region ?? '', count: same.length, fitting }
  })
  const lacking = new Map<string, number>()
  for (const kind of kinds.toSorted((a, b) => a.fitting.length - b.fitting.length)) {
    let left = kind.count
    for (const shard of kind.fitting.toSorted((a, b) => b.left - a.left)) {
      const taken = Math.min(left, shard.left)
      shard.left -= taken
      left -= taken
    }
    if (left > 0) lacking.set(kind.region, (lacking.get(kind.region) ?? 0) + left)
  }
  return lacking
}
