import { createHash } from 'node:crypto'
import { type Connection, sql } from '../kernel/database.ts'

/**
 * How lines hang together: each has its number and a SHA-256 over all that it says and the hash of the line before.
 * Whoever changes, removes, moves or inserts one would have to write every later line anew, and differs then from
 * what was signed (audit-heads.ts).
 */
export interface LineContent {
  audit_id: string
  /** In microseconds, as the database has it: `2026-11-30T14:05:00.123456Z`. */
  at: string
  principal: string
  who: string
  door: string
  action: string
  input: string
  site_id: string | null
  account_id: string | null
  operation_id: string | null
  result: string
  duration_ms: number
}

export interface Link {
  seq: number
  hash: string
}

export interface ChainedLine extends LineContent, Link {
  previous_hash: string
}

/** What the first line follows on. */
export const BEFORE_FIRST: Link = { seq: 0, hash: '0'.repeat(64) }

/**
 * Columns that say nothing are left out, so that one more that may be empty changes no hash of an older line.
 * The order is part of it.
 */
export function hashOf(line: LineContent, seq: number, previousHash: string): string {
  const said = [
    ['seq', seq],
    ['previous', previousHash],
    ['audit_id', line.audit_id],
    ['at', line.at],
    ['principal', line.principal],
    ['who', line.who],
    ['door', line.door],
    ['action', line.action],
    ['input', line.input],
    ['site_id', line.site_id],
    ['account_id', line.account_id],
    ['operation_id', line.operation_id],
    ['result', line.result],
    ['duration_ms', String(line.duration_ms)],
  ].filter(([, value]) => value !== null)
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** Lines in the order in which they follow on `head`. */
export function chained<Line extends LineContent>(
  head: Link,
  lines: readonly Line[],
): (Line & ChainedLine)[] {
  let { seq, hash } = head
  return lines.map((line) => {
    const previous = hash
    seq += 1
    hash = hashOf(line, seq, previous)
    return { ...line, seq, previous_hash: previous, hash }
  })
}

/** A date of ours as the database shows it: it keeps microseconds, and one that was changed by some must not look the same. */
export const microseconds = (at: Date) => `${at.toISOString().slice(0, -1)}000Z`

/** The column `at` in the same form. */
export const atInMicroseconds = sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** What the database would replace or refuse (halves of characters, the zero) is replaced before anything is hashed. */
export const storable = (text: string) => text.replaceAll('\0', '\uFFFD').toWellFormed()

export interface ChainState extends Link {
  /** The last line that the retention has removed. */
  removedTo: number
  removedHash: string
}

export async function findChain(connection: Connection): Promise<ChainState | undefined> {
  const row = await connection.selectFrom('audit_chain').selectAll().executeTakeFirst()
  return row === undefined ? undefined : asState(row)
}

/** Until the transaction ends nobody else adds a line. */
export async function lockChain(connection: Connection): Promise<ChainState> {
  return asState(await connection.selectFrom('audit_chain').selectAll().forUpdate().executeTakeFirstOrThrow())
}

const asState = (row: {
  seq: string
  hash: string
  removed_to: string
  removed_hash: string
}): ChainState => ({
  seq: Number(row.seq),
  hash: row.hash,
  removedTo: Number(row.removed_to),
  removedHash: row.removed_hash,
})
