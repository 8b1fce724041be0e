import type { Person } from '@aipress/contract'
import type { Connection, Tx } from '../kernel/database.ts'
import type { Auth } from './auth.ts'

/** As better-auth names a password among the ways to sign in. */
const CREDENTIAL = 'credential'

export async function hashPassword(auth: Auth, password: string): Promise<string> {
  return (await auth.$context).password.hash(password)
}

/**
 * Whether it is the person's password. Takes as long where there is no such person or no password, so that
 * the time tells nobody who is known here.
 */
export async function isPasswordOf(
  auth: Auth,
  connection: Connection,
  personId: string | undefined,
  password: string,
): Promise<boolean> {
  const { password: hasher } = await auth.$context
  const hash = personId === undefined ? undefined : await passwordHashOf(connection, personId)
  if (hash !== undefined) return hasher.verify({ hash, password })
  await hasher.hash(password)
  return false
}

export async function hasPassword(connection: Connection, personId: string): Promise<boolean> {
  return (await passwordHashOf(connection, personId)) !== undefined
}

async function passwordHashOf(connection: Connection, personId: string): Promise<string | undefined> {
  const row = await connection
    .selectFrom('auth_credentials')
    .select('password')
    .where('userId', '=', personId)
    .where('providerId', '=', CREDENTIAL)
    .executeTakeFirst()
  return row?.password ?? undefined
}

/** The person as better-auth knows them; without it they can have no session. */
export async function ensureUser(tx: Tx, { personId, name, email }: Person): Promise<void> {
  await tx
    .insertInto('auth_users')
    .values({ id: personId, name, email, emailVerified: true })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** Written as better-auth writes it, because its own functions cannot take part in our transaction. */
export async function setPassword(
  tx: Tx,
  person: Person,
  passwordHash: string,
  nowMs: number,
): Promise<void> {
  const { personId } = person
  await ensureUser(tx, person)
  const values = { password: passwordHash, updatedAt: new Date(nowMs) }
  await tx
    .insertInto('auth_credentials')
    .values({ id: personId, accountId: personId, providerId: CREDENTIAL, userId: personId, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}
