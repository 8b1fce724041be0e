import { Kysely, sql, type Transaction } from 'kysely'
import type { Migration } from 'kysely/migration'
import pg from 'pg'
import { FrugalClient, FrugalDialect, isStalePlan } from './connection.ts'
import { endDryRunAtWrites } from './dry-run.ts'

/**
 * The tables, added to by each noun beside its store:
 * `declare module '../kernel/database.ts' { interface Tables { sites: SiteTable } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: nouns merge their tables into it
export interface Tables {}

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>
/** What a store's method takes: the database itself or a transaction on it. */
export type Connection = Database | Tx

/** Twenty connections serve two cores well; PostgreSQL is set up for 200. */
const CONNECTIONS_MAX = 20

export interface DatabasePool extends AsyncDisposable {
  readonly database: Database
  readonly pool: pg.Pool
}

export interface DatabaseOptions {
  /** Told of every statement after it ran or failed, in the order of their ends; it must not throw. */
  readonly onStatement?: (sql: string) => void
  /**
   * `bigint` arrives as a number. Of tables that know no other whole number, as Spanner's; what they count
   * stays far below 2^53.
   */
  readonly bigintAsNumber?: boolean
}

const BIGINT = 20

/** `url` is a PostgreSQL URL; a socket directory goes in `?host=/path`. */
export function openDatabase(
  url: string,
  { onStatement, bigintAsNumber }: DatabaseOptions = {},
): DatabasePool {
  const pool = new pg.Pool({
    connectionString: url,
    Client: FrugalClient,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: 10_000,
    ...(bigintAsNumber ? { types: { getTypeParser: parserWithNumbers } } : {}),
  })
  // An idle connection that the server closes is replaced at the next query; unheard, the event would end the process.
  pool.on('error', () => undefined)
  // The same while a transaction holds the connection but asks nothing of it just then.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const database = new Kysely<Tables>({
    dialect: new FrugalDialect({ pool }),
    plugins: [endDryRunAtWrites],
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  })
  return { database, pool, [Symbol.asyncDispose]: () => database.destroy() }
}

const parserWithNumbers: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text')

/** Conflicts of transactions are rare and short; whoever loses ten times in a row meets something else. */
const TRANSACTION_ATTEMPTS = 10

/**
 * A transaction that is tried again where the database gave it up in favour of another one, as Spanner does
 * by design and PostgreSQL in a deadlock. So the work may run several times.
 */
export async function transact<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction().execute(work)
    } catch (error) {
      if (attempt >= TRANSACTION_ATTEMPTS || !isGivenUp(error)) throw error
    }
  }
}

/** serialization_failure and deadlock_detected; or a table was changed at this very moment. */
function isGivenUp(error: unknown): boolean {
  if (isStalePlan(error)) return true
  return error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01')
}

/** PostgreSQL's error class 23505. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

/** PostgreSQL could not write for lack of room (class 53, disk_full); the transaction has left nothing. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '53100'
}

/** PostgreSQL is away or gave up this connection: the same call may succeed soon (classes 08 and 57P, socket errors). */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isStalePlan(error)) return true
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    )
  )
}

/**
 * The same statement may succeed later, whatever stood in its way: besides a lost connection, conflicts (class 40),
 * too little of something (53), locks (55), an operator (57), the system (58), and tables changed at that moment.
 */
export function isPassing(error: unknown): boolean {
  if (isConnectionLoss(error)) return true
  return error instanceof Error && 'code' in error && /^(40|53|55|57|58)/.test(String(error.code))
}

export { type Migration, sql }

/** Whether PostgreSQL answers now. */
export async function isAnswering(database: Database): Promise<boolean> {
  return sql`select 1`.execute(database).then(
    () => true,
    () => false,
  )
}
