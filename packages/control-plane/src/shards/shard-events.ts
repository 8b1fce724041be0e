import { randomBytes } from 'node:crypto'
import type { ShardEvent, ShardState } from '@aipress/contract'
import type { Connection } from '../kernel/database.ts'

/** What happened to shards: changes of state with their reasons, and what the platform mended by itself. */
interface EventTable {
  shard_id: string
  happened_at: Date
  event_id: string
  kind: ShardEvent['kind']
  state: ShardState | null
  what: string
}

declare module '../kernel/database.ts' {
  interface Tables {
    shard_events: EventTable
  }
}

const WHAT_LENGTH_MAX = 500

export async function recordShardEvent(
  connection: Connection,
  shardId: string,
  event: { kind: ShardEvent['kind']; state?: ShardState; what: string },
): Promise<void> {
  await connection
    .insertInto('shard_events')
    .values({
      shard_id: shardId,
      happened_at: new Date(),
      event_id: randomBytes(8).toString('hex'),
      kind: event.kind,
      state: event.state ?? null,
      what: event.what.slice(0, WHAT_LENGTH_MAX),
    })
    .execute()
}

/** Newest first. */
export async function shardEvents(
  connection: Connection,
  shardId: string,
  limit: number,
): Promise<ShardEvent[]> {
  const rows = await connection
    .selectFrom('shard_events')
    .selectAll()
    .where('shard_id', '=', shardId)
    .orderBy('happened_at', 'desc')
    .orderBy('event_id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    at: row.happened_at.toISOString(),
    kind: row.kind,
    ...(row.state === null ? {} : { state: row.state }),
    what: row.what,
  }))
}

/** A shard that flaps writes a few lines a minute; a quarter of a year tells its whole story. */
const KEEP_MS = 90 * 24 * 3_600_000

/** Answers how many. */
export async function forgetShardEvents(connection: Connection, nowMs: number): Promise<number> {
  const gone = await connection
    .deleteFrom('shard_events')
    .where('happened_at', '<', new Date(nowMs - KEEP_MS))
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
