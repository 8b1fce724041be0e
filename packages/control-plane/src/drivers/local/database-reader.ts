import { randomBytes } from 'node:crypto'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import { unavailable } from './shard-servers.ts'
import type { DatabaseDeps } from './site-database.ts'

/** What `mariadb` and `mariadb-dump` need to know to come to a slot's database. */
export interface DatabaseLogin {
  readonly socket: string
  readonly user: string
  readonly password: string
  readonly database: string
}

export interface Reader {
  readonly login: DatabaseLogin
  readonly connection: Connection
}

/** A connection, a dump, and some to spare. */
const CONNECTIONS_MAX = 8
const CONNECT_TIMEOUT_MS = 5_000
const CLEAN_UP_MS_MAX = 5_000

/**
 * Lends an account that can read the slot's schema and nothing else, as the site's own is locked while it is
 * frozen and the administrator's should meet nothing that a site has made. One that a crash left behind goes
 * with the next copy, or with the slot.
 */
export async function withReader<T>(
  deps: DatabaseDeps,
  place: Place,
  signal: AbortSignal,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const shard = deps.layout.shard(place.shardId)
  const { database } = shard.slot(place.slot)
  const user = readerOf(database)
  const login = { socket: shard.mariadb.socket, user, password: randomBytes(24).toString('hex'), database }
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(
      `CREATE OR REPLACE USER '${user}'@'localhost' IDENTIFIED BY '${login.password}'
         WITH MAX_USER_CONNECTIONS ${CONNECTIONS_MAX};
       GRANT SELECT, SHOW VIEW, TRIGGER, LOCK TABLES ON \`${database.replaceAll('_', '\\_')}\`.*
         TO '${user}'@'localhost'`,
    )
  })
  try {
    return await connected(login, signal, (connection) => work({ login, connection }))
  } finally {
    const cleanUp = AbortSignal.timeout(CLEAN_UP_MS_MAX)
    await deps.servers
      .withDatabase(place.shardId, cleanUp, (connection) =>
        connection.query(`DROP USER IF EXISTS '${user}'@'localhost'`),
      )
      .catch(() => undefined)
  }
}

export const readerOf = (database: string) => `${database}_reader`

/** Lends a connection of this account. Aborting the signal cuts it. */
export async function connected<T>(
  { socket, user, password, database }: DatabaseLogin,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await mysql
    .createConnection({
      socketPath: socket,
      user,
      password,
      database,
      connectTimeout: CONNECT_TIMEOUT_MS,
      charset: 'utf8mb4_unicode_520_ci',
      supportBigNumbers: true,
      bigNumberStrings: true,
      dateStrings: true,
    })
    .catch(unavailable('database server'))
  // Each statement reports a loss by itself; unheard, the event would end the process.
  connection.on('error', () => undefined)
  const cut = () => connection.destroy()
  signal.addEventListener('abort', cut, { once: true })
  try {
    signal.throwIfAborted()
    return await work(connection)
  } finally {
    signal.removeEventListener('abort', cut)
    connection.destroy()
  }
}

/** The rows of a statement, with each value as text. */
export async function rowsOf(
  connection: Connection,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, string>[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, [...values])
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? '' : String(value)]),
    ),
  )
}

/** A name as SQL takes it. */
export const quotedName = (name: string) => `\`${name.replaceAll('`', '``')}\``
