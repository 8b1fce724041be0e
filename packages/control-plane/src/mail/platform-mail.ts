import { newId } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { insertMail, PLATFORM_MAIL_SITE } from './mail-store.ts'

/** In place of a site, of mail that is about none. It may hold links that let people in. */
export const PLATFORM_MAIL = { siteId: PLATFORM_MAIL_SITE, siteName: 'AIPress' } as const

/** What the platform itself has to tell people, mostly about one of their sites. */
export interface PlatformMail {
  readonly siteId: string
  readonly siteName: string
  readonly accountId: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly sentAt: Date
  /** The same key again is the same mail. */
  readonly key: string
}

/** It goes the way of the site's own mail: relayed where there is a mail server, and shown in the mailbox in any case. */
export async function leavePlatformMail(
  database: Database,
  mail: PlatformMail,
  relayed: boolean,
): Promise<void> {
  const { siteId, siteName, accountId, from, subject, sentAt } = mail
  const raw = Buffer.from(sourceOf(mail))
  await insertMail(database, {
    mailId: newId('mail'),
    spoolId: `platform/${mail.key}`,
    siteId,
    siteName,
    accountId,
    from,
    to: [...mail.to],
    subject,
    sentAt,
    sizeBytes: raw.byteLength,
    delivery: relayed ? 'waiting' : 'captured',
    raw,
  })
}

function sourceOf({ from, to, subject, text, sentAt }: PlatformMail): string {
  const headers = [
    `From: AIPress <${from}>`,
    `To: ${to.join(', ')}`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${sentAt.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    'Auto-Submitted: auto-generated',
  ]
  const body = Buffer.from(text.replaceAll('\n', '\r\n')).toString('base64').replace(/.{76}/g, '$&\r\n')
  return `${headers.join('\r\n')}\r\n\r\n${body}\r\n`
}

/** RFC 2047, in lines of 76 characters at most: a title may be in any language, and must not begin a header of its own. */
function encodedWords(text: string): string {
  const words: string[] = []
  for (const letter of text) {
    const longer = (words.at(-1) ?? '') + letter
    if (words.length > 0 && Buffer.byteLength(longer) <= ENCODED_BYTES_MAX) words.splice(-1, 1, longer)
    else words.push(letter)
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ')
}

/** 64 characters as a word, behind the header's name. */
const ENCODED_BYTES_MAX = 39
