import { listShards, type Shard } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import type { ShardLoad, ShardStore } from './shard-store.ts'

export function shardHandlers(shards: ShardStore, host: ShardHost): Handler[] {
  return [
    handle(listShards, async (_input, { signal }) => {
      const loads = await shards.loads()
      return { items: await Promise.all(loads.map((load) => describe(load, host, signal))) }
    }),
  ]
}

async function describe(load: ShardLoad, host: ShardHost, signal: AbortSignal): Promise<Shard> {
  const parts = load.state === 'ready' ? await host.inspect(load.shardId, signal) : []
  return {
    shardId: load.shardId,
    state: stateOf(load, parts),
    controlGroup: 1,
    region: 'local',
    tiers: ['bronze', 'silver', 'gold'],
    reasons: [],
    sitesTarget: load.slots,
    sites: load.sites,
    sitesMax: load.slots,
    warmSlots: load.warm,
    parts,
    createdAt: load.createdAt.toISOString(),
  }
}

/** Without its database or PHP a shard serves nothing; without its cache it serves slower. */
function stateOf(load: ShardLoad, parts: Shard['parts']): Shard['state'] {
  if (load.state === 'preparing') return 'preparing'
  const sick = parts.filter((part) => !part.healthy)
  if (sick.length === 0) return 'healthy'
  return sick.some((part) => !part.name.endsWith('redis')) ? 'down' : 'degraded'
}
