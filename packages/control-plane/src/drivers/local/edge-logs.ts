import { link, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AipressError } from '@aipress/contract'
import type { Layout } from './layout.ts'
import { ensureFolder, replaceFile } from './owned-files.ts'
import { systemUser } from './system-user.ts'

export interface LogLimits {
  /** A log that has grown larger is put aside. */
  readonly sizeBytesMax: number
  /** How many are kept that were put aside: `access.log.1` is the newest of them. */
  readonly filesMax: number
}

const LOGS = ['access.log', 'error.log', 'slow-request.log']

/** nginx's workers make the files in it themselves; the site's own user cannot reach it. */
export async function ensureSiteLogs(layout: Layout, siteId: string): Promise<void> {
  if (!/^[a-z0-9_]+$/.test(siteId)) throw new AipressError('internal_error', `"${siteId}" cannot name a log.`)
  const worker = await systemUser('www-data')
  await ensureFolder(join(layout.edge.siteLogs, siteId), { ...worker, mode: 0o750 })
}

/** Nothing tells any more who visited a site that is gone for good. Succeeds where there are no logs. */
export async function removeSiteLogs(layout: Layout, siteId: string): Promise<void> {
  if (!/^[a-z0-9_]+$/.test(siteId)) throw new AipressError('internal_error', `"${siteId}" cannot name a log.`)
  await rm(join(layout.edge.siteLogs, siteId), { recursive: true, force: true, maxRetries: 3 })
}

/**
 * Puts aside the logs that have grown too large, and drops the oldest. nginx notices by itself and
 * goes on in the new files within two seconds; a line written meanwhile goes to the end of `.1`.
 */
export async function rotateSiteLogs(
  layout: Layout,
  limits: LogLimits,
  signal: AbortSignal,
): Promise<number> {
  const sites = await readdir(layout.edge.siteLogs).catch(() => [])
  let rotated = 0
  for (const siteId of sites) {
    signal.throwIfAborted()
    for (const name of LOGS) {
      if (await rotate(join(layout.edge.siteLogs, siteId, name), limits)) rotated += 1
    }
  }
  return rotated
}

async function rotate(path: string, { sizeBytesMax, filesMax }: LogLimits): Promise<boolean> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0
  if (size <= sizeBytesMax) return false
  const { ino } = await stat(path)
  const newest = await stat(`${path}.1`).catch(() => undefined)
  // The same already where an earlier try was killed right before its end.
  if (filesMax > 0 && newest?.ino !== ino) {
    await rm(`${path}.${filesMax}`, { force: true })
    for (let age = filesMax; age > 1; age -= 1) {
      await rename(`${path}.${age - 1}`, `${path}.${age}`).catch(() => undefined)
    }
    await link(path, `${path}.1`)
  }
  // An empty one takes its place in one step: nginx, finding no file, would lose the line it is about to write.
  const worker = await systemUser('www-data')
  await replaceFile(path, '', { ...worker, mode: 0o644 })
  return true
}
