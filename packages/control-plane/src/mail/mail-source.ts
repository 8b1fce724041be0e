import type { Mail } from '@aipress/contract'
import PostalMime, { type Address, type Email } from 'postal-mime'

/** A body longer than this is cut: it is shown to people and models, not kept for a lawyer. */
const BODY_LENGTH_MAX = 200_000

export interface ReadMail {
  from: string
  to: string[]
  subject: string
  bodies: Pick<Mail, 'text' | 'html' | 'headers' | 'attachments'>
}

/** Reads RFC 5322 source. Anything that is not mail comes out as a text without sender; nothing fails. */
export async function readMailSource(raw: Uint8Array): Promise<ReadMail> {
  const email = await PostalMime.parse(raw).catch(() => UNREADABLE)
  return {
    from: storable(addressOf(email.from)),
    to: [...(email.to ?? []), ...(email.cc ?? []), ...(email.bcc ?? [])]
      .flatMap((address) => ('group' in address && address.group ? address.group : [address]))
      .map((address) => storable(addressOf(address)))
      .filter((to) => to !== ''),
    subject: storable(email.subject ?? '').slice(0, 500),
    bodies: {
      ...(email.text === undefined ? {} : { text: email.text.slice(0, BODY_LENGTH_MAX) }),
      ...(email.html === undefined ? {} : { html: email.html.slice(0, BODY_LENGTH_MAX) }),
      headers: email.headers
        .slice(0, 100)
        .map(({ key, value }) => ({ name: key, value: value.slice(0, 2_000) })),
      attachments: (email.attachments ?? []).slice(0, 50).map(describeAttachment),
    },
  }
}

/** What PostgreSQL's texts cannot hold. */
const storable = (text: string) => text.replaceAll('\0', '')

/** For example with parts within parts without end. */
const UNREADABLE: Pick<
  Email,
  'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'text' | 'html' | 'headers' | 'attachments'
> = { subject: '(unreadable mail)', headers: [], attachments: [] }

function addressOf(address: Address | undefined): string {
  if (address === undefined) return ''
  return 'address' in address && address.address !== undefined ? address.address : (address.name ?? '')
}

function describeAttachment(attachment: Email['attachments'][number]) {
  const { content } = attachment
  return {
    filename: attachment.filename ?? 'unnamed',
    type: attachment.mimeType,
    sizeBytes: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
  }
}
