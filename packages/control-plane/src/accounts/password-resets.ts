import { AipressError, type Person } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Connection, Database } from '../kernel/database.ts'
import { setPassword } from './passwords.ts'
import { findPerson } from './person-store.ts'
import { hashOfSecret, newSecret } from './secrets.ts'
import { endSessions } from './session-store.ts'

/**
 * One-time links for those who have lost their password. As with invitations only the hash is stored, a new
 * link voids the one before, and using it removes it in the transaction that sets the password. Whoever uses
 * one is not signed in by it: a second factor is asked for as always.
 */
const RESET_MINUTES = 60
const MINUTE_MS = 60_000

export interface PasswordResetDeps {
  database: Database
  clock: Clock
  consoleUrl: string
}

export interface ResetLink {
  url: string
  expiresAt: string
}

/** `person` is active. */
export async function issueReset(
  connection: Connection,
  { clock, consoleUrl }: PasswordResetDeps,
  { personId }: Person,
): Promise<ResetLink> {
  const token = newSecret()
  const nowMs = clock()
  const expiresAt = new Date(nowMs + RESET_MINUTES * MINUTE_MS)
  await voidResets(connection, personId)
  await connection
    .insertInto('password_resets')
    .values({
      token_hash: hashOfSecret(token),
      person_id: personId,
      expires_at: expiresAt,
      created_at: new Date(nowMs),
    })
    .execute()
  return { url: `${consoleUrl}/reset-password?token=${token}`, expiresAt: expiresAt.toISOString() }
}

export async function voidResets(connection: Connection, personId: string): Promise<void> {
  await connection.deleteFrom('password_resets').where('person_id', '=', personId).execute()
}

/** Whose link it is, without using it up. */
export async function findReset({ database, clock }: PasswordResetDeps, token: string): Promise<Person> {
  const row = await database
    .selectFrom('password_resets')
    .select('person_id')
    .where('token_hash', '=', hashOfSecret(token))
    .where('expires_at', '>', new Date(clock()))
    .executeTakeFirst()
  const person = row && (await findPerson(database, row.person_id))
  if (person === undefined || !person.active) throw resetLinkNotValid()
  return person
}

/** Sets the password and, where that was not declined, ends every session of the person; all or nothing. */
export function takeReset(
  { database, clock }: PasswordResetDeps,
  { token, passwordHash, endSessions: ends }: { token: string; passwordHash: string; endSessions: boolean },
): Promise<Person> {
  return database.transaction().execute(async (tx) => {
    const used = await tx
      .deleteFrom('password_resets')
      .where('token_hash', '=', hashOfSecret(token))
      .where('expires_at', '>', new Date(clock()))
      .returning('person_id')
      .executeTakeFirst()
    const person = used && (await findPerson(tx, used.person_id))
    if (person === undefined || !person.active) throw resetLinkNotValid()
    await setPassword(tx, person, passwordHash, clock())
    if (ends) await endSessions(tx, { personId: person.personId })
    return person
  })
}

function resetLinkNotValid(): AipressError {
  return new AipressError('reset_link_not_valid', 'This link was used, has expired, or is not complete.', {
    hint: 'Ask for a new one with "Forgot password?" on the sign-in page.',
  })
}
