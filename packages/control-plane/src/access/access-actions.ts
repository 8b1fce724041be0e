import { AipressError, giveAccess, listAccess, revokeAccess } from '@aipress/contract'
import {
  accessTo,
  findPerson,
  giveSiteRole,
  type InvitationDeps,
  insertPerson,
  issueInvitation,
  takeSiteRole,
} from '../accounts/index.ts'
import { type Handler, handle } from '../actions/index.ts'
import type { SiteFinder, SiteRecord } from '../sites/index.ts'

export interface AccessDeps extends InvitationDeps {
  finder: Pick<SiteFinder, 'find' | 'describeOne'>
}

/**
 * Single sites that an account shares with people who are no members of it. What must never happen: that sharing
 * shows anything beyond that site, or that a person who is here already is told apart by more than their address.
 */
export function accessHandlers(deps: AccessDeps): Handler[] {
  const { database, finder, clock } = deps
  return [
    handle(listAccess, async ({ site: text }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const [{ accountName }, items] = await Promise.all([finder.describeOne(site), accessTo(database, site)])
      return { siteName: site.name, accountName, items }
    }),

    handle(giveAccess, async ({ site: text, email, role }, { caller, touch, idOf }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      return database.transaction().execute(async (tx) => {
        const known = await findPerson(tx, email)
        const nowMs = clock()
        const personId = known?.personId ?? idOf('person')
        if (known === undefined) await insertPerson(tx, guestOf(site, { personId, email, nowMs }))
        const { siteId, accountId } = site
        await giveSiteRole(tx, { personId, siteId, accountId, role, nowMs })
        // A link lets in as whoever it was made for: only the account of its guest may ask for another.
        const isOwnGuest = known === undefined || (!known.active && known.accountId === accountId)
        const link = isOwnGuest ? await issueInvitation(tx, deps, personId) : {}
        return { siteName: site.name, email, role, ...link }
      })
    }),

    handle(revokeAccess, async ({ site: text, person: ref }, { caller, touch }) => {
      const site = await finder.find(text, caller)
      touch({ siteId: site.siteId, accountId: site.accountId })
      const email = await database.transaction().execute(async (tx) => {
        const person = await findPerson(tx, ref)
        if (person !== undefined && (await takeSiteRole(tx, person.personId, site.siteId)))
          return person.email
        throw new AipressError('person_not_found', `${site.title} is not shared with "${ref}".`, {
          hint: `See who has access with "aipress access list ${site.name}".`,
        })
      })
      return { siteName: site.name, email }
    }),
  ]
}

/** Until they accept they cannot come in; then they see what was shared with them. */
function guestOf(
  { accountId }: SiteRecord,
  { personId, email, nowMs }: { personId: string; email: string; nowMs: number },
) {
  const name = email.slice(0, email.lastIndexOf('@'))
  return { personId, email, name, role: 'guest' as const, accountId, active: false, nowMs }
}
