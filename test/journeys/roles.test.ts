import {
  ACTIONS,
  type AnyAction,
  isOfPlatform,
  PERMISSION_SUBJECTS,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
  SITE_ROLE_PERMISSIONS,
  type SiteRole,
} from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTown, type Persona, type Town } from './roles-support.ts'

/** Everybody who may come in, and what they are on which of the town's things. */
const PERSONAS: Readonly<Record<string, Persona>> = {
  owner: { role: 'owner' },
  developer: { role: 'developer' },
  billing: { role: 'billing' },
  viewer: { role: 'viewer' },
  guest: { role: 'guest' },
  'developer of one site': { role: 'guest', onBakery: 'developer' },
  'viewer of one site': { role: 'guest', onBakery: 'viewer' },
  'viewer who is developer of one site': { role: 'viewer', onBakery: 'developer' },
  'owner of another account who is viewer of one site': { role: 'owner', of: 'other', onBakery: 'viewer' },
  // Last, as what they set going keeps the platform at work.
  operator: { role: 'operator' },
  administrator: { role: 'administrator' },
}

let town: Town
beforeAll(async () => {
  town = await openTown(PERSONAS)
}, 120_000)
afterAll(() => town?.[Symbol.asyncDispose]())

/**
 * Each action with each kind of person, on what is their account's, on what was shared with them, and on what is
 * neither: through the doors, with the real handlers. An action that is added is tried without anyone remembering to.
 */
describe('who may do what', () => {
  test.each(Object.keys(PERSONAS))(
    '%s',
    async (name) => {
      const persona = PERSONAS[name] as Persona
      const wrong: string[] = []
      for (const action of ACTIONS) {
        const tried = town.targetsOf(action).map(async (target) => {
          const outcome = await town.ask(name, action, target)
          const expected = expectedOf(persona, action, target)
          if (!agrees(expected, outcome.code, target))
            wrong.push(`${action.name} on ${target.name}: ${outcome.code}, not ${expected}`)
          wrong.push(...town.leaksIn(outcome, persona).map((word) => `${action.name} told of ${word}`))
        })
        await Promise.all(tried)
      }
      expect(wrong).toEqual([])
    },
    120_000,
  )
})

test('every action that names a thing of an account was tried on one’s own and on another’s', () => {
  const named = ACTIONS.filter((action) => town.targetsOf(action).length > 1).map(({ name }) => name)
  expect(named.length).toBeGreaterThan(35)
  expect(named).toEqual(
    expect.arrayContaining(['sites.show', 'mail.show', 'operations.cancel', 'people.role']),
  )
})

type Expected = 'allowed' | 'not_permitted' | 'not_found'

interface Target {
  readonly kind: string
  readonly place: 'bakery' | 'account' | 'foreign' | 'nothing'
}

function expectedOf(persona: Persona, action: AnyAction, target: Target): Expected {
  const { role, of, onBakery } = persona
  if (!mayAnywhere(persona, action.permission)) return 'not_permitted'
  // A token is limited to sites that one sees.
  const permission = action.name === 'tokens.create' ? 'sites:read' : action.permission
  // For browsers alone: accounts/members.test.ts tries it there.
  if (action.name === 'people.impersonate') return 'not_permitted'
  if (OWN_KINDS.includes(target.kind)) return target.place === 'foreign' ? 'not_found' : 'allowed'
  if (target.place === 'nothing' || isOfPlatform(role)) return 'allowed'
  const isMember = of !== 'other' && target.place !== 'foreign'
  const isShared = target.place === 'bakery' && onBakery !== undefined
  if (isMember && ROLE_PERMISSIONS[role].includes(permission)) return 'allowed'
  if (isShared && SITE_ROLE_PERMISSIONS[onBakery].includes(permission)) return 'allowed'
  return target.kind === 'site' && seesSite(role, onBakery, isMember, isShared)
    ? 'not_permitted'
    : 'not_found'
}

/** Each person's own: roles give nobody those of another. */
const OWN_KINDS = ['token', 'program', 'session']

const seesSite = (role: Role, on: SiteRole | undefined, isMember: boolean, isShared: boolean) =>
  (isMember && ROLE_PERMISSIONS[role].includes('sites:read')) || (isShared && on !== undefined)

const mayAnywhere = ({ role, onBakery }: Persona, permission: Permission) =>
  ROLE_PERMISSIONS[role].includes(permission) ||
  (onBakery !== undefined && SITE_ROLE_PERMISSIONS[onBakery].includes(permission))

/** Whoever is let in may be told anything else: that the site is busy, or that there is no such shard. */
function agrees(expected: Expected, code: string, { kind }: Target): boolean {
  if (expected === 'not_permitted') return code === 'not_permitted'
  const isNotFound = code === `${kind}_not_found`
  return expected === 'not_found' ? isNotFound : !isNotFound && code !== 'not_permitted'
}

test('what a permission is held on is what roles hold it on', () => {
  for (const permission of Object.keys(PERMISSION_SUBJECTS) as Permission[]) {
    if (PERMISSION_SUBJECTS[permission] !== 'platform') continue
    for (const role of Object.keys(ROLE_PERMISSIONS) as Role[]) {
      if (!isOfPlatform(role)) expect(ROLE_PERMISSIONS[role]).not.toContain(permission)
    }
  }
})
