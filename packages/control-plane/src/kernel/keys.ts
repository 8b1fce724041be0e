import { hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The platform's master key, made at the first start. It lies beside the data, as one machine has no safer
 * place: it protects dumps and backups of the database, not a stolen disk.
 */
export async function ensureMasterKey(path: string): Promise<Buffer> {
  // Read before anything is written: on a full disk the platform must still start.
  const present = await readFile(path).catch(() => undefined)
  if (present !== undefined) return present
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}`
  await writeFile(fresh, randomBytes(32), { mode: 0o400, flush: true })
  // A link, unlike a rename, never replaces a key that another process has just made.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(fresh)
  return readFile(path)
}

/** A key of its own for each use (RFC 5869), so that none can be turned against another. */
export function deriveKey(masterKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `aipress ${use}`, 32))
}
