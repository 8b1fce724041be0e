import type { AuditLine } from '@aipress/contract'
import { type Database, type Migration, sql } from '../kernel/database.ts'
import { asAuditLine } from './audit-store.ts'

export const siteLinesMigrations: Record<string, Migration> = {
  '028_audit_lines_by_site': {
    async up(database) {
      await sql`create index audit_lines_by_site on audit_lines (site_id, at desc)`.execute(database)
    },
  },
}

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
