import {
  AipressError,
  isOfPlatform,
  PERMISSION_SUBJECTS,
  type Person,
  ROLE_PERMISSIONS,
  type Role,
} from '@aipress/contract'
import { type Caller, rightsByRole, scopeOf } from '../kernel/caller.ts'
import type { Connection, Tx } from '../kernel/database.ts'
import { accountNotFound, findAccount } from './account-store.ts'
import { findPerson, lockActiveAdministrators, lockActiveOwners, otherPeople } from './person-store.ts'

/**
 * Who may change whom. What must never happen: that somebody gives rights which they do not have, that an account's
 * people see or touch those of another, or that an account or the platform is left without anyone to answer for it.
 */

/** The account that was named, or the only one that the caller may ask about; undefined means all. */
export async function accountAskedFor(
  connection: Connection,
  caller: Caller,
  ref: string | undefined,
): Promise<string | undefined> {
  const scope = scopeOf(caller)
  if (ref === undefined) return scope === undefined ? undefined : ownAccount(scope.accountId)
  const found = await findAccount(connection, ref)
  if (scope !== undefined && scope.accountId !== found.accountId) throw accountNotFound(ref)
  return found.accountId
}

function ownAccount(accountId: string | undefined): string {
  if (accountId === undefined) throw new Error('An action about members was asked without an account.')
  return accountId
}

/** Throws `person_not_found`, for those of other accounts too. */
export async function requirePerson(connection: Connection, caller: Caller, ref: string): Promise<Person> {
  const person = await findPerson(connection, ref)
  const scope = scopeOf(caller)
  if (person !== undefined && (scope === undefined || scope.accountId === person.accountId)) return person
  throw personNotFound(ref)
}

/** Whoever changes what somebody is must have all the rights that the person has, and is to have. */
export function requireMayGrant(caller: Caller, role: Role, deed = `make or unmake somebody ${role}`): void {
  const held = rightsByRole(caller)
  const missing = ROLE_PERMISSIONS[role].filter(
    (permission) => PERMISSION_SUBJECTS[permission] !== 'self' && !held.includes(permission),
  )
  if (missing.length === 0) return
  throw new AipressError('not_permitted', `You cannot ${deed}.`, {
    hint: `That takes ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' and more' : ''}, which you do not have here yourself.`,
  })
}

/** Before somebody stops being what they are. Two who do so at once wait for one another. */
export async function requireOthersLeft(
  tx: Tx,
  caller: Caller,
  person: Person,
  { isRemoved }: { isRemoved: boolean },
): Promise<void> {
  const administrators = await lockActiveAdministrators(tx)
  if (administrators.length === 1 && administrators[0] === person.personId) throw lastAdministrator()
  const owners = await lockActiveOwners(tx, person.accountId)
  if (owners.length !== 1 || owners[0] !== person.personId) return
  // A customer who leaves altogether is let go by the platform, down to the last of them.
  const isLeaving = isRemoved && isOfPlatform(caller.role) && !(await otherPeople(tx, person))
  if (!isLeaving) throw lastOwner(person)
}

export function personNotFound(ref: string): AipressError {
  return new AipressError('person_not_found', `There is no person "${ref}".`, {
    hint: 'List the people to see their e-mail addresses.',
  })
}

function lastAdministrator(): AipressError {
  return new AipressError('last_administrator', 'This is the only administrator who can sign in.', {
    hint: 'Invite another administrator first and let them accept.',
  })
}

function lastOwner({ accountName }: Person): AipressError {
  return new AipressError('last_owner', `This is the only owner of ${accountName} who can sign in.`, {
    hint: 'Make somebody else an owner of the account first.',
  })
}
