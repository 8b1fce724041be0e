import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import { findPerson } from './person-store.ts'

/** Whom to write to about what the caller makes. The machine itself has no address: its first administrator has. */
export async function emailOf(database: Database, caller: Caller, fallback: string): Promise<string> {
  if (caller.personId !== undefined) return (await findPerson(database, caller.personId))?.email ?? fallback
  const row = await database
    .selectFrom('people')
    .select('email')
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row?.email ?? fallback
}
