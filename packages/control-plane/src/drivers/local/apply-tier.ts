import { readlink } from 'node:fs/promises'
import { AipressError, type Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { giveOwnPhp, hasOwnPhp, ownPhpService, takeOwnPhp } from './own-php.ts'
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
  if (hasOwnPhp(tier)) await giveOwnPhp(deps, place, tier, signal)
  else await takeOwnPhp(deps, place, signal)
}

/** Whether the slot is served as the tier has it, as far as a look at its files tells. */
export async function isEquippedFor(deps: EquippedDeps, place: Place, tier: Tier): Promise<boolean> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record === undefined || record.kind === 'unfinished' || record.tier !== tier) return false
  const wanted = hasOwnPhp(tier) ? slot.ownPhp.socket : slot.sharedSocket
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
    if (hasOwnPhp(record.tier)) await giveOwnPhp(deps, place, record.tier, signal)
  }
}
