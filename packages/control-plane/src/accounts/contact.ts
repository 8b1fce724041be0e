import type { Caller } from '../kernel/caller.ts'
import type { Database } from '../kernel/database.ts'
import { findPerson } from './person-store.ts'

/** Whom to write to about what the caller makes. The machine itself has no address: its first administrator has. */
export async function emailOf(database: Database, caller: Caller, fallback: string): Promise<string> {
  if (caller.personId !== undefined) return (await findPerson(database, caller.personId))?.email ?? fallback
  return firstAdministrator(database, fallback)
}

async function firstAdministrator(database: Database, fallback: string): Promise<string> {
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

/** A mail with more recipients would be a list. */
const CONTACTS_MAX = 20

/** Whom to tell what concerns an account: its owners, or where there is none the first administrator. */
export async function contactsOf(database: Database, accountId: string, fallback: string): Promise<string[]> {
  const rows = await database
    .selectFrom('people')
    .select('email')
    .where('account_id', '=', accountId)
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .orderBy('created_at')
    .limit(CONTACTS_MAX)
    .execute()
  if (rows.length > 0) return rows.map((row) => row.email)
  return [await firstAdministrator(database, fallback)]
}
