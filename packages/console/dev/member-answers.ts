import type { SiteAccess } from '@aipress/contract/access.ts'
import type { Me } from '@aipress/contract/accounts.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import { newId } from '@aipress/contract/ids.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { ROLE_PERMISSIONS, ROLE_SUMMARIES, Role } from '@aipress/contract/roles.ts'
import type { Answer } from './answers.ts'
import { ago, findSite, type World } from './world.ts'

/** Who is who in the imitation: roles, what was shared, and as whom an administrator acts. */
export const MEMBER_ANSWERS: Record<string, Answer> = {
  'me.show': (_, { world, person }): Me => {
    const acting = world.people.find(({ personId }) => personId === world.acting?.personId)
    const shown = acting ?? person
    return {
      person: shown,
      displayName: acting === undefined ? person.email : `${person.email} as ${acting.email}`,
      role: shown.role,
      accountId: shown.accountId,
      accountName: shown.accountName,
      permissions: ROLE_PERMISSIONS[shown.role].filter(
        (permission) => acting === undefined || permission !== 'self:change',
      ),
      siteRoles: [],
      ...(world.acting === undefined ? {} : { actingBy: { email: person.email, until: world.acting.until } }),
    }
  },
  'people.role': ({ person: ref, role }, { world }) => {
    const person = findPerson(world, ref)
    const formerRole = person.role
    person.role = role
    return { person, formerRole }
  },
  'people.invite': ({ email, role, account: ref }, { world }) => {
    const known = world.people.find((each) => each.email === email)
    const before = known && { role: known.role, accountName: known.accountName }
    const account = world.accounts.find(({ accountId, name }) => accountId === ref || name === ref)
    const { accountId, name: accountName } = account ?? world.accounts[0] ?? { accountId: '', name: '' }
    const person = known ?? {
      personId: newId('person'),
      email,
      name: '',
      role: 'owner',
      accountId,
      accountName,
      active: false,
      createdAt: ago(0),
    }
    Object.assign(person, role && { role }, account && { accountId, accountName })
    if (known === undefined) world.people.push(person)
    return {
      person,
      url: `http://${world.domain}/welcome?token=${newId('request')}`,
      expiresAt: ago(-7 * 24 * 60),
      ...(before === undefined ? {} : { before }),
    }
  },
  'people.impersonate': ({ person: ref, minutes }, { world }) => {
    const person = findPerson(world, ref)
    world.acting = { personId: person.personId, until: ago(-minutes) }
    return { person, until: world.acting.until }
  },
  'people.stop-impersonating': (_, { world }) => {
    delete world.acting
    return {}
  },
  'roles.list': ({ role }) => ({
    items: (role === undefined ? Role.options : [Role.parse(role)]).map((each) => ({
      role: each,
      summary: ROLE_SUMMARIES[each],
      permissions: [...ROLE_PERMISSIONS[each]],
      actions: ACTIONS.filter(({ permission }) => ROLE_PERMISSIONS[each].includes(permission)).map(
        ({ summary }) => summary,
      ),
    })),
  }),
  'access.list': ({ site }, { world }) => {
    const { name, siteId, accountName } = findSite(world, site)
    const members: SiteAccess[] = world.people
      .filter(({ role }) => role !== 'administrator')
      .map(({ email, role, active, createdAt }) => ({ email, role, on: 'account', active, since: createdAt }))
    return { siteName: name, accountName, items: [...members, ...(world.shared.get(siteId) ?? [])] }
  },
  'access.give': ({ site, email, role }, { world }) => {
    const { name, siteId } = findSite(world, site)
    const others = (world.shared.get(siteId) ?? []).filter((each) => each.email !== email)
    world.shared.set(siteId, [...others, { email, role, on: 'site', active: false, since: ago(0) }])
    const url = `http://${world.domain}/welcome?token=shared`
    return { siteName: name, email, role, url, expiresAt: ago(-7 * 24 * 60) }
  },
  'access.revoke': ({ site, person }, { world }) => {
    const { name, siteId } = findSite(world, site)
    world.shared.set(
      siteId,
      (world.shared.get(siteId) ?? []).filter((each) => each.email !== person),
    )
    return { siteName: name, email: person }
  },
}

function findPerson(world: World, ref: string) {
  const person = world.people.find(({ personId, email }) => personId === ref || email === ref)
  if (person !== undefined) return person
  throw new AipressError('person_not_found', `There is no person "${ref}".`)
}
