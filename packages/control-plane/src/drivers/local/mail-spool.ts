import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../kernel/clock.ts'
import { createTokenBuckets } from '../../kernel/token-buckets.ts'
import type { MailSpool, SpooledMail } from '../../platform/mail-spool.ts'
import type { Place } from '../../platform/place.ts'
import { watchFolders } from './folder-watch.ts'
import type { Layout } from './layout.ts'
import { lookIntoSpool, readMail, type WaitingMail } from './mail-spool-folder.ts'
import { everyShard, placesOf, type ShardsToCollect } from './slot-places.ts'
import { slotUser } from './slot-user.ts'

const MAILS_MAX = 100
/** Of all that one call brings into memory; a single larger mail still comes alone. */
const COLLECTED_BYTES_MAX = 48 * 1024 * 1024
/** More than a shop sends; what a newsletter sends at once waits a while. */
const MAILS_PER_SITE = { burst: 60, perSecond: 1 }
/** What one site may have waiting is 1,000 mails; further names are looked at only to drop the oldest. */
const NAMES_PER_SLOT_MAX = 2_000
/** A turn ends after a second or so even where many sites have filled their folders. */
const NAMES_PER_TURN_MAX = 10_000

/**
 * The `mail/new` folders of all slots. Sites write to them themselves, so the work of one turn is bounded
 * whatever lies there, and slots take turns: none can take the batch, the bytes or the time of others.
 */
export function createLocalMailSpool(
  layout: Layout,
  clock: Clock = Date.now,
  shardsToCollect: ShardsToCollect = everyShard,
): MailSpool {
  const allowances = createTokenBuckets(MAILS_PER_SITE, clock)
  /** The slot that comes first in the next turn, because it got nothing in this one. */
  let first: string | undefined

  return {
    async collect(signal, onDropped = () => undefined) {
      const places = inOrderFrom(first, await placesOf(layout, shardsToCollect))
      const { queues, next } = await lookAround(layout, places, clock, onDropped, signal)
      const { mails, unserved } = await takeTurns(queues, allowances.take, signal)
      first = unserved ?? next
      return mails
    },
    async remove(mail, signal) {
      signal.throwIfAborted()
      const name = mail.spoolId.split('/').at(-1)
      if (name === undefined || name === '' || name === '..') return
      await unlink(join(newFolder(layout, mail), name)).catch(ignoreAbsence)
    },
    watch: (onMail) =>
      watchFolders(
        async () => (await placesOf(layout, shardsToCollect)).map((place) => newFolder(layout, place)),
        onMail,
      ),
  }
}

interface SlotQueue {
  readonly place: Place
  /** Oldest first. */
  readonly waiting: WaitingMail[]
}

/** What waits in each slot, as far as one turn's names reach; `next` is the first slot beyond. */
async function lookAround(
  layout: Layout,
  places: Place[],
  clock: Clock,
  onDropped: (what: string) => void,
  signal: AbortSignal,
): Promise<{ queues: SlotQueue[]; next: string | undefined }> {
  const queues: SlotQueue[] = []
  let namesLeft = NAMES_PER_TURN_MAX
  for (const place of places) {
    signal.throwIfAborted()
    if (namesLeft <= 0) return { queues, next: keyOf(place) }
    const found = await lookIntoSpool({
      folder: newFolder(layout, place),
      uid: slotUser(layout.home, place).uid,
      namesMax: Math.min(namesLeft, NAMES_PER_SLOT_MAX),
      nowMs: clock(),
    })
    namesLeft -= found.names
    if (found.dropped > 0)
      onDropped(`dropped ${found.dropped} files that are no mail or too much from ${keyOf(place)}`)
    if (found.waiting.length > 0) queues.push({ place, waiting: found.waiting })
  }
  return { queues, next: undefined }
}

/** One mail of each slot, then the next of each, until the batch is full; `unserved` is the first slot without any. */
async function takeTurns(
  queues: readonly SlotQueue[],
  waitSecondsOf: (key: string) => number,
  signal: AbortSignal,
): Promise<{ mails: SpooledMail[]; unserved: string | undefined }> {
  const mails: SpooledMail[] = []
  let sizeBytes = 0
  let round = queues
  for (let position = 0; round.length > 0; position += 1) {
    const more: SlotQueue[] = []
    for (const queue of round) {
      signal.throwIfAborted()
      const mail = queue.waiting[position]
      if (mail === undefined) continue
      const isFull = mails.length > 0 && sizeBytes + mail.sizeBytes > COLLECTED_BYTES_MAX
      if (isFull || mails.length >= MAILS_MAX) {
        return { mails, unserved: position === 0 ? keyOf(queue.place) : undefined }
      }
      if (waitSecondsOf(keyOf(queue.place)) > 0) continue
      more.push(queue)
      const raw = await readMail(mail)
      if (raw === undefined) continue
      sizeBytes += raw.length
      const spoolId = `${keyOf(queue.place)}/${mail.name}`
      mails.push({ ...queue.place, spoolId, receivedAt: mail.receivedAt, raw })
    }
    round = more
  }
  return { mails, unserved: undefined }
}

const newFolder = (layout: Layout, { shardId, slot }: Place) =>
  join(layout.shard(shardId).slot(slot).mail, 'new')

const keyOf = ({ shardId, slot }: Place) => `${shardId}/${slot}`

function inOrderFrom(first: string | undefined, places: Place[]): Place[] {
  const start = Math.max(
    0,
    places.findIndex((place) => keyOf(place) === first),
  )
  return [...places.slice(start), ...places.slice(0, start)]
}

function ignoreAbsence(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
