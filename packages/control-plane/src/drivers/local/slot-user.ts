import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'

/** Numbers of users and groups are below 2^31 for all programs; those below 2^20 may be people's. */
const FIRST_UID = 2 ** 20
/** Room for 128 shards of 64 slots, so that every platform's uids are one block. */
const SHARDS = 128
const SLOTS = 64
const BLOCK = SHARDS * SLOTS
const BLOCKS = Math.floor((2 ** 31 - FIRST_UID) / BLOCK)

/** Processes that appear while others are killed are found by looking again. */
const KILL_ROUNDS_MAX = 5

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

/** What a slot's user started and left running (background processes of plugins) ends here. */
export async function killProcessesOf(uid: number): Promise<void> {
  await killProcesses((owner) => owner === uid)
}

/** The same for all slots of a shard, its own included: children of a PHP-FPM that was killed outlive it. */
export async function killProcessesOfShard(home: string, shardId: string): Promise<void> {
  const first = uidOf(home, shardNumberOf(shardId), 0)
  await killProcesses((owner) => owner >= first && owner < first + SLOTS)
}

async function killProcesses(isTheirs: (uid: number) => boolean): Promise<void> {
  for (let round = 0; round < KILL_ROUNDS_MAX; round += 1) {
    const pids = await processesWhere(isTheirs)
    if (pids.length === 0) return
    for (const pid of pids) killIfThere(pid)
  }
}

async function processesWhere(isTheirs: (uid: number) => boolean): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const owners = await Promise.all(names.map((name) => stat(`/proc/${name}`).catch(() => undefined)))
  return names
    .filter((_, index) => {
      const owner = owners[index]?.uid
      return owner !== undefined && isTheirs(owner)
    })
    .map(Number)
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
