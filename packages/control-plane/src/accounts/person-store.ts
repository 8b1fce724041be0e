import { AipressError, type Person, type Role } from '@aipress/contract'
import { type Connection, type Database, isUniqueViolation, type Tx } from '../kernel/database.ts'
import type { PersonTable } from './accounts-migrations.ts'

export interface NewPerson {
  personId: string
  email: string
  name: string
  role: Role
  accountId: string
  active: boolean
  nowMs: number
}

export async function insertPerson(connection: Connection, person: NewPerson): Promise<void> {
  const row: PersonTable = {
    person_id: person.personId,
    email: person.email,
    name: person.name,
    role: person.role,
    account_id: person.accountId,
    active: person.active,
    created_at: new Date(person.nowMs),
  }
  try {
    await connection.insertInto('people').values(row).execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw personExists(person.email, error)
    throw error
  }
}

export function personExists(email: string, cause?: unknown): AipressError {
  return new AipressError('person_exists', `${email} is here already.`, {
    hint: 'Change their role if they are a member; share single sites with somebody of another account.',
    cause,
  })
}

/** By id or e-mail address. */
export async function findPerson(connection: Connection, ref: string): Promise<Person | undefined> {
  const row = await peopleQuery(connection)
    .where((where) => where.or([where('person_id', '=', ref), where('email', '=', ref.trim().toLowerCase())]))
    .executeTakeFirst()
  return row === undefined ? undefined : asPerson(row)
}

export async function findActivePerson(
  connection: Connection,
  personId: string,
): Promise<Person | undefined> {
  const row = await peopleQuery(connection)
    .where('person_id', '=', personId)
    .where('active', '=', true)
    .executeTakeFirst()
  return row === undefined ? undefined : asPerson(row)
}

/** In the order in which they came. */
export async function listPeoplePage(
  database: Database,
  { limit, cursor, accountId }: { limit: number; cursor: string | undefined; accountId: string | undefined },
): Promise<{ items: Person[]; nextCursor?: string }> {
  let query = peopleQuery(database)
    .orderBy('people.created_at')
    .orderBy('person_id')
    .limit(limit + 1)
  if (accountId !== undefined) query = query.where('people.account_id', '=', accountId)
  if (cursor !== undefined) {
    const after = database
      .selectFrom('people')
      .select(['created_at', 'person_id'])
      .where('person_id', '=', cursor)
    const last = await after.executeTakeFirst()
    if (last === undefined) {
      throw new AipressError('invalid_input', 'The cursor is not one that a page answered.', {
        hint: 'Leave it out to start with the first person.',
      })
    }
    query = query.where((where) =>
      where.or([
        where('people.created_at', '>', last.created_at),
        where.and([where('people.created_at', '=', last.created_at), where('person_id', '>', cursor)]),
      ]),
    )
  }
  const rows = await query.execute()
  const items = rows.slice(0, limit).map(asPerson)
  const last = items.at(-1)
  return { items, ...(rows.length > limit && last !== undefined ? { nextCursor: last.personId } : {}) }
}

/** Locks the administrators' rows, so that two removals at once cannot take the last two. */
export async function lockActiveAdministrators(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('people')
    .select('person_id')
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.person_id)
}

/** The same of an account's owners. */
export async function lockActiveOwners(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('people')
    .select('person_id')
    .where('account_id', '=', accountId)
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.person_id)
}

/** Whether the account has people besides this one. */
export async function otherPeople(tx: Tx, { personId, accountId }: Person): Promise<boolean> {
  const row = await tx
    .selectFrom('people')
    .select('person_id')
    .where('account_id', '=', accountId)
    .where('person_id', '!=', personId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function setRole(
  tx: Tx,
  personId: string,
  { role, accountId }: { role: Role; accountId: string },
): Promise<void> {
  await tx
    .updateTable('people')
    .set({ role, account_id: accountId })
    .where('person_id', '=', personId)
    .execute()
}

export async function hasActiveAdministrator(connection: Connection): Promise<boolean> {
  const row = await connection
    .selectFrom('people')
    .select('person_id')
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** With everything that lets them in: sessions and password go with the user, by cascade. */
export async function deletePerson(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('api_tokens').where('owner', '=', personId).execute()
  await tx.deleteFrom('auth_users').where('id', '=', personId).execute()
  await tx.deleteFrom('people').where('person_id', '=', personId).execute()
}

function peopleQuery(connection: Connection) {
  return connection
    .selectFrom('people')
    .innerJoin('accounts', 'accounts.account_id', 'people.account_id')
    .selectAll('people')
    .select('accounts.name as account_name')
}

function asPerson(row: PersonTable & { account_name: string }): Person {
  return {
    personId: row.person_id,
    email: row.email,
    name: row.name,
    role: row.role,
    accountId: row.account_id,
    accountName: row.account_name,
    active: row.active,
    createdAt: row.created_at.toISOString(),
  }
}
