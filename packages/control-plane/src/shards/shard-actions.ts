import { AipressError, listShards, mapShards, SHARDS_IN_MAP_MAX, showShard } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import { headroom } from './shard-capacity.reconciler.ts'
import { describeShard, describeWithParts, filterOfState, isServing } from './shard-description.ts'
import { shardEvents } from './shard-events.ts'
import type { ShardParts } from './shard-parts.ts'
import { listShardRows, requireShard } from './shard-records.ts'
import { type ShardLoad, withFreeSlots } from './shard-store.ts'
import { isDedicated, type ShardRow } from './shard-tables.ts'

const HISTORY_MAX = 100

/**
 * Answers what is asked of shards at once, from the directory; their control groups are asked for nothing but
 * their parts. What takes longer is in shard-operations.ts.
 */
export function shardHandlers(directory: Database, shardParts: ShardParts): Handler[] {
  return [
    handle(listShards, async ({ state, region, controlGroup, limit, cursor }, { signal }) => {
      const afterNumber = cursor === undefined ? undefined : numberOf(cursor)
      const filter = { ...filterOfState(state), region, controlGroup, afterNumber, limit: limit + 1 }
      const rows = await listShardRows(directory, filter)
      const page = await withFreeSlots(directory, rows.slice(0, limit))
      const last = page.at(-1)
      return {
        ...(await withParts(shardParts, page, signal)),
        ...(rows.length > limit && last ? { nextCursor: String(last.number) } : {}),
      }
    }),

    handle(mapShards, async ({ state, region, controlGroup }) => {
      const filter = { ...filterOfState(state), region, controlGroup, limit: SHARDS_IN_MAP_MAX }
      const rows = await listShardRows(directory, filter)
      return { items: rows.map(describeShard), totals: totalsOf(rows) }
    }),

    handle(showShard, async ({ shard: text }, { signal }) => {
      const found = await withFreeSlots(directory, [await requireShard(directory, text)])
      const { items, ...rest } = await withParts(shardParts, found, signal)
      const [shard] = items
      if (shard === undefined) throw new Error('One shard was asked about and none was answered.')
      return { ...shard, ...rest, history: await shardEvents(directory, shard.shardId, HISTORY_MAX) }
    }),
  ]
}

async function withParts(shardParts: ShardParts, shards: readonly ShardLoad[], signal: AbortSignal) {
  const { parts, missing } = await shardParts.partsOf(shards.filter(isServing), signal)
  return {
    items: shards.map((shard) => describeWithParts(shard, parts.get(shard.shardId) ?? [])),
    ...(missing.length === 0 ? {} : { missing: [...missing] }),
  }
}

function totalsOf(rows: readonly ShardRow[]) {
  const open = rows.filter(
    (shard) => shard.state === 'ready' && shard.health !== 'down' && !isDedicated(shard),
  )
  return {
    shards: rows.length,
    sites: rows.reduce((sum, shard) => sum + shard.sites, 0),
    roomToTarget: headroom(rows),
    roomToMax: open.reduce((sum, shard) => sum + Math.max(0, shard.slots - shard.sites), 0),
  }
}

function numberOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new AipressError('invalid_input', 'The cursor is not one that this list has answered.', {
    hint: 'Pass the nextCursor of the page before, or leave it out to start again.',
  })
}
