import {
  AipressError,
  invitePerson,
  listPeople,
  type Person,
  type Role,
  removePerson,
} from '@aipress/contract'
import { type CallContext, type Handler, handle } from '../actions/handler.ts'
import type { Connection, Tx } from '../kernel/database.ts'
import { ensureAccount, findAccount, isAccountNameFree } from './account-store.ts'
import { PLATFORM_ACCOUNT_ID } from './accounts-migrations.ts'
import { type InvitationDeps, issueInvitation } from './invitations.ts'
import {
  deletePerson,
  findPerson,
  insertPerson,
  listPeoplePage,
  lockActiveAdministrators,
  personExists,
} from './person-store.ts'

export function peopleHandlers(deps: InvitationDeps): Handler[] {
  const { database } = deps
  return [
    handle(listPeople, async ({ account, limit, cursor }) => {
      const accountId = account === undefined ? undefined : (await findAccount(database, account)).accountId
      return listPeoplePage(database, { limit, cursor, accountId })
    }),

    handle(invitePerson, (input, context) =>
      database.transaction().execute(async (tx) => {
        const person = await ensureInvited(tx, deps, input, context)
        context.touch({ accountId: person.accountId })
        return { person, ...(await issueInvitation(tx, deps, person.personId)) }
      }),
    ),

    handle(removePerson, ({ person: ref }, context) =>
      database.transaction().execute(async (tx) => {
        const administrators = await lockActiveAdministrators(tx)
        const person = await findPerson(tx, ref)
        if (person === undefined) throw personNotFound(ref)
        if (administrators.length === 1 && administrators[0] === person.personId) throw lastAdministrator()
        context.touch({ accountId: person.accountId })
        await deletePerson(tx, person.personId)
        return { removed: person.email }
      }),
    ),
  ]
}

interface Invited {
  email: string
  role: Role
  account?: string | undefined
}

async function ensureInvited(
  tx: Tx,
  deps: InvitationDeps,
  { email, role, account }: Invited,
  context: Pick<CallContext, 'idOf'>,
): Promise<Person> {
  const known = await findPerson(tx, email)
  if (known?.active) throw personExists(email)
  const nowMs = deps.clock()
  if (known === undefined) {
    const accountId = await accountFor(
      tx,
      { email, role, account },
      { accountId: context.idOf('account'), nowMs },
    )
    const person = { personId: context.idOf('person'), email, name: localPart(email), role, accountId }
    await insertPerson(tx, { ...person, active: false, nowMs })
  } else {
    const accountId = account === undefined ? known.accountId : (await findAccount(tx, account)).accountId
    const set = { role, account_id: accountId }
    await tx.updateTable('people').set(set).where('person_id', '=', known.personId).execute()
  }
  const person = await findPerson(tx, email)
  if (person === undefined) throw personNotFound(email)
  return person
}

async function accountFor(
  tx: Tx,
  { email, role, account }: Invited,
  fresh: { accountId: string; nowMs: number },
): Promise<string> {
  if (account !== undefined) return (await findAccount(tx, account)).accountId
  if (role === 'administrator') return PLATFORM_ACCOUNT_ID
  await ensureAccount(tx, { ...fresh, name: await freeNameFor(tx, email, fresh.accountId) })
  return fresh.accountId
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

function personNotFound(ref: string): AipressError {
  return new AipressError('person_not_found', `There is no person "${ref}".`, {
    hint: 'List the people to see their e-mail addresses.',
  })
}

function lastAdministrator(): AipressError {
  return new AipressError('last_administrator', 'This is the only administrator who can sign in.', {
    hint: 'Invite another administrator first and let them accept.',
  })
}
