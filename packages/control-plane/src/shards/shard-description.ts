import type { Shard, ShardState, ShardSummary } from '@aipress/contract'
import type { ShardFilter } from './shard-records.ts'
import type { ShardLifecycle, ShardRow } from './shard-tables.ts'

/** A shard in one word: what it is for, and while that is serving sites, how well it does. */
export function stateOf({ state, health }: Pick<ShardRow, 'state' | 'health'>): ShardState {
  if (state === 'ready') return health
  // Being emptied of its sites or of its servers: either way it takes none and is about to go.
  return state === 'retiring' ? 'draining' : state
}

/** The reverse: which rows are in that state. */
export function filterOfState(state: ShardState | undefined): Pick<ShardFilter, 'state' | 'health'> {
  if (state === undefined) return {}
  if (state === 'draining') return { state: ['draining', 'retiring'] }
  if (state === 'preparing' || state === 'retired') return { state }
  return { state: 'ready', health: state }
}

const SERVING: readonly ShardLifecycle[] = ['ready', 'draining']

/** Whether there is something to look at. */
export const isServing = ({ state }: Pick<ShardRow, 'state'>) => SERVING.includes(state)

export function describeShard(shard: ShardRow): ShardSummary {
  return {
    shardId: shard.shardId,
    controlGroup: shard.controlGroup,
    region: shard.region,
    tiers: shard.tiers,
    state: stateOf(shard),
    reasons: isServing(shard) ? shard.reasons : [],
    sites: shard.sites,
    sitesTarget: shard.sitesTarget,
    sitesMax: shard.slots,
    createdAt: shard.createdAt.toISOString(),
  }
}

export function describeWithParts(
  shard: ShardRow & { warm: number; departed: number },
  parts: Shard['parts'],
): Shard {
  return { ...describeShard(shard), warmSlots: shard.warm, leftBehind: shard.departed, parts }
}
