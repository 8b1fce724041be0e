import {
  AipressError,
  changeRole,
  type InvitedRole,
  invitePerson,
  isOfPlatform,
  listPeople,
  type Person,
  removePerson,
} from '@aipress/contract'
import { type CallContext, type Handler, handle } from '../actions/handler.ts'
import { type Caller, scopeOf } from '../kernel/caller.ts'
import type { Connection, Tx } from '../kernel/database.ts'
import { customerAccounts, ensureAccount, isAccountNameFree } from './account-store.ts'
import { PLATFORM_ACCOUNT_ID } from './accounts-migrations.ts'
import { type InvitationDeps, issueInvitation } from './invitations.ts'
import {
  accountAskedFor,
  personNotFound,
  requireMayGrant,
  requireOthersLeft,
  requirePerson,
} from './member-rules.ts'
import {
  deletePerson,
  findPerson,
  insertPerson,
  listPeoplePage,
  personExists,
  setRole,
} from './person-store.ts'
import { takeSiteRolesOfAccount } from './site-role-store.ts'

export function peopleHandlers(deps: InvitationDeps): Handler[] {
  const { database } = deps
  return [
    handle(listPeople, async ({ account, limit, cursor }, { caller }) => {
      const accountId = await accountAskedFor(database, caller, account)
      return listPeoplePage(database, { limit, cursor, accountId })
    }),

    handle(invitePerson, (input, context) =>
      database.transaction().execute(async (tx) => {
        const person = await ensureInvited(tx, deps, input, context)
        context.touch({ accountId: person.accountId })
        return { person, ...(await issueInvitation(tx, deps, person.personId)) }
      }),
    ),

    handle(changeRole, ({ person: ref, role }, { caller, touch }) =>
      database.transaction().execute(async (tx) => {
        const before = await requirePerson(tx, caller, ref)
        touch({ accountId: before.accountId })
        requireMayGrant(caller, before.role)
        requireMayGrant(caller, role)
        if (role !== before.role) await requireOthersLeft(tx, caller, before, { isRemoved: false })
        await setRole(tx, before.personId, { role, accountId: before.accountId })
        return { person: { ...before, role }, formerRole: before.role }
      }),
    ),

    handle(removePerson, ({ person: ref }, { caller, touch }) =>
      database.transaction().execute(async (tx) => {
        const person = await requirePerson(tx, caller, ref)
        touch({ accountId: person.accountId })
        requireMayGrant(caller, person.role)
        await requireOthersLeft(tx, caller, person, { isRemoved: true })
        await remove(tx, caller, person)
        return { removed: person.email }
      }),
    ),
  ]
}

/** An owner lets go of somebody who works for other accounts too: these keep them as a guest. */
async function remove(tx: Tx, caller: Caller, person: Person): Promise<void> {
  const elsewhere = isOfPlatform(caller.role)
    ? undefined
    : await takeSiteRolesOfAccount(tx, person.personId, person.accountId)
  if (elsewhere === undefined) await deletePerson(tx, person.personId)
  else await setRole(tx, person.personId, { role: 'guest', accountId: elsewhere })
}

interface Invited {
  email: string
  role: InvitedRole
  account?: string | undefined
}

async function ensureInvited(
  tx: Tx,
  deps: InvitationDeps,
  { email, role, account }: Invited,
  { caller, idOf }: Pick<CallContext, 'idOf' | 'caller'>,
): Promise<Person> {
  requireMayGrant(caller, role)
  const asked = await accountAskedFor(tx, caller, account)
  const known = await findPerson(tx, email)
  const scope = scopeOf(caller)
  if (known?.active || (known !== undefined && scope !== undefined && scope.accountId !== known.accountId)) {
    throw personExists(email)
  }
  const nowMs = deps.clock()
  if (known === undefined) {
    const fresh = { accountId: idOf('account'), nowMs }
    const accountId = asked ?? (await accountFor(tx, { email, role }, fresh))
    const person = { personId: idOf('person'), email, name: localPart(email), role, accountId }
    await insertPerson(tx, { ...person, active: false, nowMs })
  } else {
    requireMayGrant(caller, known.role)
    await setRole(tx, known.personId, { role, accountId: asked ?? known.accountId })
  }
  const person = await findPerson(tx, email)
  if (person === undefined) throw personNotFound(email)
  return person
}

/** Where none was named. */
async function accountFor(
  tx: Tx,
  { email, role }: Pick<Invited, 'email' | 'role'>,
  fresh: { accountId: string; nowMs: number },
): Promise<string> {
  if (isOfPlatform(role)) return PLATFORM_ACCOUNT_ID
  if (role !== 'owner') return onlyAccount(tx, role)
  await ensureAccount(tx, { ...fresh, name: await freeNameFor(tx, email, fresh.accountId) })
  return fresh.accountId
}

const ACCOUNTS_TOLD_MAX = 8

/** That of the one customer; where there is none yet, the platform's own, which then has all sites. */
async function onlyAccount(tx: Tx, role: string): Promise<string> {
  const accounts = await customerAccounts(tx, ACCOUNTS_TOLD_MAX + 1)
  const [first, second] = accounts
  if (first === undefined) return PLATFORM_ACCOUNT_ID
  if (second === undefined) return first.accountId
  throw accountNeeded(
    role,
    accounts.map(({ name }) => name),
  )
}

function accountNeeded(role: string, names: readonly string[]): AipressError {
  const told = names.slice(0, ACCOUNTS_TOLD_MAX).map((name) => `"${name}"`)
  const which = `${told.join(', ')}${names.length > ACCOUNTS_TOLD_MAX ? ' and more' : ''}`
  return new AipressError('invalid_input', `Say of which account they shall be ${role}.`, {
    hint: `Name it, in the terminal with --account. There are ${which}. Only owners get a new account with their invitation.`,
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
