import type { Mail } from '@aipress/contract'
import { addressParser, decodeWords } from 'postal-mime'

/** Several times what mail servers take. Mail with more is kept, but its recipients are not sure. */
export const HEADER_BYTES_MAX = 256 * 1024
/** As many as servers take at most. Reading addresses takes time, which sites must not have of us without end. */
const RECIPIENTS_MAX = 500
const RECIPIENTS_LENGTH_MAX = 16_000
const SUBJECT_LENGTH_MAX = 500
/** A letter may take twelve characters of an encoded word. */
const ENCODED_SUBJECT_LENGTH_MAX = 12 * SUBJECT_LENGTH_MAX
const FIELDS_MAX = 1_000
const LINES_MAX = 5_000
const FIELDS_SHOWN_MAX = 100
const FIELD_LENGTH_MAX = 2_000

export interface MailHeader {
  from: string
  to: string[]
  subject: string
  /** The first hundred, for people to read. */
  fields: Mail['headers']
  /** Why this mail cannot be relayed. */
  problem?: string
}

/**
 * Reads the header of RFC 5322 source and nothing more, in a time that is short whatever the site wrote: it
 * runs for each mail of each site on the thread that serves everybody. Nothing fails.
 */
export function readMailHeader(raw: Uint8Array): MailHeader {
  const end = headerEndOf(raw)
  const lines = Buffer.from(raw.buffer, raw.byteOffset, end ?? HEADER_BYTES_MAX)
    .toString('utf8')
    .split('\n', LINES_MAX + 1)
  const fields = fieldsOf(lines)
  const valuesOf = (name: string) => fields.filter((field) => field.name === name).map(({ value }) => value)
  const recipients = ['to', 'cc', 'bcc'].flatMap(valuesOf).join(', ')
  const to = addressesIn(recipients.slice(0, RECIPIENTS_LENGTH_MAX))
  const subject = decodeWords((valuesOf('subject')[0] ?? '').slice(0, ENCODED_SUBJECT_LENGTH_MAX))
  const problem = problemOf({
    isCut: end === undefined || lines.length > LINES_MAX || fields.length > FIELDS_MAX,
    recipients,
    to,
  })
  return {
    from: addressesIn((valuesOf('from')[0] ?? '').slice(0, FIELD_LENGTH_MAX))[0] ?? '',
    to: to.slice(0, RECIPIENTS_MAX),
    subject: storable(subject).slice(0, SUBJECT_LENGTH_MAX),
    fields: fields
      .slice(0, FIELDS_SHOWN_MAX)
      .map(({ name, value }) => ({ name: name.slice(0, 100), value: value.slice(0, FIELD_LENGTH_MAX) })),
    ...(problem === undefined ? {} : { problem }),
  }
}

/** Where the header ends; `undefined` where that is beyond the limit. */
export function headerEndOf(raw: Uint8Array): number | undefined {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, HEADER_BYTES_MAX))
  const text = start.toString('latin1')
  const end = /^\r?\n/.test(text) ? 0 : text.search(/\r?\n\r?\n/)
  if (end >= 0) return end
  return raw.byteLength <= HEADER_BYTES_MAX ? raw.byteLength : undefined
}

/** Names in small letters; a value that goes on in the next lines as one line. */
function fieldsOf(lines: readonly string[]): { name: string; value: string }[] {
  const fields: { name: string; lines: string[] }[] = []
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      fields.at(-1)?.lines.push(line.trim())
      continue
    }
    if (fields.length > FIELDS_MAX) break
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    fields.push({ name, lines: [line.slice(colon + 1).trim()] })
  }
  return fields.filter(({ name }) => name !== '').map(({ name, lines }) => ({ name, value: lines.join(' ') }))
}

function addressesIn(list: string): string[] {
  return addressParser(list, { flatten: true })
    .map(({ address, name }) => storable(address || name))
    .filter((address) => address !== '')
}

function problemOf(found: { isCut: boolean; recipients: string; to: string[] }): string | undefined {
  if (found.isCut) return 'Its header is too long.'
  const isTooMany = found.recipients.length > RECIPIENTS_LENGTH_MAX || found.to.length > RECIPIENTS_MAX
  return isTooMany
    ? `It has too many recipients; a mail may have ${RECIPIENTS_MAX} or a few less.`
    : undefined
}

/** Without what PostgreSQL's texts cannot hold. */
const storable = (text: string) => text.replaceAll('\0', '')
