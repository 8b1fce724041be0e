import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteIdentity } from '../../platform/site-host.ts'
import { claimDatabase } from './claim-database.ts'
import { forgetObjects } from './object-cache.ts'
import { pingPhp } from './php-fpm.ts'
import { readSiteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { frozen, notFree, type SlotDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord, writeSlotRecord } from './slot-record.ts'

/** The slot is called claimed before anything else changes, so that nobody else's claim can follow a half one. */
export async function claimSlot(
  deps: SlotDeps,
  place: Place,
  identity: SiteIdentity,
  signal: AbortSignal,
): Promise<void> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record === undefined || record.kind === 'unfinished') {
    throw new AipressError('internal_error', `Slot ${slot.label} of ${place.shardId} is not prepared.`)
  }
  const { siteId, url } = identity
  if (record.kind === 'claimed' && record.siteId !== siteId) throw notFree(place, record.siteId)
  if (record.kind === 'claimed' && record.frozen) throw frozen(place)
  // Its first visitor then finds a process of PHP started. Whether this succeeds is nobody's concern here.
  pingPhp(slot.socket).catch(() => undefined)
  const { wordpressVersion, tier } = record
  await writeSlotRecord(slot, { kind: 'claimed', siteId, wordpressVersion, tier })
  const configuration = await readSiteConfiguration(slot)
  await Promise.all([
    claimDatabase(deps, place, identity, signal),
    writeSiteConfiguration(deps.layout, place, { ...configuration, url }),
  ])
  await forgetObjects(deps, place, signal)
}
