export { type AccessDeps, accessHandlers } from './access-actions.ts'
export { forgetAccessToGone } from './forget-access.ts'
