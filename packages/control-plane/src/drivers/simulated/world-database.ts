import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** A process that holds the lock may be put aside by a machine with fewer processors than processes. */
const LOCK_TIMEOUT_MS = 10_000
/** Pages; rewriting the same few thousand routes and slots would otherwise copy them back all the time. */
const CHECKPOINT_PAGES = 4_000
const CACHE_KIB = 4_096

/**
 * One file for all that exists in the world. Keys come first and without a rowid: each row is found in one
 * descent, and 50,000 of them take some megabytes.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS shards (
    shard_id TEXT PRIMARY KEY, region TEXT NOT NULL, slots INTEGER NOT NULL, control_group INTEGER NOT NULL,
    ready_at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS slots (
    shard_id TEXT NOT NULL, slot INTEGER NOT NULL, state TEXT NOT NULL, site_id TEXT, title TEXT,
    admin_email TEXT, url TEXT, frozen INTEGER NOT NULL DEFAULT 0, content TEXT,
    PRIMARY KEY (shard_id, slot)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS limits (
    shard_id TEXT NOT NULL, slot INTEGER NOT NULL, bytes_max INTEGER NOT NULL,
    PRIMARY KEY (shard_id, slot)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS requests (
    request_id INTEGER PRIMARY KEY AUTOINCREMENT, site_id TEXT NOT NULL, time TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, status INTEGER NOT NULL, sent_bytes INTEGER NOT NULL, duration_ms INTEGER NOT NULL,
    cache TEXT NOT NULL, address TEXT NOT NULL, user_agent TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS requests_of_site ON requests (site_id, request_id);
  CREATE TABLE IF NOT EXISTS processor_times (
    shard_id TEXT NOT NULL, slot INTEGER NOT NULL, site_id TEXT NOT NULL, counter TEXT NOT NULL,
    seconds REAL NOT NULL, PRIMARY KEY (shard_id, slot)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS routes (
    hostname TEXT PRIMARY KEY, epoch INTEGER NOT NULL, route TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS mails (
    mail_id INTEGER PRIMARY KEY AUTOINCREMENT, shard_id TEXT NOT NULL, slot INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL, raw BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS mails_of_slot ON mails (shard_id, slot);
  CREATE TABLE IF NOT EXISTS due_notices (
    shard_id TEXT NOT NULL, slot INTEGER NOT NULL, written INTEGER NOT NULL, due_at_ms INTEGER,
    PRIMARY KEY (shard_id, slot)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS due_notices_in_order ON due_notices (written);
  CREATE TABLE IF NOT EXISTS faults (
    subject TEXT NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL, until_ms INTEGER,
    PRIMARY KEY (subject, cause)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS restarts (
    part TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS incidents (
    incident_id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, part TEXT NOT NULL, what TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS quotas (
    subject TEXT PRIMARY KEY, tokens REAL NOT NULL, at_ms REAL NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS figures (
    what TEXT NOT NULL, kind TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (what, kind)) WITHOUT ROWID;
`

export type Row = Record<string, unknown>

export interface WorldDatabase extends Disposable {
  run(sql: string, ...values: SQLInputValue[]): { changes: number }
  get(sql: string, ...values: SQLInputValue[]): Row | undefined
  getNamed(sql: string, values: Record<string, SQLInputValue>): Row | undefined
  all(sql: string, ...values: SQLInputValue[]): Row[]
  /** All or nothing, and alone among processes. Must not be nested. */
  transaction<T>(work: () => T): T
}

/**
 * Every call is synchronous: a row costs microseconds, less than handing the work to a thread and back. What is
 * written survives the process, not the machine, and need not: a simulated world ends with its run.
 */
export function openWorldDatabase(folder: string): WorldDatabase {
  mkdirSync(folder, { recursive: true })
  const database = new DatabaseSync(join(folder, 'world.sqlite'), { timeout: LOCK_TIMEOUT_MS })
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`)
  const statements = new Map<string, StatementSync>()
  const prepared = (sql: string) => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    run: (sql, ...values) => ({ changes: Number(prepared(sql).run(...values).changes) }),
    get: (sql, ...values) => prepared(sql).get(...values),
    getNamed: (sql, values) => prepared(sql).get(values),
    all: (sql, ...values) => prepared(sql).all(...values),
    transaction(work) {
      prepared('BEGIN IMMEDIATE').run()
      try {
        const result = work()
        prepared('COMMIT').run()
        return result
      } catch (error) {
        prepared('ROLLBACK').run()
        throw error
      }
    },
    [Symbol.dispose]: () => database.close(),
  }
}
