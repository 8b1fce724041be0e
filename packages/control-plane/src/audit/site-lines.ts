import type { AuditLine } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { asAuditLine } from './audit-store.ts'

/** What was done to one site in some time, newest first. */
export async function auditLinesOfSite(
  database: Database,
  { siteId, from, to, limit }: { siteId: string; from: Date; to: Date; limit: number },
): Promise<AuditLine[]> {
  const rows = await database
    .selectFrom('audit_lines')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at', 'desc')
    .orderBy('audit_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(asAuditLine)
}
