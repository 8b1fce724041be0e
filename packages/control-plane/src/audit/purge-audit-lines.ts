import type { Database } from '../kernel/database.ts'
import type { AuditHeads } from './audit-heads.ts'
import { RETENTION_DAYS } from './audit-table.ts'
import { signAuditHead } from './sign-audit-head.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Lines removed in one transaction: writers wait for it. */
const PURGE_BATCH = 5_000

/**
 * Removes lines beyond the retention from the beginning of the chain, and answers how many. Where the chain begins
 * then is signed first and written with the removal, so that a beginning that somebody else cut off is told from it.
 * Call it once in a while.
 */
export async function purgeAuditLines(database: Database, heads: AuditHeads, nowMs: number): Promise<number> {
  const before = nowMs - RETENTION_DAYS * DAY_MS
  const oldest = await database
    .selectFrom('audit_lines')
    .select(['seq', 'hash', 'at'])
    .orderBy('seq')
    .limit(PURGE_BATCH)
    .execute()
  const young = oldest.findIndex((line) => line.at.getTime() >= before)
  const last = oldest.at(young === -1 ? oldest.length - 1 : young - 1)
  if (last === undefined || young === 0) return 0
  const removedTo = Number(last.seq)
  await signAuditHead(database, heads, removedTo)
  return database.transaction().execute(async (tx) => {
    await tx.updateTable('audit_chain').set({ removed_to: removedTo, removed_hash: last.hash }).execute()
    const gone = await tx.deleteFrom('audit_lines').where('seq', '<=', last.seq).executeTakeFirst()
    return Number(gone.numDeletedRows)
  })
}
