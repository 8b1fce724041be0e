import type { Site, SiteSort } from '@aipress/contract/sites.ts'
import type { z } from 'zod'
import type { World } from './world.ts'

export interface SiteFilter {
  search?: string
  shard?: string
  region?: string
  tier?: string
  state?: string
  wordpress?: string
  health?: string
  label?: string
}

/** Deleted sites are left out unless asked for. */
export function sitesOf(world: World, filter: SiteFilter): Site[] {
  const sought = (filter.search ?? '').toLowerCase()
  return world.sites.filter(
    (site) =>
      (filter.state === undefined ? site.state !== 'deleted' : site.state === filter.state) &&
      (filter.shard ?? site.shardId) === site.shardId &&
      (filter.region ?? site.region) === site.region &&
      (filter.tier ?? site.tier) === site.tier &&
      (filter.wordpress ?? site.wordpressVersion) === site.wordpressVersion &&
      (filter.health ?? site.health) === site.health &&
      (filter.label === undefined || site.labels.includes(filter.label)) &&
      `${site.title} ${site.hostnames.map(({ hostname }) => hostname)}`.toLowerCase().includes(sought),
  )
}

const KEYS: Record<z.infer<typeof SiteSort>, (site: Site) => string> = {
  name: ({ name }) => name,
  title: ({ title }) => title,
  created: ({ createdAt }) => createdAt,
  shard: ({ shardId, name }) => `${shardId} ${name}`,
}

export function listSites(
  input: SiteFilter & { sort: keyof typeof KEYS; descending: boolean; limit: number; cursor?: string },
  world: World,
) {
  const found = sortedSites(world, input)
  return { ...page(found, input), total: found.length }
}

/** A browser that scrolls asks for the same 50,000 sites again and again: one answer does for this long. */
const SORTED_FOR_MS = 1_000
const sorted = new WeakMap<World, { key: string; atMs: number; sites: Site[] }>()

function sortedSites(world: World, input: Parameters<typeof listSites>[0]): Site[] {
  const { cursor: _, limit: __, ...asked } = input
  const id = JSON.stringify(asked)
  const before = sorted.get(world)
  if (world.sites.length > 1_000 && before?.key === id && Date.now() - before.atMs < SORTED_FOR_MS)
    return before.sites
  const key = KEYS[input.sort]
  const direction = input.descending ? -1 : 1
  const sites = sitesOf(world, input).sort((a, b) => direction * (key(a) < key(b) ? -1 : 1))
  sorted.set(world, { key: id, atMs: Date.now(), sites })
  return sites
}

/** The cursor is where to go on, which does for lists that only tests read. */
export function page<Item>(items: readonly Item[], { limit, cursor }: { limit: number; cursor?: string }) {
  const from = Number(cursor ?? 0)
  const next = from + limit
  return {
    items: items.slice(from, next),
    ...(next < items.length ? { nextCursor: String(next) } : {}),
  }
}
