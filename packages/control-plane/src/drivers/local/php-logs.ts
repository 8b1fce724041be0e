import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { slotUser } from './slot-user.ts'

/** A plugin that complains on each request fills this in an hour; one older file is kept beside. */
const SIZE_BYTES_MAX = 8 * 1024 * 1024

/**
 * The logs exist and belong to the slot's user, who may write and empty them; the folder is root's, so they
 * cannot be replaced by a link to a stranger's file.
 */
export async function ensurePhpLogs(layout: Layout, place: Place): Promise<void> {
  const { phpLog, slowLog } = layout.shard(place.shardId).slot(place.slot)
  for (const path of [phpLog, slowLog]) await ensureOwnFile(layout, place, path)
}

/** In a folder that is root's. */
export async function ensureOwnFile(layout: Layout, place: Place, path: string): Promise<void> {
  const { uid, gid } = slotUser(layout.home, place)
  const file = await open(path, 'a', 0o600)
  try {
    await file.chown(uid, gid)
    await file.chmod(0o600)
  } finally {
    await file.close()
  }
}

/** Puts aside the logs of slots that have grown too large. PHP opens its log for each line, so nobody need be told. */
export async function rotatePhpLogs(layout: Layout, signal: AbortSignal): Promise<number> {
  let rotated = 0
  for (const shardId of await readdir(layout.shards).catch(() => [])) {
    const sites = dirname(layout.shard(shardId).slot(0).root)
    for (const label of await readdir(sites).catch(() => [])) {
      signal.throwIfAborted()
      rotated += await rotateAll(layout, { shardId, slot: Number(label) })
    }
  }
  return rotated
}

async function rotateAll(layout: Layout, place: Place): Promise<number> {
  const { phpLog, slowLog, slowQueryLog } = layout.shard(place.shardId).slot(place.slot)
  let rotated = 0
  for (const path of [phpLog, slowLog, slowQueryLog]) if (await putAside(path)) rotated += 1
  if (rotated > 0) await ensurePhpLogs(layout, place)
  return rotated
}

async function putAside(path: string): Promise<boolean> {
  const sizeBytes = (await stat(path).catch(() => undefined))?.size ?? 0
  if (sizeBytes <= SIZE_BYTES_MAX) return false
  await rm(`${path}.1`, { force: true })
  await rename(path, `${path}.1`)
  return true
}
