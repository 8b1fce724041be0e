import { constants, type Stats } from 'node:fs'
import { lstat, open, opendir, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Of one mail; the program that PHP hands it to has the same limit. */
const MAIL_BYTES_MAX = 30 * 1024 * 1024
/** Of one site. The program that PHP hands mail to refuses it well before, so only a site that goes around it loses any. */
const WAITING_MAX = 1_000
const WAITING_BYTES_MAX = 100 * 1024 * 1024
/** Earlier times are made up: there was no such site. */
const RECEIVED_AT_MIN_MS = Date.UTC(2020, 0)

export interface WaitingMail {
  readonly name: string
  readonly path: string
  readonly uid: number
  readonly sizeBytes: number
  readonly receivedAt: Date
}

interface SpoolFolder {
  readonly folder: string
  readonly uid: number
  readonly namesMax: number
  readonly nowMs: number
}

/**
 * One slot's folder, seen as a stranger's: only plain files of the slot's own user with one name count.
 * Root must never enter a folder of theirs, which becomes a link to anywhere while it is being entered: the
 * only way in which anything goes is `unlink` of a name directly in this folder. What that cannot remove
 * (folders) stays and is passed over; it is the site's own litter.
 */
export async function lookIntoSpool({ folder, uid, namesMax, nowMs }: SpoolFolder): Promise<{
  waiting: WaitingMail[]
  names: number
  dropped: number
}> {
  const names = await firstNames(folder, namesMax)
  const waiting: WaitingMail[] = []
  const noMail: string[] = []
  for (const name of names) {
    const path = join(folder, name)
    const file = await lstat(path).catch(() => undefined)
    if (file === undefined || file.isDirectory()) continue
    if (isMail(file, uid)) {
      waiting.push({ name, path, uid, sizeBytes: file.size, receivedAt: timeOf(file, nowMs) })
    } else noMail.push(path)
  }
  waiting.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.name < b.name ? -1 : 1))
  const tooMuch = waiting.splice(0, countBeyondLimits(waiting)).map(({ path }) => path)
  const dropped = await dropAll([...noMail, ...tooMuch])
  return { waiting, names: names.length, dropped }
}

/** `undefined` where it is no longer the file that was seen; the next turn looks again. */
export async function readMail({ path, uid, sizeBytes }: WaitingMail): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const found = await file.stat()
    if (!isMail(found, uid) || found.size !== sizeBytes) return undefined
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sizeBytes), 0, sizeBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstNames(folder: string, namesMax: number): Promise<string[]> {
  const names: string[] = []
  const entries = await opendir(folder).catch(() => undefined)
  if (entries === undefined) return names
  for await (const entry of entries) {
    names.push(entry.name)
    if (names.length >= namesMax) break
  }
  return names
}

const isMail = (file: Stats, uid: number) =>
  file.isFile() && file.uid === uid && file.nlink === 1 && file.size <= MAIL_BYTES_MAX

/** The site may give its files any time; one that cannot be true would sort wrongly or not be storable. */
function timeOf(file: Stats, nowMs: number): Date {
  const isPossible = file.mtimeMs >= RECEIVED_AT_MIN_MS && file.mtimeMs <= nowMs
  return new Date(isPossible ? file.mtimeMs : nowMs)
}

/** How many of the oldest have to go. */
function countBeyondLimits(oldestFirst: readonly WaitingMail[]): number {
  let sizeBytes = 0
  for (let kept = 0; kept < oldestFirst.length; kept += 1) {
    sizeBytes += oldestFirst.at(-1 - kept)?.sizeBytes ?? 0
    if (kept >= WAITING_MAX || sizeBytes > WAITING_BYTES_MAX) return oldestFirst.length - kept
  }
  return 0
}

/** A folder may have come in a name's place since it was looked at; it stays. */
async function dropAll(paths: readonly string[]): Promise<number> {
  let dropped = 0
  for (const path of paths) {
    dropped += await unlink(path).then(
      () => 1,
      () => 0,
    )
  }
  return dropped
}
