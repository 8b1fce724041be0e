import { AipressError } from '@aipress/contract'
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
export function reachPlace({ database, faults, settings }: WorldParts, { shardId, slot }: Place): void {
  const shard = findShard(database, shardId)
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
  if (findShard(world.database, place.shardId) !== undefined) reachPlace(world, place)
}

/** By the number, so that a region gets its share whichever process makes the shard. */
export function regionInTurn(shardId: string, regions: readonly string[]): string {
  const number = /(\d+)$/.exec(shardId)?.[1]
  const turn = number === undefined ? fnv1a(shardId) : Number(number) - 1
  // The list is not empty (see `settingsOf`).
  return regions[turn % regions.length] ?? ''
}
