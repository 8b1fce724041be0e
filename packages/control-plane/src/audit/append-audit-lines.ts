import { newId } from '@aipress/contract'
import { inBatches } from '../kernel/batch.ts'
import { type Connection, type Database, isConnectionLoss, sql } from '../kernel/database.ts'
import { retry } from '../kernel/retry.ts'
import { chained, type Link, lockChain, microseconds, storable } from './audit-chain.ts'
import type { AuditTable } from './audit-table.ts'

export type NewAuditLine = Omit<AuditTable, 'audit_id' | 'seq' | 'previous_hash' | 'hash'>

type NamedLine = NewAuditLine & { audit_id: string }

/** Lines written in one transaction. */
const APPEND_BATCH = 100

/** A database that is back within moments has the line all the same; the caller waits meanwhile. */
const APPEND_LIMITS = { attempts: 4, firstDelayMs: 50, delayMsMax: 300 }
const APPEND_AGAIN_MS = 2_000

type Append = (line: NewAuditLine) => Promise<void>

/**
 * One of each process for all that it writes: lines that come at the same time go together, and a single connection
 * waits for the chain, however many callers there are.
 */
const appenders = new WeakMap<Database, Append>()

/** Resolves once the line is written. */
export function auditAppender(database: Database): Append {
  const present = appenders.get(database)
  if (present !== undefined) return present
  const writer = new ChainWriter(database)
  const write = inBatches(APPEND_BATCH, async (lines: readonly NamedLine[]) => {
    await writer.append(lines)
    return lines.map(() => undefined)
  })
  const appender: Append = (line) => write(named(line))
  appenders.set(database, appender)
  return appender
}

export const appendAuditLine = (database: Database, line: NewAuditLine): Promise<void> =>
  auditAppender(database)(line)

/**
 * Adds to the chain's end. Writers of any process wait for one another at the chain's row, from the look at its end
 * until the commit; so each number is given once, and nobody sees a line before those that it follows on. Who writes
 * alone knows the end, and needs one statement, which does nothing where the end is another one after all.
 */
class ChainWriter {
  private readonly database: Database
  /** The end as this process has left it. */
  private own: Link | undefined
  /** Nobody else has written since the time before. */
  private isAlone = false

  constructor(database: Database) {
    this.database = database
  }

  /** A connection that was lost says nothing about what it was asked last: the ids tell, chosen before. */
  async append(lines: readonly NamedLine[]): Promise<void> {
    const untilMs = performance.now() + APPEND_AGAIN_MS
    const isWorthAnother = (error: unknown) => isConnectionLoss(error) && performance.now() < untilMs
    await retry((attempt) => this.appendOnce(lines, attempt > 1), isWorthAnother, APPEND_LIMITS)
  }

  private async appendOnce(lines: readonly NamedLine[], isRepeated: boolean): Promise<void> {
    const { own, isAlone } = this
    this.isAlone = false
    if (own !== undefined && isAlone && !isRepeated) {
      const last = await addAfter(this.database, own, lines)
      if (last !== undefined) {
        this.own = last
        this.isAlone = true
        return
      }
    }
    await this.database.transaction().execute(async (tx) => {
      const head = await lockChain(tx)
      const written = isRepeated ? await idsAmong(tx, lines) : new Set<string>()
      const missing = lines.filter((line) => !written.has(line.audit_id))
      const last = missing.length === 0 ? head : await addAfter(tx, head, missing)
      if (last === undefined) throw new Error('The chain of the audit log has moved while it was locked.')
      this.isAlone = own?.hash === head.hash
      this.own = last
    })
  }
}

/** Answers the new end; undefined, and nothing is written, where the chain does not end at `head`. */
async function addAfter(
  connection: Connection,
  head: Link,
  lines: readonly NamedLine[],
): Promise<Link | undefined> {
  const rows = chained(head, lines.map(withText))
  const last = rows.at(-1) ?? head
  const { numAffectedRows } = await sql`
    with moved as (
      update audit_chain set seq = ${last.seq}, hash = ${last.hash}
      where seq = ${head.seq} and hash = ${head.hash} returning chain
    )
    insert into audit_lines
    select line.* from moved, json_populate_recordset(null::audit_lines, ${JSON.stringify(rows)}::json) line`.execute(
    connection,
  )
  return numAffectedRows === BigInt(rows.length) ? { seq: last.seq, hash: last.hash } : undefined
}

async function idsAmong(connection: Connection, lines: readonly NamedLine[]): Promise<Set<string>> {
  const ids = lines.map((line) => line.audit_id)
  const rows = await connection
    .selectFrom('audit_lines')
    .select('audit_id')
    .where('audit_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.audit_id))
}

const withText = (line: NamedLine) => ({ ...line, at: microseconds(line.at) })

function named(line: NewAuditLine): NamedLine {
  const clean = Object.entries(line).map(([column, value]) => [
    column,
    typeof value === 'string' ? storable(value) : value,
  ])
  return { ...(Object.fromEntries(clean) as NewAuditLine), audit_id: newId('audit') }
}
