import { type PartHealth, type PlatformStatus, showStatus } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Engine } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import type { Machine } from '../platform/machine.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { isServing, type ShardStore } from '../shards/index.ts'
import { countSites } from '../sites/index.ts'

interface Deps {
  directory: Database
  engine: Engine
  machine: Machine
  shards: ShardStore
  shardHost: ShardHost
  facts: Pick<PlatformStatus, 'version' | 'wordpressVersion' | 'consoleUrl' | 'model'>
}

export function platformHandlers(deps: Deps): Handler[] {
  return [handle(showStatus, (_input, { signal }) => status(deps, signal))]
}

async function status(deps: Deps, signal: AbortSignal): Promise<PlatformStatus> {
  const { directory, engine, machine, shards, shardHost, facts } = deps
  const ready = (await shards.all()).filter(isServing)
  const [sites, operations, disk, incidents, own, ...ofShards] = await Promise.all([
    countSites(directory),
    engine.summary(),
    machine.disk(),
    machine.incidents(signal),
    machine.parts(signal),
    ...ready.map((shard) => shardHost.inspect(shard.shardId, signal)),
  ])
  const parts: PartHealth[] = [...own, ...ofShards.flat()]
  return { healthy: parts.every((part) => part.healthy), ...facts, sites, operations, disk, parts, incidents }
}
