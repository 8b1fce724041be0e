import {
  AipressError,
  listShards,
  mapShards,
  SHARDS_IN_MAP_MAX,
  type Shard,
  showShard,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { atMost } from '../kernel/at-most.ts'
import type { Database } from '../kernel/database.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { headroom } from './shard-capacity.reconciler.ts'
import { describeShard, describeWithParts, filterOfState, isServing } from './shard-description.ts'
import { shardEvents } from './shard-events.ts'
import { listShardRows, requireShard } from './shard-records.ts'
import { type ShardLoad, withFreeSlots } from './shard-store.ts'
import type { ShardRow } from './shard-tables.ts'

const HISTORY_MAX = 100
/** A probe waits for answers more than it computes. */
const INSPECTIONS_AT_ONCE_MAX = 16

interface Deps {
  directory: Database
  host: Pick<ShardHost, 'inspect'>
  /** Only this group's shards can be looked into. */
  controlGroup: number
}

/** Answers what is asked of shards at once; what takes longer is in shard-operations.ts. */
export function shardHandlers(deps: Deps): Handler[] {
  const { directory } = deps
  return [
    handle(listShards, async ({ state, region, controlGroup, limit, cursor }, { signal }) => {
      const afterNumber = cursor === undefined ? undefined : numberOf(cursor)
      const filter = { ...filterOfState(state), region, controlGroup, afterNumber, limit: limit + 1 }
      const rows = await listShardRows(directory, filter)
      const page = await withFreeSlots(directory, rows.slice(0, limit))
      const items = await atMost(INSPECTIONS_AT_ONCE_MAX, page, (shard) => withParts(deps, shard, signal))
      const last = page.at(-1)
      return { items, ...(rows.length > limit && last ? { nextCursor: String(last.number) } : {}) }
    }),

    handle(mapShards, async ({ state, region, controlGroup }) => {
      const filter = { ...filterOfState(state), region, controlGroup, limit: SHARDS_IN_MAP_MAX }
      const rows = await listShardRows(directory, filter)
      return { items: rows.map(describeShard), totals: totalsOf(rows) }
    }),

    handle(showShard, async ({ shard: text }, { signal }) => {
      const [shard] = await withFreeSlots(directory, [await requireShard(directory, text)])
      if (shard === undefined) throw new Error('One shard was asked about and none was answered.')
      const history = await shardEvents(directory, shard.shardId, HISTORY_MAX)
      return { ...(await withParts(deps, shard, signal)), history }
    }),
  ]
}

async function withParts(deps: Deps, shard: ShardLoad, signal: AbortSignal): Promise<Shard> {
  const isOurs = shard.controlGroup === deps.controlGroup
  const parts = isOurs && isServing(shard) ? await deps.host.inspect(shard.shardId, signal) : []
  return describeWithParts(shard, parts)
}

function totalsOf(rows: readonly ShardRow[]) {
  const open = rows.filter((shard) => shard.state === 'ready' && shard.health !== 'down')
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
