import { listShards, type PartHealth, type Shard } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import type { ShardParts } from './shard-parts.ts'
import { type ShardLoad, shardLoads } from './shard-store.ts'

/** Answers from the directory, and asks the shards' control groups for nothing but their parts. */
export function shardHandlers(directory: Database, shardParts: ShardParts): Handler[] {
  return [
    handle(listShards, async (_input, { signal }) => {
      const loads = await shardLoads(directory)
      const made = loads.filter((load) => load.state !== 'preparing')
      const { parts, missing } = await shardParts.partsOf(made, signal)
      return {
        items: loads.map((load) => describe(load, parts.get(load.shardId))),
        ...(missing.length === 0 ? {} : { missing: [...missing] }),
      }
    }),
  ]
}

function describe(load: ShardLoad, parts: PartHealth[] | undefined): Shard {
  return {
    shardId: load.shardId,
    state: stateOf(load, parts),
    controlGroup: load.controlGroup,
    region: load.region,
    tiers: load.tiers,
    reasons: load.reasons,
    sitesTarget: load.sitesTarget,
    sites: load.sites,
    sitesMax: load.slots,
    warmSlots: load.warm,
    parts: parts ?? [],
    createdAt: load.createdAt.toISOString(),
  }
}

/** Without its database or PHP a shard serves nothing; without its cache it serves slower. */
function stateOf(load: ShardLoad, parts: PartHealth[] | undefined): Shard['state'] {
  if (load.state === 'preparing') return 'preparing'
  if (load.state === 'draining' || load.state === 'retiring') return 'draining'
  if (parts === undefined) return load.health
  const sick = parts.filter((part) => !part.healthy)
  if (sick.length === 0) return 'healthy'
  return sick.some((part) => !part.name.endsWith('redis')) ? 'down' : 'degraded'
}
