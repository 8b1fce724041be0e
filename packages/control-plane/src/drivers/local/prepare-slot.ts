import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SiteSecrets } from '../../platform/site-host.ts'
import { ensureCacheUser } from './cache-user.ts'
import { emptySlot } from './empty-slot.ts'
import { bootFrontPage } from './front-page.ts'
import { ensureGoldenDatabase } from './golden-database.ts'
import { forgetObjects } from './object-cache.ts'
import { siteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { ensureDatabaseUser, fillDatabase } from './site-database.ts'
import { type EquippedDeps, notFree, type SlotDeps, slotOf } from './slot-deps.ts'
import { ensureSlotFolders, ensureStandardRelease } from './slot-files.ts'
import { readSlotRecord, writeSlotRecord } from './slot-record.ts'

/** All of a site but its identity: folders, release, database, users, configuration. Secrets may differ each time. */
export async function prepareSlot(
  deps: EquippedDeps,
  place: Place,
  secrets: SiteSecrets,
  signal: AbortSignal,
): Promise<void> {
  const { layout, wordpressVersion } = deps
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record?.kind === 'claimed') throw notFree(place, record.siteId)
  // What an interrupted `empty` left is another site's.
  if (record?.kind === 'unfinished') await emptySlot(deps, place, signal)
  await ensureSlotFolders(layout, place)
  if (record?.kind !== 'prepared') {
    await writeSlotRecord(slot, { kind: 'unfinished' })
    await ensureGoldenDatabase(deps, place.shardId, wordpressVersion, signal)
    await fillDatabase(deps, place, layout.wordpress.goldenDatabase(wordpressVersion), signal)
    await ensureStandardRelease(layout, place, wordpressVersion)
  }
  await ensureDatabaseUser(deps, place, secrets.databasePassword, signal)
  await ensureCacheUser(deps, place, secrets.cachePassword)
  await writeSiteConfiguration(layout, place, await siteConfiguration(layout, place, secrets))
  if (record?.kind === 'prepared') return
  // Whoever was here before has left nothing; this makes sure of it once more.
  await forgetObjects(deps, place, signal)
  await bootOnce(deps, place)
  await writeSlotRecord(slot, { kind: 'prepared', wordpressVersion, tier: 'bronze' })
}

/** What depends on the slot's own paths is computed now and not for the first visitor. */
async function bootOnce(deps: SlotDeps, place: Place): Promise<void> {
  const page = await bootFrontPage(deps.layout, place)
  if (page.status === 200) return
  throw new AipressError('internal_error', `WordPress in slot ${place.slot} answers ${page.status}.`, {
    context: { body: page.body.slice(0, 500), errors: page.errors.slice(-2000) },
  })
}
