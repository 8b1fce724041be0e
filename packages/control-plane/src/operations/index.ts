export { operationHandlers } from './operation-actions.ts'
