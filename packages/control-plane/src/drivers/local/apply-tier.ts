import { readlink } from 'node:fs/promises'
import { AipressError, type Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { giveOwnPhp, ownPhpService, ownPoolOfTier, takeOwnPhp } from './own-php.ts'
import { type EquippedDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord, writeSlotRecord } from './slot-record.ts'

/** The record says first what is to be, so that whoever looks after a killed process knows what to make. */
export async function applyTier(
  deps: EquippedDeps,
  place: Place,
  tier: Tier,
  signal: AbortSignal,
): Promise<void> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record === undefined || record.kind === 'unfinished') {
    throw new AipressError('internal_error', `Slot ${slot.label} of ${place.shardId} is not prepared.`)
  }
  if (record.tier !== tier) await writeSlotRecord(slot, { ...record, tier })
  const pool = ownPoolOfTier(tier)
  if (pool === undefined) await takeOwnPhp(deps, place, signal)
  else await giveOwnPhp(deps, place, pool, signal)
}

/** Whether the slot is served as the tier has it, as far as a look at its files tells. */
export async function isEquippedFor(deps: EquippedDeps, place: Place, tier: Tier): Promise<boolean> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record === undefined || record.kind === 'unfinished' || record.tier !== tier) return false
  const wanted = ownPoolOfTier(tier) === undefined ? slot.sharedSocket : slot.ownPhp.socket
  if ((await readlink(slot.socket).catch(() => undefined)) !== wanted) return false
  return wanted === slot.sharedSocket || (await deps.supervisor.status(ownPhpService(place))) !== undefined
}

/** What the slots of a shard had beside it, made again with the shard itself. */
export async function reapplyTiers(
  deps: EquippedDeps,
  { shardId, slots }: { shardId: string; slots: number },
  signal: AbortSignal,
): Promise<void> {
  for (let slot = 1; slot <= slots; slot += 1) {
    const place = { shardId, slot }
    const record = await readSlotRecord(slotOf(deps, place))
    if (record === undefined || record.kind === 'unfinished') continue
    const pool = ownPoolOfTier(record.tier)
    if (pool !== undefined) await giveOwnPhp(deps, place, pool, signal)
  }
}
