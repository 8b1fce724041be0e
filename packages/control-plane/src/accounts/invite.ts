import { AipressError, type InvitedRole, isOfPlatform, type Person, type Role } from '@aipress/contract'
import type { CallContext } from '../actions/handler.ts'
import { type Caller, scopeOf } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Connection, Tx } from '../kernel/database.ts'
import { customerAccounts, ensureAccount, isAccountNameFree } from './account-store.ts'
import { PLATFORM_ACCOUNT_ID, PLATFORM_ACCOUNT_NAME } from './accounts-migrations.ts'
import { accountAskedFor, personNotFound, requireMayGrant } from './member-rules.ts'
import { findPerson, insertPerson, personExists, setRole } from './person-store.ts'

/**
 * Who is invited, as what and of which account. What must never happen: that somebody comes into an account which
 * nobody has named and which is not plainly meant, or that inviting again changes what they are to be by itself.
 */
interface Asked {
  email: string
  role?: InvitedRole | undefined
  account?: string | undefined
}

interface Invited {
  person: Person
  newAccount?: true
  before?: { role: Role; accountName: string }
}

export async function ensureInvited(
  tx: Tx,
  { clock }: { clock: Clock },
  { email, role, account }: Asked,
  { caller, idOf }: Pick<CallContext, 'idOf' | 'caller'>,
): Promise<Invited> {
  if (role !== undefined) requireMayGrant(caller, role)
  const asked = await accountAskedFor(tx, caller, account)
  const known = await findPerson(tx, email)
  const scope = scopeOf(caller)
  if (known?.active || (known !== undefined && scope !== undefined && scope.accountId !== known.accountId)) {
    throw personExists(email)
  }
  if (known !== undefined) return inviteAgain(tx, caller, known, { role, accountId: asked })
  const first = role ?? FIRST_ROLE
  requireMayGrant(caller, first)
  const fresh = { accountId: idOf('account'), nowMs: clock() }
  const accountId = asked ?? (await accountFor(tx, caller, { email, role: first }, fresh))
  const person = { personId: idOf('person'), email, name: localPart(email), role: first, accountId }
  await insertPerson(tx, { ...person, active: false, nowMs: fresh.nowMs })
  return {
    person: await requireInvited(tx, email),
    ...(accountId === fresh.accountId ? { newAccount: true } : {}),
  }
}

/** A customer who is invited answers for their account. */
const FIRST_ROLE = 'owner'

async function inviteAgain(
  tx: Tx,
  caller: Caller,
  known: Person,
  { role = known.role, accountId }: { role?: InvitedRole | Role | undefined; accountId?: string | undefined },
): Promise<Invited> {
  requireMayGrant(caller, known.role)
  const account = accountId ?? (await accountAgain(tx, caller, known, role))
  await setRole(tx, known.personId, { role, accountId: account })
  const before = { role: known.role, accountName: known.accountName }
  return { person: await requireInvited(tx, known.email), before }
}

/**
 * Where none was named: the one of before, but for who becomes one of the platform's people, and for who had only
 * single sites there: nobody comes into an account that was not named.
 */
async function accountAgain(tx: Tx, caller: Caller, known: Person, role: Role): Promise<string> {
  if (isOfPlatform(role) && !isOfPlatform(known.role)) return PLATFORM_ACCOUNT_ID
  const isOneAccounts = scopeOf(caller) !== undefined
  if (known.role === 'guest' && role !== 'guest' && !isOneAccounts)
    throw await accountNeeded(tx, caller, role)
  return known.accountId
}

async function requireInvited(tx: Tx, email: string): Promise<Person> {
  const person = await findPerson(tx, email)
  if (person === undefined) throw personNotFound(email)
  return person
}

/** Where none was named: one of their own for a customer, and the platform's for its people. */
async function accountFor(
  tx: Tx,
  caller: Caller,
  { email, role }: { email: string; role: InvitedRole },
  fresh: { accountId: string; nowMs: number },
): Promise<string> {
  if (isOfPlatform(role)) return PLATFORM_ACCOUNT_ID
  if (role !== 'owner') return onlyAccount(tx, caller, role)
  await ensureAccount(tx, { ...fresh, name: await freeNameFor(tx, email, fresh.accountId) })
  return fresh.accountId
}

const ACCOUNTS_TOLD_MAX = 8

/** The platform's own while there is no other; after that a colleague and a customer's member look alike. */
async function onlyAccount(tx: Tx, caller: Caller, role: string): Promise<string> {
  const customers = await customerAccounts(tx, 1)
  if (customers.length === 0) return PLATFORM_ACCOUNT_ID
  throw await accountNeeded(tx, caller, role)
}

async function accountNeeded(tx: Tx, caller: Caller, role: string): Promise<AipressError> {
  const customers = await customerAccounts(tx, ACCOUNTS_TOLD_MAX)
  const isOwn = caller.accountId === PLATFORM_ACCOUNT_ID
  const platform = `"${PLATFORM_ACCOUNT_NAME}" (${isOwn ? 'your own' : 'the platform’s own'})`
  const told = [platform, ...customers.slice(0, ACCOUNTS_TOLD_MAX - 1).map(({ name }) => `"${name}"`)]
  const more = customers.length < ACCOUNTS_TOLD_MAX ? '' : ' and more'
  return new AipressError('account_needed', `Say of which account they shall be ${role}.`, {
    hint: `Name it, in the terminal with --account. There are ${told.join(', ')}${more}. Nobody was invited.`,
  })
}

async function freeNameFor(connection: Connection, email: string, accountId: string): Promise<string> {
  for (const name of [localPart(email), email]) {
    if (await isAccountNameFree(connection, name)) return name
  }
  return `${email} (${accountId})`
}

function localPart(email: string): string {
  return email.slice(0, email.lastIndexOf('@'))
}
