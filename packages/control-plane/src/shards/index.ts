export { createShardWorkflow } from './create-shard.workflow.ts'
export { createDedicatedShards } from './dedicated-shards.reconciler.ts'
export { type BestGroups, createBestGroups, type PlacementWish, type Reserved } from './placement.ts'
export { retireShardWorkflow } from './retire-shard.workflow.ts'
export { createRetiredShards } from './retired-shards.reconciler.ts'
export { getControlPlaneForShard, getShardForTenant, type ImportPlan, planImport } from './seed-placement.ts'
export { shardHandlers } from './shard-actions.ts'
export { createShardCapacity, type ShardPlan } from './shard-capacity.reconciler.ts'
export { describeShard, isServing } from './shard-description.ts'
export { forgetShardEvents, recordShardEvent, shardEvents } from './shard-events.ts'
export { createShardHealth } from './shard-health.reconciler.ts'
export { closeEmptyShard, forgetSlots, nothingIsPrepared, turnShard } from './shard-lifecycle.ts'
export { createShardLogs } from './shard-logs.reconciler.ts'
export { noNumber, numbersLeft } from './shard-numbers.ts'
export {
  exhausted,
  requireRoom,
  type ShardOperationDeps,
  shardOperationHandlers,
  startShard,
} from './shard-operations.ts'
export { partsOn, type ShardAddress, type ShardParts } from './shard-parts.ts'
export { changeLifecycle, findShard, listShardRows, requireShard, shardHealths } from './shard-records.ts'
export type { ShardServices } from './shard-services.ts'
export { createShardStore, type ShardStore } from './shard-store.ts'
export { DEDICATED, isDedicated, type ShardRow, type SlotUse, shardMigrations } from './shard-tables.ts'
export type { FilledSlot } from './slot-secrets.ts'
export { createSlotWarmer } from './slot-warmer.reconciler.ts'
