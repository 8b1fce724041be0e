import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  chown,
  mkdir,
  open,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { AipressError } from '@aipress/contract'

export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

export const ROOT_ONLY: Ownership = { uid: 0, gid: 0, mode: 0o600 }

/** The folder exists with exactly this owner and mode, whatever the umask. Its parent must exist. */
export async function ensureFolder(path: string, { uid, gid, mode }: Ownership): Promise<void> {
  await mkdir(path, { recursive: true })
  // Held open, so that owner and mode go to this folder and never through a link put in its place.
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    await folder.chown(uid, gid)
    await folder.chmod(mode)
  } finally {
    await folder.close()
  }
}

/** Readers see the old file or the new one, never a part, and never with another owner or mode. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  { uid, gid, mode }: Ownership,
): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(aside, content, { flag: 'wx', mode: 0o600 })
    await chown(aside, uid, gid)
    await chmod(aside, mode)
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw diskFullOr(error)
  }
}

/** Like `replaceFile`; leaves an equal file alone and answers whether it was different. */
export async function ensureFile(path: string, content: string, ownership: Ownership): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === content) return false
  await replaceFile(path, content, ownership)
  return true
}

/** Given to a service's environment, it makes the supervisor restart the service when its files have changed. */
export async function digestOfFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(await readFile(path)).update('\0')
  return hash.digest('hex')
}

/** Points the link at `target` in one step. */
export async function switchLink(path: string, target: string): Promise<void> {
  if ((await readlink(path).catch(() => undefined)) === target) return
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  await symlink(target, aside)
  await rename(aside, path)
}

export function diskFullOr(error: unknown): unknown {
  return isDiskFull(error) ? diskFull(error) : error
}

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT)$/.test(String(error.code))
}

export function diskFull(cause: unknown): AipressError {
  return new AipressError('disk_full', 'The disk of this machine is full.', {
    hint: 'Free some space or delete sites that are no longer needed; the work then goes on.',
    cause,
  })
}
