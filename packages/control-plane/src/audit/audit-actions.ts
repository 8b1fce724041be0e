import { listAudit } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Database } from '../kernel/database.ts'
import { listAuditLines } from './audit-store.ts'

export function auditHandlers({ database }: { database: Database }): Handler[] {
  return [
    handle(listAudit, ({ action, limit, cursor }) => listAuditLines(database, { action, limit, cursor })),
  ]
}
