import { AipressError, type MailSummary } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Database, type Migration, sql, type Tx } from '../kernel/database.ts'
import { type Scope, within } from '../kernel/scope.ts'

/**
 * Mail that sites have sent. The latest 500 and 200 MB of a site are kept: enough to find a lost password
 * mail, too few for a plugin's newsletter to fill the disk. As many may wait for the mail server.
 */
export const MAIL_PER_SITE_MAX = 500
export const MAIL_BYTES_PER_SITE_MAX = 200 * 1024 * 1024
const PART_BYTES = 512 * 1024

/** The site of mail that the platform sends in its own name, such as links to set a new password. */
export const PLATFORM_MAIL_SITE = 'platform'
const RELAYED_TEXT =
  'Content-Type: text/plain; charset=utf-8\r\n\r\nIt was handed to the mail server and is not kept here.\r\n'

interface MailTable {
  mail_id: string
  /** Where it lay in the spool: the same mail collected twice is one mail. */
  spool_id: string
  site_id: string
  site_name: string
  account_id: string
  from_address: string
  to_addresses: string[]
  subject: string
  sent_at: Date
  size_bytes: number
  delivery: MailSummary['delivery']
  problem: string | null
  attempts: Generated<number>
  next_attempt_at: Date | null
  raw: Buffer
}

declare module '../kernel/database.ts' {
  interface Tables {
    mail: MailTable
  }
}

export const mailMigrations: Record<string, Migration> = {
  '070_mail': {
    async up(database) {
      await sql`create table mail (
        mail_id text primary key, spool_id text not null unique, site_id text not null, site_name text not null,
        account_id text not null, from_address text not null, to_addresses text[] not null, subject text not null,
        sent_at timestamptz not null, size_bytes integer not null, delivery text not null, problem text,
        attempts integer not null default 0, next_attempt_at timestamptz, raw bytea not null)`.execute(
        database,
      )
      await sql`create index mail_by_site on mail (site_id, sent_at desc, mail_id)`.execute(database)
      await sql`create index mail_by_time on mail (sent_at desc, mail_id)`.execute(database)
      await sql`create index mail_to_deliver on mail (delivery, next_attempt_at)`.execute(database)
    },
  },
  '071_mail_source_in_parts': {
    async up(database) {
      // Uncompressed, so that a part of a large source is read without the rest.
      await sql`alter table mail alter column raw set storage external`.execute(database)
    },
  },
}

export interface NewMail extends Omit<MailSummary, 'problem' | 'sentAt'> {
  spoolId: string
  accountId: string
  sentAt: Date
  /** Why it cannot be relayed, whatever the server says. */
  problem?: string | undefined
  raw: Uint8Array
}

export interface MailQuery {
  scope: Scope | undefined
  siteId: string | undefined
  /** Also what the platform sent in its own name. */
  withPlatform: boolean
  limit: number
  cursor: string | undefined
}

const COLUMNS = { account: 'account_id', site: 'site_id' }

const SUMMARY = [
  'mail_id',
  'site_id',
  'site_name',
  'from_address',
  'to_addresses',
  'subject',
  'sent_at',
  'size_bytes',
  'delivery',
  'problem',
] as const

/** The same mail again changes nothing. */
export async function insertMail(database: Database, mail: NewMail): Promise<void> {
  const problem = mail.delivery === 'waiting' ? await problemOfWaiting(database, mail) : null
  const delivery = problem === null ? mail.delivery : 'failed'
  await database
    .insertInto('mail')
    .values({
      mail_id: mail.mailId,
      spool_id: mail.spoolId,
      site_id: mail.siteId,
      site_name: mail.siteName,
      account_id: mail.accountId,
      from_address: mail.from,
      to_addresses: mail.to,
      subject: mail.subject,
      sent_at: mail.sentAt,
      size_bytes: mail.sizeBytes,
      delivery,
      problem,
      next_attempt_at: delivery === 'waiting' ? mail.sentAt : null,
      raw: Buffer.from(mail.raw.buffer, mail.raw.byteOffset, mail.raw.byteLength),
    })
    .onConflict((conflict) => conflict.column('spool_id').doNothing())
    .execute()
  await sql`delete from mail where mail_id in (
    select mail_id from (
      select mail_id, row_number() over newest as position, sum(size_bytes) over newest as kept_bytes
      from mail where site_id = ${mail.siteId} and delivery <> 'waiting'
      window newest as (order by sent_at desc, mail_id)) as kept
    where position > ${MAIL_PER_SITE_MAX} or (position > 1 and kept_bytes > ${MAIL_BYTES_PER_SITE_MAX}))`.execute(
    database,
  )
}

async function problemOfWaiting(database: Database, { siteId, problem }: NewMail): Promise<string | null> {
  if (problem !== undefined) return problem
  const isTooMuch = await hasTooMuchWaiting(database, siteId)
  return isTooMuch ? 'Too much mail of this site was waiting for the mail server.' : null
}

async function hasTooMuchWaiting(database: Database, siteId: string): Promise<boolean> {
  const waiting = await database
    .selectFrom('mail')
    .select([sql<number>`count(*)::int`.as('mails'), sql<string>`coalesce(sum(size_bytes), 0)`.as('bytes')])
    .where('site_id', '=', siteId)
    .where('delivery', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return waiting.mails >= MAIL_PER_SITE_MAX || Number(waiting.bytes) >= MAIL_BYTES_PER_SITE_MAX
}

export async function listMailSummaries(
  database: Database,
  query: MailQuery,
): Promise<{ items: MailSummary[]; nextCursor?: string }> {
  let select = database
    .selectFrom('mail')
    .select(SUMMARY)
    .orderBy('sent_at', 'desc')
    .orderBy('mail_id')
    .limit(query.limit + 1)
  if (query.scope !== undefined) select = select.where(within(query.scope, COLUMNS))
  if (query.siteId !== undefined) select = select.where('site_id', '=', query.siteId)
  if (!query.withPlatform) select = select.where('site_id', '!=', PLATFORM_MAIL_SITE)
  const after = parseCursor(query.cursor)
  if (after !== undefined) {
    select = select.where((eb) =>
      eb.or([
        eb('sent_at', '<', after.sentAt),
        eb.and([eb('sent_at', '=', after.sentAt), eb('mail_id', '>', after.mailId)]),
      ]),
    )
  }
  const rows = await select.execute()
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const more = rows.length > query.limit && last !== undefined
  return {
    items: page.map(toSummary),
    ...(more ? { nextCursor: mailCursor(toSummary(last)) } : {}),
  }
}

/** Where a list goes on after this mail. */
export const mailCursor = ({ sentAt, mailId }: Pick<MailSummary, 'sentAt' | 'mailId'>) =>
  `${sentAt}_${mailId}`

function parseCursor(cursor: string | undefined): { sentAt: Date; mailId: string } | undefined {
  if (cursor === undefined) return undefined
  const [, time = '', mailId] = /^([^_]+)_(.+)$/.exec(cursor) ?? []
  const sentAt = new Date(time)
  if (mailId !== undefined && !Number.isNaN(sentAt.getTime())) return { sentAt, mailId }
  throw new AipressError('invalid_input', 'The cursor is not one that a page answered.', {
    hint: 'Leave it out to start with the newest mail.',
  })
}

export async function findMail(
  database: Database,
  mailId: string,
  { scope, withPlatform }: Pick<MailQuery, 'scope' | 'withPlatform'>,
): Promise<MailSummary | undefined> {
  let select = database.selectFrom('mail').select(SUMMARY).where('mail_id', '=', mailId)
  if (!withPlatform) select = select.where('site_id', '!=', PLATFORM_MAIL_SITE)
  if (scope !== undefined) select = select.where(within(scope, COLUMNS))
  const row = await select.executeTakeFirst()
  return row && toSummary(row)
}

/**
 * The source in memory of its own; `undefined` where the mail is gone. It comes in parts because each part
 * of an answer stops this thread while it is decoded.
 */
export async function readSource(
  database: Database,
  { mailId, sizeBytes }: Pick<MailSummary, 'mailId' | 'sizeBytes'>,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const source = Buffer.from(new ArrayBuffer(sizeBytes))
  for (let start = 0; start < sizeBytes; start += PART_BYTES) {
    const part = await database
      .selectFrom('mail')
      .select(sql<Buffer>`substring(raw from ${start + 1}::int for ${PART_BYTES}::int)`.as('bytes'))
      .where('mail_id', '=', mailId)
      .executeTakeFirst()
    if (part === undefined) return undefined
    part.bytes.copy(source, start)
  }
  return source
}

/** Before it is tried: who dies while trying leaves it to be tried again, but not at once. */
export async function postponeMail(database: Database, mailId: string, until: Date): Promise<void> {
  await database
    .updateTable('mail')
    .set({ next_attempt_at: until })
    .where('mail_id', '=', mailId)
    .where('delivery', '=', 'waiting')
    .execute()
}

export interface WaitingMail {
  mailId: string
  attempts: number
  sizeBytes: number
  from: string
  to: string[]
}

export async function mailToDeliver(database: Database, now: Date, limit: number): Promise<WaitingMail[]> {
  const rows = await database
    .selectFrom('mail')
    .select(['mail_id', 'attempts', 'size_bytes', 'from_address', 'to_addresses'])
    .where('delivery', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .orderBy('next_attempt_at')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    mailId: row.mail_id,
    attempts: row.attempts,
    sizeBytes: row.size_bytes,
    from: row.from_address,
    to: row.to_addresses,
  }))
}

export function recordDelivery(
  database: Database,
  mailId: string,
  outcome: { delivery: MailSummary['delivery']; problem: string | null; nextAttemptAt: Date | null },
): Promise<void> {
  return database.transaction().execute(async (tx) => {
    await tx
      .updateTable('mail')
      .set((eb) => ({
        delivery: outcome.delivery,
        problem: outcome.problem,
        next_attempt_at: outcome.nextAttemptAt,
        attempts: eb('attempts', '+', 1),
      }))
      .where('mail_id', '=', mailId)
      .execute()
    if (outcome.delivery === 'relayed') await forgetLinksOf(tx, mailId)
  })
}

/** What the platform wrote to a person lets them in: it is theirs alone once it is on its way. */
async function forgetLinksOf(tx: Tx, mailId: string): Promise<void> {
  const raw = Buffer.from(RELAYED_TEXT)
  await tx
    .updateTable('mail')
    .set({ raw, size_bytes: raw.byteLength })
    .where('mail_id', '=', mailId)
    .where('site_id', '=', PLATFORM_MAIL_SITE)
    .execute()
}

export async function forgetMailOf(database: Database, siteId: string): Promise<void> {
  await database.deleteFrom('mail').where('site_id', '=', siteId).execute()
}

/** Sites that are looked up in one statement. */
const SITES_AT_ONCE = 500

/**
 * Removes what is left of sites that are gone: one that has moved to another control group leaves its earlier mail
 * here, and is purged there. Answers how many. `present` answers which of the sites there are.
 */
export async function forgetMailOfGone(
  database: Database,
  present: (siteIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<number> {
  const rows = await database
    .selectFrom('mail')
    .select('site_id')
    .where('site_id', '!=', PLATFORM_MAIL_SITE)
    .distinct()
    .execute()
  let forgotten = 0
  for (let from = 0; from < rows.length; from += SITES_AT_ONCE) {
    const ids = rows.slice(from, from + SITES_AT_ONCE).map((row) => row.site_id)
    const there = await present(ids)
    const gone = ids.filter((siteId) => !there.has(siteId))
    if (gone.length === 0) continue
    const removed = await database.deleteFrom('mail').where('site_id', 'in', gone).executeTakeFirst()
    forgotten += Number(removed.numDeletedRows)
  }
  return forgotten
}

type SummaryRow = Pick<MailTable, Exclude<(typeof SUMMARY)[number], 'attempts'>>

function toSummary(row: SummaryRow): MailSummary {
  return {
    mailId: row.mail_id,
    siteId: row.site_id,
    siteName: row.site_name,
    from: row.from_address,
    to: row.to_addresses,
    subject: row.subject,
    sentAt: row.sent_at.toISOString(),
    sizeBytes: row.size_bytes,
    delivery: row.delivery,
    ...(row.problem === null ? {} : { problem: row.problem }),
  }
}
