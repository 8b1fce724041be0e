export { auditHandlers } from './audit-actions.ts'
export {
  type AuditTable,
  appendAuditLine,
  auditAppender,
  auditMigrations,
  purgeAuditLines,
} from './audit-store.ts'
export { redactedInput } from './redact.ts'
