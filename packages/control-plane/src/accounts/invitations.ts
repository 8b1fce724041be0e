import { AipressError, newId, type Person, type Role } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Connection, Database, Tx } from '../kernel/database.ts'
import { PLATFORM_ACCOUNT_ID, PLATFORM_ACCOUNT_NAME } from './accounts-migrations.ts'
import { setPassword } from './passwords.ts'
import {
  findPerson,
  hasActiveAdministrator,
  insertPerson,
  lockActiveAdministrators,
  personExists,
} from './person-store.ts'
import { hashOfSecret, newSecret } from './secrets.ts'

/**
 * One-time links. Whoever holds one chooses a password and is let in; so only its hash is stored, a
 * new link for a person voids the old one, and using it removes it in the transaction that lets them in.
 */
const INVITATION_DAYS = 7
/** The link that `up` prints; every `up` makes a new one while there is no administrator. */
const FIRST_ADMINISTRATOR_DAYS = 1
const DAY_MS = 24 * 60 * 60 * 1000

export interface InvitationDeps {
  database: Database
  clock: Clock
  consoleUrl: string
}

export interface InvitationLink {
  url: string
  expiresAt: string
}

export function issueInvitation(connection: Connection, deps: InvitationDeps, personId: string) {
  return issue(connection, deps, personId, INVITATION_DAYS)
}

/** Undefined while an administrator is active: then there is nobody to let in by this door. */
export async function issueFirstAdministratorLink(deps: InvitationDeps): Promise<InvitationLink | undefined> {
  if (await hasActiveAdministrator(deps.database)) return undefined
  return deps.database.transaction().execute((tx) => issue(tx, deps, null, FIRST_ADMINISTRATOR_DAYS))
}

async function issue(
  connection: Connection,
  { clock, consoleUrl }: InvitationDeps,
  personId: string | null,
  days: number,
): Promise<InvitationLink> {
  const token = newSecret()
  const expiresAt = new Date(clock() + days * DAY_MS)
  const old = connection.deleteFrom('invitations')
  await old.where('person_id', personId === null ? 'is' : '=', personId).execute()
  await connection
    .insertInto('invitations')
    .values({
      token_hash: hashOfSecret(token),
      person_id: personId,
      expires_at: expiresAt,
      created_at: new Date(clock()),
    })
    .execute()
  return { url: `${consoleUrl}/welcome?token=${token}`, expiresAt: expiresAt.toISOString() }
}

export interface OpenInvitation {
  /** Undefined on the first administrator's link: they bring their own address. */
  person: Person | undefined
  role: Role
  accountName: string
  expiresAt: string
}

export async function findInvitation(
  { database, clock }: InvitationDeps,
  token: string,
): Promise<OpenInvitation> {
  const row = await database
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', hashOfSecret(token))
    .where('expires_at', '>', new Date(clock()))
    .executeTakeFirst()
  if (row === undefined) throw invitationNotValid()
  const expiresAt = row.expires_at.toISOString()
  if (row.person_id === null) {
    if (await hasActiveAdministrator(database)) throw invitationNotValid()
    return { person: undefined, role: 'administrator', accountName: PLATFORM_ACCOUNT_NAME, expiresAt }
  }
  const person = await findPerson(database, row.person_id)
  if (person === undefined) throw invitationNotValid()
  return { person, role: person.role, accountName: person.accountName, expiresAt }
}

export interface Acceptance {
  token: string
  /** Used on the first administrator's link alone. */
  email: string
  name: string
  passwordHash: string
}

/** Uses the link up, makes the person active and gives them their password; all or nothing. */
export function acceptInvitation(
  { database, clock }: InvitationDeps,
  acceptance: Acceptance,
): Promise<Person> {
  return database.transaction().execute(async (tx) => {
    const used = await tx
      .deleteFrom('invitations')
      .where('token_hash', '=', hashOfSecret(acceptance.token))
      .where('expires_at', '>', new Date(clock()))
      .returning('person_id')
      .executeTakeFirst()
    if (used === undefined) throw invitationNotValid()
    const personId =
      used.person_id === null ? await makeFirstAdministrator(tx, acceptance, clock()) : used.person_id
    await tx
      .updateTable('people')
      .set({ active: true, name: acceptance.name })
      .where('person_id', '=', personId)
      .execute()
    const person = await findPerson(tx, personId)
    if (person === undefined) throw invitationNotValid()
    await setPassword(tx, person, acceptance.passwordHash, clock())
    return person
  })
}

async function makeFirstAdministrator(tx: Tx, { email, name }: Acceptance, nowMs: number): Promise<string> {
  if ((await lockActiveAdministrators(tx)).length > 0) throw invitationNotValid()
  const known = await findPerson(tx, email)
  if (known?.active) throw personExists(email)
  const role = { role: 'administrator', account_id: PLATFORM_ACCOUNT_ID } as const
  if (known !== undefined) {
    await tx.updateTable('people').set(role).where('person_id', '=', known.personId).execute()
    return known.personId
  }
  const personId = newId('person')
  const person = {
    personId,
    email,
    name,
    role: role.role,
    accountId: PLATFORM_ACCOUNT_ID,
    active: true,
    nowMs,
  }
  await insertPerson(tx, person)
  return personId
}

function invitationNotValid(): AipressError {
  return new AipressError('invitation_not_valid', 'This link was used, has expired, or is not complete.', {
    hint: 'Ask for a new one; on the platform’s own machine, "npm run up" prints one for the first administrator.',
  })
}
