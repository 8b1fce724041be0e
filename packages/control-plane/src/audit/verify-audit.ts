import { AUDIT_PROBLEMS_MAX, type AuditProblem, type AuditVerification } from '@aipress/contract'
import { type Connection, type Database, sql } from '../kernel/database.ts'
import {
  atInMicroseconds,
  BEFORE_FIRST,
  type ChainedLine,
  type ChainState,
  findChain,
  hashOf,
  type Link,
} from './audit-chain.ts'
import type { AuditHeads, SignedHead } from './audit-heads.ts'

/** Lines read at a time: hashing them takes some milliseconds, in which nothing else is answered. */
const PAGE = 1_000
const PROGRESS_MS = 1_000
/** Of lines where none should be, so many are named. */
const STRAY_MAX = 10

export interface VerifyRequest {
  /** The line to begin with. */
  readonly first: number
  readonly lines: number
  readonly signal: AbortSignal
  onProgress(progress: { checked: number; total: number }): void | Promise<void>
}

/**
 * Reads the chain as it was at one moment, line by line, and compares it with itself and with what was signed.
 * Heads are read before that moment, so that none is ahead of it; how far the retention has come, after it.
 */
export async function verifyAuditLog(
  database: Database,
  heads: AuditHeads,
  request: VerifyRequest,
): Promise<AuditVerification> {
  const startedAtMs = performance.now()
  const before = await heads.read()
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const chain = await findChain(tx)
      if (chain === undefined) return withoutChain(startedAtMs)
      const allowed = Math.max(0, ...(await heads.read()).heads.map(({ removedTo }) => removedTo))
      const walk = new Walk(chain, before.heads)
      if (before.forged > 0) {
        walk.report(0, 'unsigned', `${before.forged} heads are not signed with the platform’s key.`)
      }
      if (request.first <= chain.removedTo + 1) await walk.begin(tx, allowed)
      const { next, first } = await walk.go(tx, request)
      if (next === undefined) walk.end()
      const signed = before.heads.at(-1)
      return {
        intact: walk.problems.length === 0,
        checked: walk.checked,
        ...(walk.checked === 0 ? {} : { first, last: walk.last.seq }),
        removedTo: chain.removedTo,
        hash: chain.hash,
        ...(signed === undefined ? {} : { signed: { seq: signed.seq, at: signed.at } }),
        durationMs: Math.round(performance.now() - startedAtMs),
        problems: walk.problems,
        ...(next === undefined ? {} : { next }),
      }
    })
}

/** Somebody has taken away what the triggers guard. */
function withoutChain(startedAtMs: number): AuditVerification {
  const message = 'The row that says where the chain ends is gone; no line can be added without it.'
  return {
    intact: false,
    checked: 0,
    removedTo: 0,
    hash: '',
    durationMs: Math.round(performance.now() - startedAtMs),
    problems: [{ seq: 0, kind: 'removed', message }],
  }
}

class Walk {
  readonly problems: AuditProblem[] = []
  checked = 0
  /** What the next line must follow on. */
  last: Link = BEFORE_FIRST
  private readonly signed: ReadonlyMap<number, SignedHead>
  private readonly chain: ChainState
  private readonly heads: readonly SignedHead[]

  constructor(chain: ChainState, heads: readonly SignedHead[]) {
    this.chain = chain
    this.heads = heads
    this.signed = new Map(heads.map((head) => [head.seq, head]))
  }

  report(seq: number, kind: AuditProblem['kind'], message: string): void {
    if (this.problems.length < AUDIT_PROBLEMS_MAX) this.problems.push({ seq, kind, message })
  }

  /** What can be wrong with the chain's two ends before a line of it is read. */
  async begin(connection: Connection, allowed: number): Promise<void> {
    const { chain } = this
    if (chain.removedTo > allowed) {
      const message = `Lines up to ${chain.removedTo} are gone; the platform itself has removed them up to ${allowed}.`
      this.report(chain.removedTo, 'removed', message)
    }
    const { rows } = await sql<{ seq: string | null; audit_id: string }>`
      select seq, audit_id from audit_lines
      where seq is null or seq <= ${chain.removedTo} or seq > ${chain.seq} limit ${STRAY_MAX}`.execute(
      connection,
    )
    for (const { seq, audit_id } of rows) {
      const message = `${audit_id} is in the table, but not part of the chain.`
      this.report(Number(seq ?? 0), 'inserted', message)
    }
  }

  /** Answers where to go on, if not at the end, and which line was the first. */
  async go(
    connection: Connection,
    { first: asked, lines, signal, onProgress }: VerifyRequest,
  ): Promise<{ first: number; next?: number }> {
    const { chain } = this
    const first = Math.max(asked, chain.removedTo + 1)
    const end = Math.min(chain.seq, first + lines - 1)
    this.last = await this.before(connection, first)
    let toldAtMs = performance.now()
    const pageFrom = (from: number) => linesBetween(connection, from, Math.min(from + PAGE - 1, end))
    let coming = pageFrom(first)
    for (let from = first; from <= end; from += PAGE) {
      signal.throwIfAborted()
      const to = Math.min(from + PAGE - 1, end)
      const lines = await coming
      // The database reads on while these are hashed.
      coming = pageFrom(to + 1)
      for (const line of lines) this.check(line)
      this.expect(to + 1)
      if (this.problems.length >= AUDIT_PROBLEMS_MAX && to < chain.seq) return { first, next: to + 1 }
      if (performance.now() - toldAtMs < PROGRESS_MS) continue
      toldAtMs = performance.now()
      await onProgress({ checked: this.checked, total: end - first + 1 })
    }
    return end < chain.seq ? { first, next: end + 1 } : { first }
  }

  /** The chain's end against its lines, and against every head that was signed. */
  end(): void {
    const { chain, heads } = this
    if (this.last.hash !== '' && this.last.hash !== chain.hash) {
      this.report(chain.seq, 'rewritten', `Line ${chain.seq} is not the one that was written last.`)
    }
    const ahead = heads.filter((head) => head.seq > chain.seq).at(-1)
    if (ahead !== undefined) {
      const message = `The log ends at line ${chain.seq}, but had line ${ahead.seq} at ${ahead.at}.`
      this.report(chain.seq, 'cut-off', message)
    }
    if (heads.length === 0 && chain.seq > 0) {
      this.report(0, 'unsigned', 'No head is signed, so an end that was cut off could not be told.')
    }
  }

  private async before(connection: Connection, first: number): Promise<Link> {
    const { removedTo, removedHash } = this.chain
    if (first === removedTo + 1) return { seq: removedTo, hash: removedHash }
    const [line] = await linesBetween(connection, first - 1, first - 1)
    return { seq: first - 1, hash: line?.hash ?? '' }
  }

  private check(line: ChainedLine): void {
    const { seq, hash } = line
    this.checked += 1
    if (seq <= this.last.seq) {
      this.report(seq, 'inserted', `${line.audit_id} has the number of another line, ${seq}.`)
      return
    }
    const isWhole = this.expect(seq)
    if (hashOf(line, seq, line.previous_hash) !== hash) {
      this.report(seq, 'changed', `Line ${seq} (${line.audit_id}) is not as it was written.`)
    } else if (isWhole && line.previous_hash !== this.last.hash) {
      const message = `Line ${seq} does not follow on line ${seq - 1}: one of the two was exchanged or moved.`
      this.report(seq, 'broken', message)
    }
    const signed = this.signed.get(seq)
    if (signed !== undefined && signed.hash !== hash) {
      this.report(seq, 'rewritten', `Line ${seq} is not the one that was signed at ${signed.at}.`)
    }
    this.last = { seq, hash }
  }

  /** Whether the line before `seq` was there. */
  private expect(seq: number): boolean {
    const { seq: last } = this.last
    if (last === seq - 1) return true
    const missing =
      last + 2 === seq ? `Line ${seq - 1} is missing.` : `Lines ${last + 1} to ${seq - 1} are missing.`
    const isEnd = seq > this.chain.seq
    this.report(seq - 1, isEnd ? 'cut-off' : 'removed', missing)
    this.last = { seq: seq - 1, hash: '' }
    return false
  }
}

/** One more than there can be: of two with one number the second is seen as well. */
function linesBetween(connection: Connection, from: number, to: number): Promise<ChainedLine[]> {
  if (from > to) return Promise.resolve([])
  const asked = sql<Omit<ChainedLine, 'seq'> & { seq: string }>`
    select seq, previous_hash, hash, audit_id, ${atInMicroseconds} as at, principal, who, door, action, input, site_id,
      account_id, operation_id, result, duration_ms
    from audit_lines where seq between ${from} and ${to} order by seq, audit_id limit ${to - from + 2}`
  const lines = asked
    .execute(connection)
    .then(({ rows }) => rows.map((row) => ({ ...row, seq: Number(row.seq) })))
  // What was asked for ahead is not waited for where the walk ends before.
  lines.catch(() => undefined)
  return lines
}
