import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres, type TestPostgres } from '../../../../../test/harness/postgres.ts'
import { type Database, openDatabase, sql } from '../../kernel/database.ts'
import { appendAuditLine, type NewAuditLine } from '../append-audit-lines.ts'
import { type AuditHeads, createAuditHeads } from '../audit-heads.ts'
import { auditMigrations } from '../audit-migrations.ts'
import { signAuditHead } from '../sign-audit-head.ts'
import { verifyAuditLog } from '../verify-audit.ts'

/** An audit log of a test's own, and the means to spoil it. */
export interface AuditYard {
  readonly url: string
  readonly database: Database
  readonly heads: AuditHeads
  readonly headsPath: string
  append(line: Partial<NewAuditLine>): Promise<void>
  sign(): Promise<void>
  verify(request?: { first?: number; lines?: number }): ReturnType<typeof verifyAuditLog>
  /** What it finds, as `kind line`. */
  problems(): Promise<string[]>
  /** Does what the triggers refuse, as somebody who may switch them off. */
  tamper(...statements: string[]): Promise<void>
}

export interface AuditYards extends AsyncDisposable {
  readonly postgres: TestPostgres
  open(): Promise<AuditYard>
}

export const LINE: NewAuditLine = {
  at: new Date(),
  principal: 'person:per_1',
  who: 'anna@example.com',
  door: 'rest',
  action: 'sites.create',
  input: '{"title":"Corner Bakery"}',
  site_id: 'site_1',
  account_id: 'acc_1',
  operation_id: 'op_1',
  result: 'ok',
  duration_ms: 1.5,
}

export async function openAuditYards(): Promise<AuditYards> {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-audit-'))
  const postgres = await startPostgres()
  const pools: AsyncDisposable[] = []
  let opened = 0
  return {
    postgres,
    async open() {
      const url = await postgres.createDatabase(auditMigrations)
      const pool = openDatabase(url)
      pools.push(pool)
      opened += 1
      return yardOf(url, pool.database, join(folder, String(opened), 'heads.jsonl'))
    },
    async [Symbol.asyncDispose]() {
      for (const pool of pools) await pool[Symbol.asyncDispose]()
      await postgres[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function yardOf(url: string, database: Database, headsPath: string): AuditYard {
  const heads = createAuditHeads({ path: headsPath, key: Buffer.alloc(32, 7), clock: Date.now })
  const verify: AuditYard['verify'] = ({ first = 1, lines = 1_000_000 } = {}) =>
    verifyAuditLog(database, heads, {
      first,
      lines,
      signal: AbortSignal.timeout(60_000),
      onProgress: () => undefined,
    })
  return {
    url,
    database,
    heads,
    headsPath,
    append: (line) => appendAuditLine(database, { ...LINE, ...line }),
    sign: () => signAuditHead(database, heads),
    verify,
    problems: async () => (await verify()).problems.map(({ kind, seq }) => `${kind} ${seq}`),
    async tamper(...statements) {
      await database.transaction().execute(async (tx) => {
        for (const table of ['audit_lines', 'audit_chain'])
          await sql.raw(`alter table ${table} disable trigger all`).execute(tx)
        for (const statement of statements) await sql.raw(statement).execute(tx)
        for (const table of ['audit_lines', 'audit_chain'])
          await sql.raw(`alter table ${table} enable trigger all`).execute(tx)
      })
    },
  }
}
