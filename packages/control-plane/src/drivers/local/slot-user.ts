import { createHash } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'

/** Numbers of users and groups are below 2^31 for all programs; those below 2^20 may be people's. */
const FIRST_UID = 2 ** 20
/** Room for 128 shards of 64 slots, so that every platform's uids are one block. */
const SHARDS = 128
const SLOTS = 64
/** Number 0 is nobody's: shards are numbered from 1. */
export const SHARD_NUMBERS_MAX = SHARDS - 1
const BLOCK = SHARDS * SLOTS
const BLOCKS = Math.floor((2 ** 31 - FIRST_UID) / BLOCK)

export interface SlotUser {
  readonly uid: number
  readonly gid: number
}

/**
 * The Unix user of a slot: a bare number without an entry in /etc/passwd, so that nothing is left
 * behind. Two platforms on one machine have different blocks of numbers but for one chance in 262,000.
 * Slot 0 is the shard's own: for probes and for making the golden database.
 */
export function uidOf(home: string, shardNumber: number, slot: number): number {
  if (!(shardNumber >= 0 && shardNumber < SHARDS && slot >= 0 && slot < SLOTS)) {
    throw new AipressError('internal_error', `Shard ${shardNumber} has no Unix user for slot ${slot}.`)
  }
  const block = createHash('sha256').update(home).digest().readUInt32BE(0) % BLOCKS
  return FIRST_UID + block * BLOCK + shardNumber * SLOTS + slot
}

export function slotUser(home: string, place: Place): SlotUser {
  const uid = uidOf(home, shardNumberOf(place.shardId), place.slot)
  return { uid, gid: uid }
}

export function shardNumberOf(shardId: string): number {
  const number = /^shard-(\d{3})$/.exec(shardId)?.[1]
  if (number === undefined) throw new AipressError('internal_error', `"${shardId}" names no shard.`)
  return Number(number)
}

/** Of all slots of a shard, its own included. */
export function uidsOfShard(home: string, shardNumber: number): { first: number; last: number } {
  const first = uidOf(home, shardNumber, 0)
  return { first, last: first + SLOTS - 1 }
}
