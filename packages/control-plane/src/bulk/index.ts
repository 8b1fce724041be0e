export { bulkHandlers } from './bulk-actions.ts'
export { createBulkRunner } from './bulk-runner.reconciler.ts'
export { bulkMigrations } from './bulk-tables.ts'
export { drainHandlers } from './drain-actions.ts'
