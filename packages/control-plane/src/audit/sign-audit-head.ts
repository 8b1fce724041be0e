import { type Database, sql } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { findChain } from './audit-chain.ts'
import type { AuditHeads, SignedHead } from './audit-heads.ts'

/** Lines younger than this are the only ones that can be cut off without being missed by the signed heads. */
const EVERY_SECONDS = 30

/** Signs the end of the chain where it has moved since. */
export function createAuditHeadSigner(database: Database, heads: AuditHeads): Reconciler {
  return {
    name: 'audit-heads',
    everySeconds: EVERY_SECONDS,
    async run() {
      await signAuditHead(database, heads)
      return []
    },
  }
}

/**
 * `removedTo`: lines up to there are about to be removed. Throws where the chain does not go on from what was signed
 * last: what somebody has cut off or written anew must not get a signature, which would in time take the place of the
 * older ones that show it.
 */
export async function signAuditHead(database: Database, heads: AuditHeads, removedTo = 0): Promise<void> {
  const last = (await heads.read()).heads.at(-1)
  const chain = await findChain(database)
  if (chain === undefined) throw new Error('The chain of the audit log is gone. Run "aipress audit verify".')
  const next = { seq: chain.seq, hash: chain.hash, removedTo: Math.max(removedTo, chain.removedTo) }
  const isSigned = last?.seq === next.seq && last.hash === next.hash && last.removedTo >= next.removedTo
  if (next.seq === 0 || isSigned) return
  if (last !== undefined && !(await goesOnFrom(database, last, chain.removedTo))) {
    throw new Error(
      `The audit log does not go on from line ${last.seq}, which was signed at ${last.at}. Run "aipress audit verify".`,
    )
  }
  await heads.sign(next)
}

/**
 * A platform whose first line is younger than two turns of the signer has nothing signed yet: it is signed now, so that
 * nobody who looks at once is told of a fault. An older one without any signed head stays without, and is told so.
 */
export async function signFirstHead(database: Database, heads: AuditHeads, nowMs: number): Promise<void> {
  const signed = await heads.read()
  if (signed.heads.length > 0 || signed.forged > 0) return
  const first = await database
    .selectFrom('audit_lines')
    .select('at')
    .where('seq', '=', sql<string>`1`)
    .executeTakeFirst()
  if (first === undefined || nowMs - first.at.getTime() > 2 * EVERY_SECONDS * 1_000) return
  await signAuditHead(database, heads)
}

async function goesOnFrom(
  database: Database,
  { seq, hash }: SignedHead,
  removedTo: number,
): Promise<boolean> {
  if (seq <= removedTo) return true
  const line = await database
    .selectFrom('audit_lines')
    .select('hash')
    .where('seq', '=', sql<string>`${seq}`)
    .executeTakeFirst()
  return line?.hash === hash
}
