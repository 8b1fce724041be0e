import { AipressError } from '@aipress/contract'
import type { Clock } from '../../kernel/clock.ts'
import type { Place } from '../../platform/place.ts'
import { fnv1a } from './chance.ts'
import type { WorldParts } from './world.ts'
import type { WorldDatabase } from './world-database.ts'

export interface ShardRow {
  readonly shardId: string
  readonly region: string
  readonly slots: number
  /** When its making ends. */
  readonly readyAtMs: number
}

/** Shards that are ready, as this process last saw them. */
export interface KnownShards {
  find(shardId: string): ShardRow | undefined
  forget(shardId: string): void
}

/** A ready shard changes only by going away, which its own control group does; another process hears this late. */
const KNOWN_FOR_MS = 1_000

/** Every call on a site asks for its shard, which would be a third of what the call costs. */
export function createKnownShards(database: WorldDatabase, clock: Clock): KnownShards {
  const known = new Map<string, { shard: ShardRow; readAtMs: number }>()
  return {
    find(shardId) {
      const before = known.get(shardId)
      if (before !== undefined && performance.now() - before.readAtMs < KNOWN_FOR_MS) return before.shard
      const shard = findShard(database, shardId)
      if (shard !== undefined && shard.readyAtMs <= clock()) {
        known.set(shardId, { shard, readAtMs: performance.now() })
      } else {
        known.delete(shardId)
      }
      return shard
    },
    forget: (shardId) => void known.delete(shardId),
  }
}

export function findShard(database: WorldDatabase, shardId: string): ShardRow | undefined {
  const row = database.get('SELECT region, slots, ready_at_ms FROM shards WHERE shard_id = ?', shardId)
  if (row === undefined) return undefined
  return {
    shardId,
    region: String(row.region),
    slots: Number(row.slots),
    readyAtMs: Number(row.ready_at_ms),
  }
}

/** Fails, retryably, where the place's shard is absent, being made or broken. */
export function reachPlace({ shards, faults, settings }: WorldParts, { shardId, slot }: Place): void {
  const shard = shards.find(shardId)
  if (shard === undefined || shard.readyAtMs > settings.clock()) {
    throw new AipressError('platform_unavailable', `${shardId} is not there yet.`)
  }
  if (slot < 1 || slot > shard.slots) {
    throw new AipressError('internal_error', `${shardId} has no slot ${slot}.`)
  }
  faults.refuse(shard)
}

/** As `reachPlace`, for calls that succeed where there is nothing. */
export function reachPlaceIfThere(world: WorldParts, place: Place): void {
  if (world.shards.find(place.shardId) !== undefined) reachPlace(world, place)
}

/** By the number, so that a region gets its share whichever process makes the shard. */
export function regionInTurn(shardId: string, regions: readonly string[]): string {
  const number = /(\d+)$/.exec(shardId)?.[1]
  const turn = number === undefined ? fnv1a(shardId) : Number(number) - 1
  // The list is not empty (see `settingsOf`).
  return regions[turn % regions.length] ?? ''
}
