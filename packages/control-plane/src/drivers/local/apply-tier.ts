import { readlink, stat } from 'node:fs/promises'
import { AipressError, type Tier } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { giveOwnPhp, hasOwnPhp, takeOwnPhp } from './own-php.ts'
import { ownPhpService } from './php-fpm.ts'
import { limitConnections } from './site-database.ts'
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
  await deps.slotTurns.take(
    slot.root,
    async () => {
      const record = await readSlotRecord(slot)
      if (record === undefined || record.kind === 'unfinished') {
        throw new AipressError('internal_error', `Slot ${slot.label} of ${place.shardId} is not prepared.`)
      }
      if (record.tier !== tier) await writeSlotRecord(slot, { ...record, tier })
      // Before more processes ask for connections.
      await limitConnections(deps, place, signal)
      if (hasOwnPhp(tier)) await giveOwnPhp(deps, place, tier, signal)
      else await takeOwnPhp(deps, place, signal)
    },
    signal,
  )
}

/** Whether the slot is served as the tier has it, as far as a look tells. A slot without a site is. */
export async function isServedAs(deps: EquippedDeps, place: Place, tier: Tier): Promise<boolean> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record?.kind !== 'claimed') return true
  if (record.tier !== tier) return false
  const served = await readlink(slot.socket).catch(() => undefined)
  const parts = [deps.layout.service(ownPhpService(place)), slot.ownPhp.socket]
  const there = await Promise.all(parts.map((path) => stat(path).then(Boolean, () => false)))
  if (hasOwnPhp(tier)) {
    const status = await deps.supervisor.status(ownPhpService(place)).catch(() => undefined)
    return served === slot.ownPhp.socket && there[0] === true && status?.up === true
  }
  return served === slot.sharedSocket && !there.includes(true)
}

/**
 * What the slots of a shard had beside it, made again with the shard itself. What one site stands in the way of is left
 * to whoever repairs slots, so that it holds up no other.
 */
export async function reapplyTiers(
  deps: EquippedDeps,
  { shardId, slots }: { shardId: string; slots: number },
  signal: AbortSignal,
): Promise<void> {
  for (let slot = 1; slot <= slots; slot += 1) {
    const place = { shardId, slot }
    const at = slotOf(deps, place)
    if (!hasOwnPhp(await tierOf())) continue
    await deps.slotTurns
      .take(
        at.root,
        async () => {
          const tier = await tierOf()
          if (hasOwnPhp(tier)) await giveOwnPhp(deps, place, tier, signal)
        },
        signal,
      )
      .catch(() => signal.throwIfAborted())

    async function tierOf(): Promise<Tier> {
      const record = await readSlotRecord(at)
      return record === undefined || record.kind === 'unfinished' ? 'bronze' : record.tier
    }
  }
}
