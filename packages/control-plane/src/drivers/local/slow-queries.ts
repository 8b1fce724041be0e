import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { PoolConnection, RowDataPacket } from 'mysql2/promise'
import { createTurns } from '../../kernel/turns.ts'
import type { Layout } from './layout.ts'
import { withoutValues } from './query-shape.ts'
import type { ShardServers } from './shard-servers.ts'

interface Deps {
  readonly layout: Layout
  readonly servers: ShardServers
}

/**
 * Long enough that WordPress itself never comes near it. In a table, as the text file holds each query as it was sent:
 * a line in it that looks like another site's would be taken for one.
 */
export const SLOW_QUERY_SECONDS = 2

/** In one turn. A site that has more than this slower than two seconds in five is told enough by the first of them. */
const ROWS_MAX = 2_000
const LINES_PER_SITE_MAX = 100
/** Read of each query; what it looks like is clear by then. */
const QUERY_LENGTH_MAX = 4_000

/** Two of this process at once would each rename the other's table. */
const turns = createTurns()

/**
 * The server writes slow queries of all sites into one table, and says of each which user asked it; no query can
 * pretend to be another user's. The table is exchanged for an empty one, what was in it goes to each site's own log,
 * and then it goes. One that a crash left behind comes first, so that a line is written twice rather than never.
 */
export function collectSlowQueries(deps: Deps, shardId: string, signal: AbortSignal): Promise<void> {
  const { layout, servers } = deps
  return turns.take(
    layout.shard(shardId).root,
    () =>
      servers.withDatabase(shardId, signal, async (connection) => {
        for (const find of [hasTaken, take]) {
          if (!(await find(connection))) continue
          await distribute(layout, shardId, await readTaken(connection))
          await connection.query('DROP TABLE mysql.slow_log_taken')
        }
      }),
    signal,
  )
}

/**
 * Nothing that the site of an emptied slot has asked is left to be taken for the next one's, whose user has the same
 * name. Where they cannot be told, as on a full disk, those of its neighbours of the last seconds are lost as well:
 * emptying slots is what makes room.
 */
export async function settleSlowQueries(deps: Deps, shardId: string, signal: AbortSignal): Promise<void> {
  const { layout, servers } = deps
  await collectSlowQueries(deps, shardId, signal).catch(async () => {
    signal.throwIfAborted()
    const forget = () =>
      servers.withDatabase(shardId, signal, (connection) =>
        connection.query('DROP TABLE IF EXISTS mysql.slow_log_taken; TRUNCATE TABLE mysql.slow_log'),
      )
    await turns.take(layout.shard(shardId).root, forget, signal)
  })
}

/**
 * While the control plane is away nobody takes the table, and a site can have every query of its own called slow. So
 * the server empties it by itself, seldom enough that nothing is lost while somebody takes it.
 */
export async function boundSlowQueries(
  { servers }: Deps,
  shardId: string,
  signal: AbortSignal,
): Promise<void> {
  await servers.withDatabase(shardId, signal, (connection) =>
    connection.query(
      `CREATE EVENT IF NOT EXISTS mysql.aipress_empty_slow_log
         ON SCHEDULE EVERY 15 MINUTE DO TRUNCATE TABLE mysql.slow_log`,
    ),
  )
}

async function hasTaken(connection: PoolConnection): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = 'mysql' AND table_name = 'slow_log_taken'`,
  )
  return rows.length > 0
}

/** False where nothing was slow. */
async function take(connection: PoolConnection): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT 1 FROM mysql.slow_log LIMIT 1')
  if (rows.length === 0) return false
  await connection.query(
    `CREATE TABLE IF NOT EXISTS mysql.slow_log_next LIKE mysql.slow_log;
     RENAME TABLE mysql.slow_log TO mysql.slow_log_taken, mysql.slow_log_next TO mysql.slow_log`,
  )
  return true
}

interface SlowQuery {
  readonly user: string
  readonly atMs: number
  readonly durationMs: number
  readonly rowsExamined: number
  readonly rowsSent: number
  readonly query: string
}

async function readTaken(connection: PoolConnection): Promise<SlowQuery[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT user_host, UNIX_TIMESTAMP(start_time) * 1000 AS at_ms, TIME_TO_SEC(query_time) * 1000 AS duration_ms,
       rows_examined, rows_sent, LEFT(CONVERT(sql_text USING utf8mb4), ?) AS query
     FROM mysql.slow_log_taken WHERE query_time >= SEC_TO_TIME(?) LIMIT ?`,
    // A site can have all of its queries called slow.
    [QUERY_LENGTH_MAX, SLOW_QUERY_SECONDS, ROWS_MAX],
  )
  return rows.map((row) => ({
    // "site_01[site_01] @ localhost []": whose rights it had, and who had signed in.
    user: /^(\w+)\[/.exec(String(row.user_host))?.[1] ?? '',
    atMs: Math.round(Number(row.at_ms)),
    durationMs: Math.round(Number(row.duration_ms)),
    rowsExamined: Number(row.rows_examined),
    rowsSent: Number(row.rows_sent),
    query: String(row.query),
  }))
}

/** The platform's own are in no site's log. */
async function distribute(layout: Layout, shardId: string, queries: readonly SlowQuery[]): Promise<void> {
  for (const [user, own] of Map.groupBy(queries, (query) => query.user)) {
    const number = /^site_(\d+)$/.exec(user)?.[1]
    if (number === undefined) continue
    const lines = own.slice(0, LINES_PER_SITE_MAX).map(lineOf)
    await append(layout.shard(shardId).slot(Number(number)).slowQueryLog, lines)
  }
}

function lineOf({ atMs, durationMs, rowsExamined, rowsSent, query }: SlowQuery): string {
  const time = new Date(atMs).toISOString()
  return `${JSON.stringify({ time, durationMs, rowsExamined, rowsSent, query: withoutValues(query) })}\n`
}

/** Where the slot has been emptied meanwhile there is no folder, and nobody to tell. */
async function append(path: string, lines: readonly string[]): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW
  const file = await open(path, flags, 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return
  try {
    await file.write(lines.join(''))
  } finally {
    await file.close()
  }
}
