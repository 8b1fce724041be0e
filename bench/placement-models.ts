import { createHash } from 'node:crypto'
import { getShardForTenant } from '../packages/control-plane/src/shards/seed-placement.ts'

/**
 * Placement rules as pure functions, for comparing them: given sites by number and shards by number, which
 * shard does each site get? `undefined` is a site without a place.
 */
export type Placement = readonly (number | undefined)[]

/** As the product does. `target` is where a new shard should be made; `cap` is what none may exceed. */
export const LIMITS = { target: 40, cap: 50 }

export interface Rule {
  readonly name: string
  place(sites: number, shards: readonly number[]): Placement
  /** Places anew after the shards have changed, given where the sites are. */
  replace(before: Placement, shards: readonly number[]): Placement
}

const siteId = (site: number) => `site-${String(site).padStart(6, '0')}`

/** The first design's: SHA-256 of the id, modulo the number of shards. A removed shard renumbers those after it. */
export const modulo = byHash('modulo (first design)', (site, shards) => {
  const answer = getShardForTenant(siteId(site), shards.length)
  return Number(answer.slice('aipress-shard-'.length)) - 1
})

/** Rendezvous: of all shards the one whose hash with the site is the highest. */
export const rendezvous = byHash('rendezvous hashing', (site, shards) => {
  const key = keyOf(site)
  let [best, bestWeight] = [0, -1]
  for (const [index, shard] of shards.entries()) {
    const weight = mix(key ^ mix(shard + 1))
    if (weight > bestWeight) [best, bestWeight] = [index, weight]
  }
  return best
})

/** Jump hashing (Lamping and Veach, 2014), which needs no table but can only lose its last shard cheaply. */
export const jump = byHash('jump hashing', (site, shards) => {
  let key = createHash('sha256').update(siteId(site)).digest().readBigUInt64BE(0)
  let [bucket, next] = [-1, 0]
  while (next < shards.length) {
    bucket = next
    key = BigInt.asUintN(64, key * 2_862_933_555_777_941_757n + 1n)
    next = Math.floor((bucket + 1) * (2 ** 31 / Number((key >> 33n) + 1n)))
  }
  return bucket
})

/**
 * The product's rule, which is SQL in the shard store, said again without region, tier and health: a new site
 * goes to the least loaded shard below the cap, the lower number first. A site that has a shard stays there
 * until that shard is removed.
 */
export const leastLoaded: Rule = {
  name: 'least loaded (AIPress)',
  place: (sites, shards) => fill(new Array<undefined>(sites).fill(undefined), shards),
  replace: (before, shards) => {
    const remaining = new Set(shards)
    return fill(
      before.map((shard) => (shard !== undefined && remaining.has(shard) ? shard : undefined)),
      shards,
    )
  },
}

function fill(placed: readonly (number | undefined)[], shards: readonly number[]): Placement {
  const indexOf = new Map(shards.map((shard, index) => [shard, index]))
  const loads = shards.map(() => 0)
  const take = (index: number) => {
    loads[index] = (loads[index] ?? 0) + 1
    return shards[index]
  }
  for (const shard of placed) if (shard !== undefined) take(indexOf.get(shard) ?? -1)
  return placed.map((shard) => {
    if (shard !== undefined) return shard
    const least = indexOfLeast(loads)
    return least === undefined ? undefined : take(least)
  })
}

function indexOfLeast(loads: readonly number[]): number | undefined {
  let [least, leastLoad]: [number | undefined, number] = [undefined, LIMITS.cap]
  for (let index = 0; index < loads.length; index += 1) {
    const load = loads[index] ?? leastLoad
    if (load < leastLoad) [least, leastLoad] = [index, load]
  }
  return least
}

/** A rule that hashes remembers nothing, so placing anew is placing. */
function byHash(name: string, indexOf: (site: number, shards: readonly number[]) => number): Rule {
  const place = (sites: number, shards: readonly number[]) =>
    Array.from({ length: sites }, (_, site) => shards[indexOf(site, shards)])
  return { name, place, replace: (before, shards) => place(before.length, shards) }
}

const keys: number[] = []
/** Computed once, as rendezvous hashing asks for it for every site and shard. */
function keyOf(site: number): number {
  keys[site] ??= createHash('sha256').update(siteId(site)).digest().readUInt32BE(0)
  return keys[site]
}

/** The end of MurmurHash3: every bit of the answer depends on every bit of the value. */
function mix(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
