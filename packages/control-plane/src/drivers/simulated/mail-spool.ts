import { createTokenBuckets } from '../../kernel/token-buckets.ts'
import type { MailSpool, SpooledMail } from '../../platform/mail-spool.ts'
import type { Place } from '../../platform/place.ts'
import { claimedSlot } from './slots.ts'
import type { WorldParts } from './world.ts'
import type { Row, WorldDatabase } from './world-database.ts'

const MAILS_MAX = 100
const COLLECTED_BYTES_MAX = 48 * 1024 * 1024
const MAILS_PER_SITE = { burst: 60, perSecond: 1 }
const WAITING_PER_SITE_MAX = { mails: 1_000, sizeBytes: 100e6 }
/** Of all that waits, so that one turn stays short whatever sites do. */
const LOOKED_AT_MAX = 10_000
const LOOK_EVERY_MS = 1_000
/** A watcher is called this often even without mail, in looks. */
const CALL_AFTER_LOOKS = 5

/** Of the group's own shards: what another group's sites send is none of its business. */
const OURS = 'mails JOIN shards USING (shard_id) WHERE control_group = ?'

/** Each site's first mail before anybody's second, beginning after the site that came last in the turn before. */
const IN_TURNS = `
  SELECT mail_id, shard_id, slot, size_bytes, shard_id || '/' || slot AS site FROM (
    SELECT mail_id, shard_id, slot, length(raw) AS size_bytes,
      row_number() OVER (PARTITION BY shard_id, slot ORDER BY mail_id) AS turn FROM ${OURS})
  ORDER BY turn, site <= ?, site LIMIT ${LOOKED_AT_MAX}`

const BEYOND_LIMITS = `
  DELETE FROM mails WHERE mail_id IN (
    SELECT mail_id FROM (
      SELECT mail_id, row_number() OVER newest AS newer, sum(length(raw)) OVER newest AS newer_bytes FROM ${OURS}
      WINDOW newest AS (PARTITION BY shard_id, slot ORDER BY mail_id DESC ROWS UNBOUNDED PRECEDING))
    WHERE newer > ${WAITING_PER_SITE_MAX.mails} OR newer_bytes > ${WAITING_PER_SITE_MAX.sizeBytes})`

export function createSimulatedMailSpool(world: WorldParts, controlGroup: number): MailSpool {
  const { database } = world
  const allowances = createTokenBuckets(MAILS_PER_SITE, world.settings.clock)
  let last = ''
  return {
    async collect(signal, onDropped = () => undefined) {
      signal.throwIfAborted()
      const { changes } = database.run(BEYOND_LIMITS, controlGroup)
      if (changes > 0) onDropped(`dropped ${changes} mails that were too much of a site`)
      const chosen: Row[] = []
      let sizeBytes = 0
      for (const row of database.all(IN_TURNS, controlGroup, last)) {
        const grownBytes = sizeBytes + Number(row.size_bytes)
        if (chosen.length === MAILS_MAX) break
        if (chosen.length > 0 && grownBytes > COLLECTED_BYTES_MAX) break
        if (allowances.take(String(row.site)) > 0) continue
        sizeBytes = grownBytes
        chosen.push(row)
      }
      last = String(chosen.at(-1)?.site ?? '')
      return chosen.flatMap((row) => readMail(database, Number(row.mail_id)))
    },
    async remove({ spoolId }, signal) {
      signal.throwIfAborted()
      database.run('DELETE FROM mails WHERE mail_id = ?', Number(spoolId))
    },
    watch: (onMail) => watchMails(database, onMail),
  }
}

/** Has the site in the slot send a mail, as `wp_mail` would; fails with `internal_error` where there is none. */
export function leaveMail(
  { database, settings }: WorldParts,
  place: Place,
  mail: { to: string; subject: string; text: string },
): void {
  const { title, url } = claimedSlot(database, place).identity
  // As WordPress does, which makes an address of a kind that every mail server takes.
  const { hostname } = new URL(url)
  const domain = hostname.includes('.') ? hostname : `${hostname}.localdomain`
  const head = [
    `From: ${encoded(title)} <wordpress@${domain}>`,
    `To: ${mail.to}`,
    `Subject: ${encoded(mail.subject)}`,
  ]
  const source = `${[...head, 'Content-Type: text/plain; charset=utf-8', '', mail.text].join('\r\n')}\r\n`
  database.run(
    'INSERT INTO mails (shard_id, slot, received_at_ms, raw) VALUES (?, ?, ?, ?)',
    place.shardId,
    place.slot,
    settings.clock(),
    Buffer.from(source),
  )
}

/** RFC 2047, where there is more than ASCII. */
const encoded = (text: string) =>
  /^[ -~]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`

function readMail(database: WorldDatabase, mailId: number): SpooledMail[] {
  const row = database.get('SELECT * FROM mails WHERE mail_id = ?', mailId)
  if (row === undefined || !(row.raw instanceof Uint8Array)) return []
  return [
    {
      spoolId: String(mailId),
      shardId: String(row.shard_id),
      slot: Number(row.slot),
      receivedAt: new Date(Number(row.received_at_ms)),
      raw: row.raw,
    },
  ]
}

function watchMails(database: WorldDatabase, onMail: () => void): () => void {
  const newest = () => Number(database.get('SELECT max(mail_id) AS id FROM mails')?.id ?? 0)
  let seen = 0
  let quietLooks = 0
  const look = () => {
    const now = newest()
    quietLooks += 1
    if (now === seen && quietLooks < CALL_AFTER_LOOKS) return
    seen = now
    quietLooks = 0
    onMail()
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}
