import { constants, type FSWatcher, watch } from 'node:fs'
import { lstat, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { MailSpool, SpooledMail } from '../../platform/mail-spool.ts'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'
import { slotUser } from './slot-user.ts'

const MAILS_MAX = 100
/** Of one mail; the program that PHP hands it to has the same limit. */
const MAIL_BYTES_MAX = 30 * 1024 * 1024
/** Of all that one call brings into memory; a single larger mail still comes alone. */
const COLLECTED_BYTES_MAX = 48 * 1024 * 1024
const POLL_MS = 5_000

interface WaitingMail {
  readonly place: Place
  readonly path: string
  readonly sizeBytes: number
  readonly receivedAt: Date
}

/**
 * The `mail/new` folders of all slots. Sites write to them themselves, so everything found is looked at
 * as a stranger's: only plain files of the slot's own user with one name count. Root must never enter a
 * folder of theirs, which becomes a link to anywhere while it is being entered: the only way in which
 * anything goes is `unlink` of a name directly in `new`. What that cannot remove (folders) stays and is
 * passed over; it is the site's own litter.
 */
export function createLocalMailSpool(layout: Layout): MailSpool {
  return {
    async collect(signal) {
      const mails: SpooledMail[] = []
      let sizeBytes = 0
      for (const waiting of await waitingMail(layout)) {
        signal.throwIfAborted()
        if (mails.length >= MAILS_MAX) break
        if (mails.length > 0 && sizeBytes + waiting.sizeBytes > COLLECTED_BYTES_MAX) break
        const raw = await readMail(layout, waiting)
        if (raw === undefined) {
          await dropEntry(waiting.path)
          continue
        }
        sizeBytes += raw.length
        mails.push({ ...waiting.place, spoolId: spoolIdOf(waiting), receivedAt: waiting.receivedAt, raw })
      }
      return mails
    },
    async remove(mail, signal) {
      signal.throwIfAborted()
      const name = mail.spoolId.split('/').at(-1)
      if (name === undefined || name === '' || name === '..') return
      await unlink(join(newFolder(layout, mail), name)).catch(ignoreAbsence)
    },
    watch: (onMail) => watchSpool(layout, onMail),
  }
}

const newFolder = (layout: Layout, { shardId, slot }: Place) =>
  join(layout.shard(shardId).slot(slot).mail, 'new')

const spoolIdOf = ({ place, path }: WaitingMail) => `${place.shardId}/${place.slot}/${path.split('/').at(-1)}`

/** What is no mail. A folder may have come in its place since it was looked at; it stays. */
async function dropEntry(path: string): Promise<void> {
  await unlink(path).catch(() => undefined)
}

function ignoreAbsence(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

async function waitingMail(layout: Layout): Promise<WaitingMail[]> {
  const found: WaitingMail[] = []
  for (const place of await placesOf(layout)) {
    const folder = newFolder(layout, place)
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const file = await lstat(path).catch(() => undefined)
      if (file === undefined || file.isDirectory()) continue
      found.push({ place, path, sizeBytes: file.size, receivedAt: file.mtime })
    }
  }
  return found.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
}

async function placesOf(layout: Layout): Promise<Place[]> {
  const places: Place[] = []
  for (const shardId of await readdir(layout.shards).catch(() => [])) {
    for (const label of await readdir(join(layout.shard(shardId).root, 'sites')).catch(() => [])) {
      places.push({ shardId, slot: Number(label) })
    }
  }
  return places.filter(({ slot }) => Number.isInteger(slot))
}

/** `undefined` where it is no mail: a link, somebody else's file, one with a second name, or too large. */
async function readMail(layout: Layout, { place, path }: WaitingMail): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const found = await file.stat()
    const isOwn = found.uid === slotUser(layout.home, place).uid && found.nlink === 1
    if (!found.isFile() || !isOwn || found.size > MAIL_BYTES_MAX) return undefined
    const buffer = Buffer.alloc(found.size)
    const { bytesRead } = await file.read(buffer, 0, found.size, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Folders of new slots are found at each turn; the turn also stands in where the system gives no notice. */
function watchSpool(layout: Layout, onMail: () => void): () => void {
  const watchers = new Map<string, FSWatcher>()
  let stopped = false
  const look = async () => {
    const folders = new Set((await placesOf(layout)).map((place) => newFolder(layout, place)))
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue
      watcher.close()
      watchers.delete(folder)
    }
    for (const folder of folders) {
      if (!stopped && !watchers.has(folder)) addWatcher(watchers, folder, onMail)
    }
  }
  const turn = () => {
    look().catch(() => undefined)
    onMail()
  }
  const timer = setInterval(turn, POLL_MS)
  look().catch(() => undefined)
  return () => {
    stopped = true
    clearInterval(timer)
    for (const watcher of watchers.values()) watcher.close()
  }
}

function addWatcher(watchers: Map<string, FSWatcher>, folder: string, onMail: () => void): void {
  try {
    const watcher = watch(folder, { persistent: false }, onMail)
    const forget = () => {
      watcher.close()
      watchers.delete(folder)
    }
    watcher.on('error', forget)
    watchers.set(folder, watcher)
  } catch {
    // No notice for this folder (it went away, or the system's limit is reached): each turn looks anyway.
  }
}
