import { type PartHealth, type PlatformStatus, showStatus } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import type { Machine } from '../platform/machine.ts'
import { isServing, listShardRows, type ShardParts } from '../shards/index.ts'
import { countSites } from '../sites/index.ts'

/** How much is at work in all control groups; those that do not answer are named and not counted. */
export interface OperationCounts {
  operations(): Promise<PlatformStatus['operations'] & { missing: readonly string[] }>
}

interface Deps {
  directory: Database
  machine: Machine
  counts: OperationCounts
  shardParts: ShardParts
  facts: Pick<PlatformStatus, 'version' | 'wordpressVersion' | 'consoleUrl'>
  modelName(): Promise<string>
}

export function platformHandlers(deps: Deps): Handler[] {
  return [handle(showStatus, (_input, { signal }) => status(deps, signal))]
}

async function status(deps: Deps, signal: AbortSignal): Promise<PlatformStatus> {
  const { directory, counts, machine, shardParts, facts } = deps
  const made = (await listShardRows(directory)).filter(isServing)
  const [sites, atWork, disk, incidents, own, ofShards, model] = await Promise.all([
    countSites(directory),
    counts.operations(),
    machine.disk(),
    machine.incidents(signal),
    machine.parts(signal),
    shardParts.partsOf(made, signal),
    deps.modelName(),
  ])
  const parts: PartHealth[] = [...own, ...made.flatMap(({ shardId }) => ofShards.parts.get(shardId) ?? [])]
  const missing = [...new Set([...atWork.missing, ...ofShards.missing])].sort()
  return {
    healthy: missing.length === 0 && parts.every((part) => part.healthy),
    ...facts,
    sites,
    operations: { running: atWork.running, failedLastDay: atWork.failedLastDay },
    disk,
    model,
    parts,
    incidents,
    ...(missing.length === 0 ? {} : { missing }),
  }
}
