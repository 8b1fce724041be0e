import { customAlphabet } from 'nanoid'

/**
 * Ids are chosen by us, never by the database, so that a step that runs twice means the same thing
 * twice. Random and not sorted by time: Spanner, where the directory may live, splits hot ranges.
 * Fifteen characters of 32 are 75 bits: one clash in about 10^8 at 10^7 ids of a kind.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 15
const random = customAlphabet(ALPHABET, LENGTH)

export type IdKind =
  | 'site'
  | 'operation'
  | 'account'
  | 'person'
  | 'token'
  | 'mail'
  | 'conversation'
  | 'approval'
  | 'audit'
  | 'release'
  | 'request'
  | 'bulk'
  | 'cron'
  | 'acting'
  | 'program'
  | 'form'

const PREFIX: Record<IdKind, string> = {
  site: 'site',
  operation: 'op',
  account: 'acc',
  person: 'per',
  token: 'tok',
  mail: 'mail',
  conversation: 'conv',
  approval: 'appr',
  audit: 'aud',
  release: 'rel',
  request: 'req',
  bulk: 'bulk',
  cron: 'cron',
  acting: 'act',
  program: 'prog',
  form: 'form',
}

export function newId(kind: IdKind): string {
  return `${PREFIX[kind]}_${random()}`
}

/** The same bytes (15 at least, evenly spread) give the same id: for work that may be tried again. */
export function idFromBytes(kind: IdKind, bytes: Uint8Array): string {
  if (bytes.length < LENGTH) throw new Error(`An id needs ${LENGTH} bytes.`)
  const letters = [...bytes.slice(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length])
  return `${PREFIX[kind]}_${letters.join('')}`
}

export function isId(kind: IdKind, value: string): boolean {
  return new RegExp(`^${PREFIX[kind]}_[0-9a-hjkmnp-tv-z]{15}$`).test(value)
}
