import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { SiteStorage, StorageLimit } from '../../platform/site-host.ts'
import { mediaSize } from './media-files.ts'
import { ensureFile } from './owned-files.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord } from './slot-record.ts'
import { slotUser } from './slot-user.ts'

/** A folder of a million files on a busy disk. */
const MEASURE_MS_MAX = 60_000

/**
 * Media are counted by the slot's own user, so that no link leads anywhere else. Of the database the files are
 * looked at: asking the server for the sizes of all schemas took it 12 seconds.
 */
export async function measureSlot(
  { layout }: SlotDeps,
  place: Place,
  signal: AbortSignal,
  durationMsMax = MEASURE_MS_MAX,
): Promise<SiteStorage> {
  const shard = layout.shard(place.shardId)
  const slot = shard.slot(place.slot)
  if ((await readSlotRecord(slot))?.kind !== 'claimed') return { mediaBytes: 0, databaseBytes: 0 }
  const [media, databaseBytes] = await Promise.all([
    mediaSize(layout, place, signal, durationMsMax),
    sizeOfFolder(join(shard.mariadb.data, slot.database)),
  ])
  return { mediaBytes: media.sum, databaseBytes, ...(media.isWhole ? {} : { isPartial: true }) }
}

/** Of a database: some dozen files, and none in folders. */
async function sizeOfFolder(path: string): Promise<number> {
  const names = await readdir(path).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** See wordpress/mu-plugins/aipress/StorageLimit.php. Goes with all else of the slot when it is emptied. */
export async function limitStorage(
  { layout }: SlotDeps,
  place: Place,
  { siteId, bytesMax, measured: { mediaBytes, databaseBytes } }: StorageLimit,
): Promise<void> {
  const slot = slotOf({ layout }, place)
  const record = await readSlotRecord(slot)
  if (record?.kind !== 'claimed' || record.siteId !== siteId) return
  const { gid } = slotUser(layout.home, place)
  const limits = { storageBytesMax: Math.floor(bytesMax), mediaBytes, databaseBytes }
  const content = `${JSON.stringify(limits)}\n`
  await ensureFile(slot.limits, content, { uid: 0, gid, mode: 0o440 })
}
