export { platformHandlers } from './platform-actions.ts'
