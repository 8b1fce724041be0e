export { shardHandlers } from './shard-actions.ts'
export { createShardCapacity } from './shard-capacity.reconciler.ts'
export { createShardStore, type ShardStore, shardMigrations } from './shard-store.ts'
export { createSlotWarmer } from './slot-warmer.reconciler.ts'
