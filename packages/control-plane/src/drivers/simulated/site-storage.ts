import type { Place } from '../../platform/place.ts'
import type { SiteStorage, StorageLimit } from '../../platform/site-host.ts'
import { reachPlace } from './shards.ts'
import { contentOf, figuresOf } from './site-content.ts'
import { type ClaimedSlot, findSlot } from './slots.ts'
import type { WorldParts } from './world.ts'
import type { WorldDatabase } from './world-database.ts'

export function measureSite(world: WorldParts, place: Place, signal: AbortSignal): Promise<SiteStorage> {
  return world.calls.make({
    kind: 'site.measure',
    subject: place.shardId,
    signal,
    effect: () => {
      const slot = findSlot(world.database, place)
      return slot?.kind === 'claimed' ? storageOf(slot) : { mediaBytes: 0, databaseBytes: 0 }
    },
  })
}

export function limitSite(
  world: WorldParts,
  place: Place,
  { siteId, bytesMax }: StorageLimit,
  signal: AbortSignal,
): Promise<void> {
  const { database } = world
  return world.calls.make({
    kind: 'site.limit',
    subject: place.shardId,
    signal,
    reachable: () => reachPlace(world, place),
    effect: () =>
      database.transaction(() => {
        const slot = findSlot(database, place)
        if (slot?.kind !== 'claimed' || slot.identity.siteId !== siteId) return
        database.run('REPLACE INTO limits VALUES (?, ?, ?)', place.shardId, place.slot, bytesMax)
      }),
  })
}

/** What the site may still take; undefined where nobody told it. */
export function roomOf(database: WorldDatabase, place: Place, slot: ClaimedSlot): number | undefined {
  const { shardId, slot: number } = place
  const sql = 'SELECT bytes_max FROM limits WHERE shard_id = ? AND slot = ?'
  const limit = database.get(sql, shardId, number)?.bytes_max
  if (limit === undefined) return undefined
  const { mediaBytes, databaseBytes } = storageOf(slot)
  return Number(limit) - mediaBytes - databaseBytes
}

function storageOf(slot: ClaimedSlot): SiteStorage {
  const mediaBytes = contentOf(slot).files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return { mediaBytes, databaseBytes: figuresOf(slot).databaseBytes }
}
