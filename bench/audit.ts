import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listAuditLines } from '../packages/control-plane/src/audit/audit-store.ts'
import {
  auditAppender,
  auditMigrations,
  createAuditHeads,
  type NewAuditLine,
  signAuditHead,
} from '../packages/control-plane/src/audit/index.ts'
import { verifyAuditLog } from '../packages/control-plane/src/audit/verify-audit.ts'
import { inBatches } from '../packages/control-plane/src/kernel/batch.ts'
import { type Database, openDatabase, sql } from '../packages/control-plane/src/kernel/database.ts'
import { migrate } from '../packages/control-plane/src/kernel/migrate.ts'
import { startPostgres, type TestPostgres } from '../test/harness/postgres.ts'
import { figuresOf, timed } from './measure.ts'

const ALONE = 500
const TOGETHER = 10_000
const AT_ONCE = 100
const LONG_LOG = 1_000_000
const VERIFY_SECONDS_MAX = 60

/** What the chain costs a line, and how long a log of a million takes to be linked, verified and searched. */
export async function run(): Promise<void> {
  await using postgres = await startPostgres({ durable: true })
  await measureLines(postgres)
  await measureLongLog(postgres)
}

type Append = (line: NewAuditLine) => Promise<void>

async function measureLines(postgres: TestPostgres): Promise<void> {
  const url = await postgres.createDatabase()
  await using pool = openDatabase(url)
  await using second = openDatabase(url)
  const { database } = pool
  await migrate(database, auditMigrations)
  await sql`create table plain_lines (like audit_lines including all)`.execute(database)
  await sql`alter table plain_lines alter seq drop not null, alter previous_hash drop not null,
    alter hash drop not null`.execute(database)
  for (const [title, append] of [
    ['a line alone, without the chain', plainAppender(database)],
    ['a line alone, in the chain', auditAppender(database)],
  ] as const) {
    const times: number[] = []
    for (let number = 0; number < ALONE; number += 1)
      times.push((await timed(() => append(lineOf(number)))).durationMs)
    print([figures(title, times)])
  }
  for (const [title, appenders] of [
    [`${AT_ONCE} writers, without the chain`, [plainAppender(database)]],
    [`${AT_ONCE} writers, in the chain`, [auditAppender(database)]],
    [
      `${AT_ONCE} writers in two pools, without the chain`,
      [plainAppender(database), plainAppender(second.database)],
    ],
    [
      `${AT_ONCE} writers in two pools, in the chain`,
      [auditAppender(database), auditAppender(second.database)],
    ],
  ] as const) {
    const { durationMs } = await timed(() => writeTogether(appenders))
    print([`${title}: ${Math.round(TOGETHER / (durationMs / 1_000)).toLocaleString('en')} lines a second`])
  }
}

async function writeTogether(appenders: readonly Append[]): Promise<void> {
  const left = Array.from({ length: TOGETHER }, (_, number) => number).values()
  const writeOn = async (append: Append) => {
    for (const number of left) await append(lineOf(number))
  }
  const writers = Array.from(
    { length: AT_ONCE },
    (_, number) => appenders[number % appenders.length] as Append,
  )
  await Promise.all(writers.map(writeOn))
}

/** As lines were written before there was a chain. */
function plainAppender(database: Database): Append {
  let number = 0
  const write = inBatches(100, async (lines: readonly NewAuditLine[]) => {
    const rows = lines.map((line) => ({ audit_id: `aud_${process.hrtime.bigint()}_${number++}`, ...line }))
    await database
      .insertInto('plain_lines' as 'audit_lines')
      .values(rows as never)
      .execute()
    return lines.map(() => undefined)
  })
  return write
}

async function measureLongLog(postgres: TestPostgres): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aipress-bench-audit-'))
  await using pool = openDatabase(await postgres.createDatabase())
  const { database } = pool
  const { '025_audit_lines': plain, ...later } = auditMigrations
  await migrate(database, plain === undefined ? {} : { '025_audit_lines': plain })
  await sql`insert into audit_lines
    select 'aud_' || lpad(number::text, 15, '0'), now() - number * interval '20 seconds', 'person:per_0123456789abcde',
      'anna@example.com', 'console', 'sites.rename', '{"site":"corner-bakery-' || number || '","title":"Corner Bakery"}',
      'site_' || (number % 50000), 'acc_0123456789abcde', 'op_0123456789abcde', 'ok', 12
    from generate_series(1, ${LONG_LOG}) number`.execute(database)
  const linked = await timed(() => migrate(database, { '025_audit_lines': plain as never, ...later }))
  await sql`vacuum analyze audit_lines`.execute(database)
  const heads = createAuditHeads({
    path: join(folder, 'heads.jsonl'),
    key: Buffer.alloc(32),
    clock: Date.now,
  })
  await signAuditHead(database, heads)
  let told = 0
  const before = process.cpuUsage()
  const verified = await timed(() =>
    verifyAuditLog(database, heads, {
      first: 1,
      lines: LONG_LOG,
      signal: AbortSignal.timeout(600_000),
      onProgress: () => {
        told += 1
      },
    }),
  )
  const { user, system } = process.cpuUsage(before)
  const size = await sql<{ size: string }>`select pg_total_relation_size('audit_lines') as size`.execute(
    database,
  )
  print([
    `${LONG_LOG.toLocaleString('en')} lines brought into the chain by the migration: ${seconds(linked.durationMs)}`,
    `verified: ${seconds(verified.durationMs)} (aim ${VERIFY_SECONDS_MAX} s), intact ${verified.result.intact}, ${((user + system) / 1e6).toFixed(1)} s of a processor in this process, progress told ${told} times, ${Math.round(process.memoryUsage().rss / 1e6)} MB of memory`,
    `a line takes ${Math.round(Number(size.rows[0]?.size) / LONG_LOG)} bytes with its indexes`,
  ])
  for (const [title, filter] of [
    ['the newest 50', {}],
    ['50 of a site', { site: { siteId: 'site_77' } }],
    ['50 of a day', { from: '2026-07-01', to: '2026-07-01' }],
    ['50 of somebody who is not there', { who: 'nobody' }],
    ['a text that is not there', { text: 'no such text' }],
  ] as const) {
    const times: number[] = []
    for (let round = 0; round < 5; round += 1)
      times.push((await timed(() => listAuditLines(database, { ...filter, limit: 50 }))).durationMs)
    print([figures(title, times)])
  }
  await rm(folder, { recursive: true, force: true })
}

const lineOf = (number: number): NewAuditLine => ({
  at: new Date(),
  principal: 'person:per_0123456789abcde',
  who: 'anna@example.com',
  door: 'console',
  action: 'sites.rename',
  input: `{"site":"corner-bakery-${number}","title":"Corner Bakery"}`,
  site_id: 'site_0123456789abcde',
  account_id: 'acc_0123456789abcde',
  operation_id: 'op_0123456789abcde',
  result: 'ok',
  duration_ms: 12,
})

function figures(title: string, times: readonly number[]): string {
  const { p50, p99 } = figuresOf(times)
  return `${title}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
}

const seconds = (durationMs: number) => `${(durationMs / 1_000).toFixed(1)} s`
const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`)
