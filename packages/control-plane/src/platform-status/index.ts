export { platformHandlers } from './platform-actions.ts'
export { createUpkeep } from './upkeep.reconciler.ts'
