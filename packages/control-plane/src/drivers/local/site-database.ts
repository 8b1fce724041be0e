import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { AipressError, type Tier } from '@aipress/contract'
import mysql, { type Connection, type PoolConnection, type RowDataPacket } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import { readerOf } from './database-reader.ts'
import type { Layout } from './layout.ts'
import { type ShardServers, unavailable } from './shard-servers.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { tierAt } from './slot-record.ts'

export interface DatabaseDeps {
  readonly layout: Layout
  readonly servers: ShardServers
}

/**
 * A page holds one connection. As many as a tier's PHP has processes, those of the shard's PHP during a change, and some
 * for WP-CLI and scheduled work.
 */
const CONNECTIONS_MAX: Readonly<Record<Tier, number>> = { bronze: 12, silver: 20, gold: 28 }
/** A statement that runs for longer takes the server from 49 neighbours. */
const STATEMENT_SECONDS_MAX = 300

/** Within its own schema a site may do what plugins do; nothing that reaches files, the server or other schemas. */
const PRIVILEGES = [
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER, REFERENCES, LOCK TABLES',
  'CREATE TEMPORARY TABLES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE',
].join(', ')

/** The slot's database holds a copy of the dump, and nothing else. */
export async function fillDatabase(deps: DatabaseDeps, place: Place, dump: string, signal: AbortSignal) {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  const sql = await readFile(dump, 'utf8')
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(
      `DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database} CHARACTER SET utf8mb4; USE ${database}`,
    )
    await connection.query(sql)
    // It stands in a site's schema, where its next user must not find itself.
    connection.destroy()
  })
}

/** In a GRANT, `_` stands for any character: unescaped, site_01 could read site-01 or siteX01. */
export async function ensureDatabaseUser(
  deps: DatabaseDeps,
  place: Place,
  password: string,
  signal: AbortSignal,
): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  const account = `'${database}'@'localhost'`
  const connectionsMax = CONNECTIONS_MAX[await tierAt(deps.layout, place)]
  const limits = `MAX_USER_CONNECTIONS ${connectionsMax} MAX_STATEMENT_TIME ${STATEMENT_SECONDS_MAX}`
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(
      `CREATE USER IF NOT EXISTS ${account};
       ALTER USER ${account} IDENTIFIED BY ${connection.escape(password)} WITH ${limits};
       GRANT ${PRIVILEGES} ON \`${database.replaceAll('_', '\\_')}\`.* TO ${account}`,
    )
  })
}

/** Of a slot whose record says the tier already. */
export async function limitConnections(deps: DatabaseDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  const connectionsMax = CONNECTIONS_MAX[await tierAt(deps.layout, place)]
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(`ALTER USER '${database}'@'localhost' WITH MAX_USER_CONNECTIONS ${connectionsMax}`)
  })
}

/** What is wrong with the slot's account. A locked one is as it should be: its site is frozen. */
export async function faultOfDatabaseUser(
  deps: DatabaseDeps,
  place: Place,
  password: string,
  signal: AbortSignal,
): Promise<'none' | 'no database' | 'user' | 'password' | 'rights'> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  const [row] = await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT (SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = :database) AS present,
         (SELECT JSON_VALUE(priv, '$.authentication_string') FROM mysql.global_priv
           WHERE user = :database AND host = 'localhost') AS password,
         (SELECT JSON_VALUE(priv, '$.account_locked') FROM mysql.global_priv
           WHERE user = :database AND host = 'localhost') AS locked,
         (SELECT COUNT(*) FROM mysql.db WHERE user = :database AND host = 'localhost' AND db = :pattern
           AND select_priv = 'Y' AND insert_priv = 'Y' AND create_priv = 'Y') AS rights,
         (SELECT COUNT(*) FROM mysql.global_priv WHERE user = :database AND host = 'localhost') AS users`
        .replaceAll(':database', connection.escape(database))
        .replaceAll(':pattern', connection.escape(database.replaceAll('_', '\\_'))),
    )
    return rows
  })
  if (Number(row?.present) === 0) return 'no database'
  if (Number(row?.users) === 0) return 'user'
  if (Number(row?.locked ?? 0) === 1 || row?.locked === 'true') return 'none'
  if (row?.password !== hashOf(password)) return 'password'
  return Number(row?.rights) === 0 ? 'rights' : 'none'
}

/** As MariaDB keeps it (`mysql_native_password`). */
function hashOf(password: string): string {
  const sha1 = (data: string | Buffer) => createHash('sha1').update(data).digest()
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`
}

export async function removeDatabase(deps: DatabaseDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(
      `DROP USER IF EXISTS '${database}'@'localhost', '${readerOf(database)}'@'localhost'`,
    )
    await endConnectionsOf(connection, database)
    await rollBackPrepared(connection)
    await connection.query(`DROP DATABASE IF EXISTS ${database}`)
  })
}

/**
 * What a site has prepared (`XA PREPARE`) outlives its connection and keeps its tables from being dropped, for
 * ever. Nothing says whose it is, but PHP has none that it comes back to: those of living connections stay.
 */
async function rollBackPrepared(connection: PoolConnection): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>("XA RECOVER FORMAT='SQL'")
  for (const { data } of rows) await connection.query(`XA ROLLBACK ${data}`).catch(() => undefined)
}

/** The site can neither connect any more nor go on with a connection that it has. */
export async function lockDatabaseUser(deps: DatabaseDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(`ALTER USER '${database}'@'localhost' ACCOUNT LOCK`)
    await endConnectionsOf(connection, database)
  })
}

export async function unlockDatabaseUser(
  deps: DatabaseDeps,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(`ALTER USER '${database}'@'localhost' ACCOUNT UNLOCK`)
  })
}

/** Whether the slot's database has WordPress' tables. */
export async function hasWordPressTables(
  deps: DatabaseDeps,
  place: Place,
  signal: AbortSignal,
): Promise<boolean> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  return await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?',
      [database, 'wp_options'],
    )
    return rows.length > 0
  })
}

const CONNECT_TIMEOUT_MS = 5_000

/**
 * A connection with the site's own rights, for what is done to a database that its owner has had in hand:
 * what they may have put there (a view in a table's place, with a function of theirs) would run with the
 * administrator's rights otherwise.
 */
export async function withSiteDatabase<T>(
  { layout }: Pick<DatabaseDeps, 'layout'>,
  place: Place,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const slot = layout.shard(place.shardId).slot(place.slot)
  const { database } = await readSiteConfiguration(slot)
  signal.throwIfAborted()
  const connection = await mysql
    .createConnection({
      socketPath: database.socket,
      user: database.user,
      password: database.password,
      database: database.name,
      connectTimeout: CONNECT_TIMEOUT_MS,
      charset: 'utf8mb4_unicode_520_ci',
    })
    .catch(unavailable('database server'))
  // Each statement reports a loss by itself; unheard, the event would end the process.
  connection.on('error', () => undefined)
  const cut = () => connection.destroy()
  signal.addEventListener('abort', cut, { once: true })
  try {
    return await work(connection)
  } finally {
    signal.removeEventListener('abort', cut)
    connection.destroy()
  }
}

/** What a connection was about is rolled back, which takes a moment more than being told to end. */
const END_MS_MAX = 10_000
const PAUSE_MS = 10

async function endConnectionsOf(connection: PoolConnection, user: string): Promise<void> {
  const until = Date.now() + END_MS_MAX
  for (;;) {
    // It fails where the user is gone, though its connections are not.
    await connection.query(`KILL HARD USER '${user}'@'localhost'`).catch(() => undefined)
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT id FROM information_schema.processlist WHERE user = ?',
      [user],
    )
    if (rows.length === 0) return
    for (const { id } of rows) await connection.query('KILL HARD ?', [id]).catch(() => undefined)
    if (Date.now() > until) {
      throw new AipressError('platform_unavailable', 'Connections of a site to its database do not end.')
    }
    await delay(PAUSE_MS)
  }
}
