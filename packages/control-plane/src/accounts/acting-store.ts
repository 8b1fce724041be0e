import { isOfPlatform, type Person } from '@aipress/contract'
import type { Connection, Database, Tx } from '../kernel/database.ts'
import { findPerson } from './person-store.ts'

/** One session acts as one person: what it did before ends with it. Expired ones of anybody go with the occasion. */
export async function startActing(
  tx: Tx,
  acting: { actingId: string; sessionId: string; administratorId: string; personId: string },
  { nowMs, untilMs }: { nowMs: number; untilMs: number },
): Promise<void> {
  await tx
    .deleteFrom('acting')
    .where((where) =>
      where.or([where('session_id', '=', acting.sessionId), where('expires_at', '<=', new Date(nowMs))]),
    )
    .execute()
  await tx
    .insertInto('acting')
    .values({
      acting_id: acting.actingId,
      session_id: acting.sessionId,
      administrator_id: acting.administratorId,
      person_id: acting.personId,
      expires_at: new Date(untilMs),
    })
    .execute()
}

export async function stopActing(connection: Connection, sessionId: string): Promise<void> {
  await connection.deleteFrom('acting').where('session_id', '=', sessionId).execute()
}

export interface Acting {
  readonly actingId: string
  readonly person: Person
  readonly until: string
}

/**
 * As whom this session acts now. Only while both are what they were: an administrator, and a customer who may
 * come in.
 */
export async function actingOf(
  database: Database,
  { sessionId, administrator }: { sessionId: string; administrator: Person },
  nowMs: number,
): Promise<Acting | undefined> {
  if (administrator.role !== 'administrator') return undefined
  const { personId: administratorId } = administrator
  const acting = await findActing(database, { sessionId, administratorId }, nowMs)
  const person = acting?.person
  return person?.active && !isOfPlatform(person.role) ? acting : undefined
}

async function findActing(
  database: Database,
  { sessionId, administratorId }: { sessionId: string; administratorId: string },
  nowMs: number,
): Promise<Acting | undefined> {
  const row = await database
    .selectFrom('acting')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('administrator_id', '=', administratorId)
    .where('expires_at', '>', new Date(nowMs))
    .executeTakeFirst()
  const person = row === undefined ? undefined : await findPerson(database, row.person_id)
  if (row === undefined || person === undefined) return undefined
  return { actingId: row.acting_id, person, until: row.expires_at.toISOString() }
}

/** Both names, wherever one is written down. */
export function actingName(administrator: string, person: string): string {
  return `${administrator} as ${person}`
}
