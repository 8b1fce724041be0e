import { createAccount, listAccounts, type Me, showMe } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { type Caller, rightsByRole, rightsOnSite } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { accountNames, type CountSites, ensureAccount, listAccountPage } from './account-store.ts'
import { findPerson } from './person-store.ts'

export interface AccountHandlersDeps {
  database: Database
  clock: Clock
  countSites: CountSites
}

export function accountHandlers({ database, clock, countSites }: AccountHandlersDeps): Handler[] {
  return [
    handle(showMe, (_input, { caller }) => describe(database, caller)),

    handle(createAccount, async ({ name }, { idOf, touch }) => {
      const accountId = idOf('account')
      touch({ accountId })
      await ensureAccount(database, { accountId, name, nowMs: clock() })
      const page = await listAccountPage(database, countSites, { limit: 1, accountId })
      const [account] = page.items
      if (account === undefined) throw new Error('An account that was just made is gone.')
      return account
    }),

    handle(listAccounts, ({ limit, cursor }) => listAccountPage(database, countSites, { limit, cursor })),
  ]
}

async function describe(database: Database, caller: Caller): Promise<Me> {
  const [person, names] = await Promise.all([
    caller.personId === undefined ? undefined : findPerson(database, caller.personId),
    accountNames(database, [caller.accountId]),
  ])
  return {
    ...(person === undefined ? {} : { person }),
    displayName: caller.displayName,
    role: caller.role,
    accountId: caller.accountId,
    accountName: names.get(caller.accountId) ?? '',
    permissions: [...rightsByRole(caller)],
    siteRoles: (caller.siteRoles ?? []).map((held) => ({
      ...held,
      permissions: [...rightsOnSite(caller, held)],
    })),
    ...(caller.actor === undefined
      ? {}
      : { actingBy: { email: caller.actor.email, until: caller.actor.until } }),
  }
}
