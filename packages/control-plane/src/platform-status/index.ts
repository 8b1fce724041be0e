export { type OperationCounts, platformHandlers } from './platform-actions.ts'
export { createUpkeep, type UpkeepTask } from './upkeep.reconciler.ts'
