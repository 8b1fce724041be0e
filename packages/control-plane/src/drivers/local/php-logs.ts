import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { slotUser } from './slot-user.ts'

/** A plugin that complains on each request fills this in an hour; one older file is kept beside. */
const SIZE_BYTES_MAX = 8 * 1024 * 1024

/**
 * The log exists and belongs to the slot's user, who may write and empty it; the folder is root's, so it
 * cannot be replaced by a link to a stranger's file.
 */
export async function ensurePhpLog(layout: Layout, place: Place): Promise<void> {
  const { phpLog } = layout.shard(place.shardId).slot(place.slot)
  const { uid, gid } = slotUser(layout.home, place)
  const file = await open(phpLog, 'a', 0o600)
  try {
    await file.chown(uid, gid)
    await file.chmod(0o600)
  } finally {
    await file.close()
  }
}

/** Puts aside the PHP logs that have grown too large. PHP opens its log for each line, so nobody need be told. */
export async function rotatePhpLogs(layout: Layout, signal: AbortSignal): Promise<number> {
  let rotated = 0
  for (const shardId of await readdir(layout.shards).catch(() => [])) {
    const sites = dirname(layout.shard(shardId).slot(0).root)
    for (const label of await readdir(sites).catch(() => [])) {
      signal.throwIfAborted()
      if (await rotate(layout, { shardId, slot: Number(label) })) rotated += 1
    }
  }
  return rotated
}

async function rotate(layout: Layout, place: Place): Promise<boolean> {
  const { phpLog } = layout.shard(place.shardId).slot(place.slot)
  const sizeBytes = (await stat(phpLog).catch(() => undefined))?.size ?? 0
  if (sizeBytes <= SIZE_BYTES_MAX) return false
  const aside = join(dirname(phpLog), 'php.log.1')
  await rm(aside, { force: true })
  await rename(phpLog, aside)
  await ensurePhpLog(layout, place)
  return true
}
