import {
  changeRole,
  invitePerson,
  isOfPlatform,
  listPeople,
  type Person,
  removePerson,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'
import type { Tx } from '../kernel/database.ts'
import { type InvitationDeps, issueInvitation } from './invitations.ts'
import { ensureInvited } from './invite.ts'
import { accountAskedFor, requireMayGrant, requireOthersLeft, requirePerson } from './member-rules.ts'
import { deletePerson, listPeoplePage, setRole } from './person-store.ts'
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
        const { person, ...invited } = await ensureInvited(tx, deps, input, context)
        context.touch({ accountId: person.accountId })
        return { person, ...(await issueInvitation(tx, deps, person.personId)), ...invited }
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

    handle(removePerson, ({ person: ref }, { caller, touch, foresee }) =>
      database.transaction().execute(async (tx) => {
        const person = await requirePerson(tx, caller, ref)
        touch({ accountId: person.accountId })
        requireMayGrant(caller, person.role)
        await requireOthersLeft(tx, caller, person, { isRemoved: true })
        if (!person.active) foresee([withdrawalOf(person)])
        await remove(tx, caller, person)
        return { removed: person.email, ...(person.active ? {} : { withdrawn: true }) }
      }),
    ),
  ]
}

const withdrawalOf = ({ email, role, accountName }: Person) =>
  `${email} was invited as ${role} of ${accountName} and has not come yet: the invitation is withdrawn, and its link stops working.`

/** An owner lets go of somebody who works for other accounts too: these keep them as a guest. */
async function remove(tx: Tx, caller: Caller, person: Person): Promise<void> {
  const elsewhere = isOfPlatform(caller.role)
    ? undefined
    : await takeSiteRolesOfAccount(tx, person.personId, person.accountId)
  if (elsewhere === undefined) await deletePerson(tx, person.personId)
  else await setRole(tx, person.personId, { role: 'guest', accountId: elsewhere })
}
