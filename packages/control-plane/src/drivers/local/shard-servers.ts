import { readFile } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { RedisClient } from '@redis/client'
import mysql, { type Pool, type PoolConnection } from 'mysql2/promise'
import type { Layout } from './layout.ts'
import { diskFull } from './owned-files.ts'

/** Two creations and two preparations at once are all that two cores make use of. */
const DATABASE_CONNECTIONS_MAX = 4
const CONNECT_TIMEOUT_MS = 5_000
/** One connection stays, for the next claim; each costs the server memory. */
const IDLE_TIMEOUT_MS = 60_000

type Redis = ReturnType<typeof createRedis>

/**
 * The administrator's connections to the servers of all shards, opened at first use and kept, as
 * opening one costs more than what a claim does with it. A server that was away is found again by itself.
 */
export interface ShardServers extends AsyncDisposable {
  /** Lends a connection. It may run many statements in one query. Aborting the signal cuts it. */
  withDatabase<T>(
    shardId: string,
    signal: AbortSignal,
    work: (connection: PoolConnection) => Promise<T>,
  ): Promise<T>
  withCache<T>(shardId: string, work: (redis: Redis) => Promise<T>): Promise<T>
  /** By a connection of its own: those that are kept may all be busy with long work while the server is well. */
  pingDatabase(shardId: string): Promise<void>
  pingCache(shardId: string): Promise<void>
  /** The cache writes down the users that it has in memory. */
  saveUsers(shardId: string): Promise<void>
  /** Closes what is open to a shard that is going away. */
  forget(shardId: string): Promise<void>
}

export function openShardServers(layout: Layout): ShardServers {
  const databases = new Map<string, Pool>()
  const caches = new Map<string, Redis>()
  const databaseOf = (shardId: string) => kept(databases, shardId, () => createDatabasePool(layout, shardId))

  const servers: ShardServers = {
    async withDatabase(shardId, signal, work) {
      signal.throwIfAborted()
      const connection = await databaseOf(shardId).getConnection().catch(unavailable('database server'))
      const cut = () => connection.destroy()
      signal.addEventListener('abort', cut, { once: true })
      try {
        return await work(connection)
      } catch (error) {
        // It may stand in the middle of a transaction.
        connection.destroy()
        if (isDiskFull(error)) throw diskFull(error)
        throw isConnectionLoss(error) ? unavailableError('database server', error) : error
      } finally {
        signal.removeEventListener('abort', cut)
        if (!signal.aborted) connection.release()
      }
    },
    async withCache(shardId, work) {
      const redis = await connectedCache(layout, caches, shardId)
      return await work(redis).catch(unavailable('cache'))
    },
    pingDatabase: (shardId) => pingDatabase(layout, shardId),
    async pingCache(shardId) {
      await servers.withCache(shardId, (redis) => redis.ping())
    },
    async saveUsers(shardId) {
      await servers.withCache(shardId, (redis) => redis.sendCommand(['ACL', 'SAVE']))
    },
    async forget(shardId) {
      const [pool, redis] = [databases.get(shardId), caches.get(shardId)]
      databases.delete(shardId)
      caches.delete(shardId)
      redis?.destroy()
      await pool?.end().catch(() => undefined)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...databases.keys(), ...caches.keys()].map((shardId) => servers.forget(shardId)))
    },
  }
  return servers
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

async function pingDatabase(layout: Layout, shardId: string): Promise<void> {
  const connection = await mysql
    .createConnection({
      socketPath: layout.shard(shardId).mariadb.socket,
      user: 'root',
      connectTimeout: CONNECT_TIMEOUT_MS,
    })
    .catch(unavailable('database server'))
  // The query reports a loss by itself; unheard, the event would end the process.
  connection.on('error', () => undefined)
  try {
    await connection
      .query({ sql: 'SELECT 1', timeout: CONNECT_TIMEOUT_MS })
      .catch(unavailable('database server'))
  } finally {
    connection.destroy()
  }
}

function createDatabasePool(layout: Layout, shardId: string): Pool {
  return mysql.createPool({
    socketPath: layout.shard(shardId).mariadb.socket,
    user: 'root',
    multipleStatements: true,
    connectionLimit: DATABASE_CONNECTIONS_MAX,
    maxIdle: 1,
    idleTimeout: IDLE_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'utf8mb4_unicode_520_ci',
    timezone: 'Z',
  })
}

async function connectedCache(layout: Layout, caches: Map<string, Redis>, shardId: string): Promise<Redis> {
  const present = caches.get(shardId)
  if (present?.isOpen) return present
  const shard = layout.shard(shardId)
  const password = await readFile(shard.redis.password, 'utf8').catch(unavailable('cache'))
  const redis = createRedis(shard.redis.socket, password)
  // Each command reports a loss by itself; unheard, the event would end the process.
  redis.on('error', () => undefined)
  await redis.connect().catch(unavailable('cache'))
  const meanwhile = caches.get(shardId)
  if (meanwhile?.isOpen) {
    redis.destroy()
    return meanwhile
  }
  caches.set(shardId, redis)
  return redis
}

/** Puts four hundred commands together: asked for a client directly, the library does it for every one that is connected. */
const clients = () => {
  factory ??= RedisClient.factory()
  return factory
}
let factory: ReturnType<typeof RedisClient.factory> | undefined

function createRedis(path: string, password: string) {
  return clients()({
    username: 'admin',
    password,
    disableOfflineQueue: true,
    socket: { path, tls: false, connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
  })
}

/** For a server that cannot be reached: it is started again, so the same may succeed soon. */
export function unavailable(what: string) {
  return (error: unknown): never => {
    throw error instanceof AipressError ? error : unavailableError(what, error)
  }
}

function unavailableError(what: string, cause: unknown): AipressError {
  return new AipressError('platform_unavailable', `The ${what} of the shard does not answer.`, {
    hint: 'It is started again by itself; try once more in a few seconds.',
    cause,
  })
}

/** MariaDB names the cause by the system's number: 28 is ENOSPC. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && /No space left on device|errno: 28\b|ER_DISK_FULL/.test(`${error}`)
}

function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, fatal } = error as { code?: unknown; fatal?: unknown }
  return (
    fatal === true ||
    /^(PROTOCOL_CONNECTION_LOST|ECONN\w+|EPIPE|ENOENT|ER_SERVER_SHUTDOWN)$/.test(String(code))
  )
}
