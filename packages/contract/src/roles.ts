import { z } from 'zod'

/** What a caller may do, by noun. A role is a set of these; a token may hold fewer than its person. */
export const PERMISSIONS = [
  'sites:read',
  'sites:create',
  'sites:change',
  'sites:delete',
  'sites:operate',
  'logs:read',
  'operations:read',
  'mail:read',
  'billing:read',
  'billing:change',
  'members:read',
  'members:change',
  'self:read',
  'self:change',
  'accounts:read',
  'accounts:change',
  'people:impersonate',
  'platform:read',
  'platform:change',
  'audit:read',
] as const
export const Permission = z.enum(PERMISSIONS)
export type Permission = z.infer<typeof Permission>

/**
 * What a permission is about, and so on what it can be held: on single sites, on an account as a whole, or on the
 * whole platform. What is one's own needs no thing to be held on.
 */
export type PermissionSubject = 'site' | 'account' | 'platform' | 'self'

export const PERMISSION_SUBJECTS: Readonly<Record<Permission, PermissionSubject>> = {
  'sites:read': 'site',
  'sites:create': 'account',
  'sites:change': 'site',
  'sites:delete': 'site',
  'sites:operate': 'site',
  'logs:read': 'site',
  'operations:read': 'site',
  'mail:read': 'site',
  'billing:read': 'site',
  'billing:change': 'site',
  'members:read': 'account',
  'members:change': 'account',
  'self:read': 'self',
  'self:change': 'self',
  'accounts:read': 'platform',
  'accounts:change': 'platform',
  'people:impersonate': 'platform',
  'platform:read': 'platform',
  'platform:change': 'platform',
  'audit:read': 'platform',
}

/** From the one who may most to the one who may least. */
export const Role = z.enum(['administrator', 'operator', 'owner', 'developer', 'billing', 'viewer', 'guest'])
export type Role = z.infer<typeof Role>

/** What people are invited with. Guests come by a site that was shared with them. */
export const InvitedRole = Role.exclude(['guest'])
export type InvitedRole = z.infer<typeof InvitedRole>

/** What a person can be on a single site, whosever it is. */
export const SiteRole = Role.extract(['developer', 'viewer'])
export type SiteRole = z.infer<typeof SiteRole>

/** These hold what they may on every account; the others on their own. */
const PLATFORM_ROLES: readonly Role[] = ['administrator', 'operator']

export const isOfPlatform = (role: Role): boolean => PLATFORM_ROLES.includes(role)

const SELF = ['self:read', 'self:change'] as const

const VIEWER: readonly Permission[] = [
  'sites:read',
  'operations:read',
  'billing:read',
  'members:read',
  ...SELF,
]

/**
 * Logs and mail can hold what lets one into WordPress, a link for a new password for example: so they go with the
 * right to log in, and not with looking. What costs money or destroys a site is the owner's.
 */
const DEVELOPER: readonly Permission[] = [
  ...VIEWER,
  'sites:change',
  'sites:operate',
  'logs:read',
  'mail:read',
]

const OWNER: readonly Permission[] = [
  ...DEVELOPER,
  'sites:create',
  'sites:delete',
  'billing:change',
  'members:change',
]

/** Of people an operator sees who there are; whoever may change them could become an administrator. */
const OPERATOR: readonly Permission[] = [
  ...OWNER.filter((permission) => permission !== 'members:change'),
  'accounts:read',
  'platform:read',
  'platform:change',
  'audit:read',
]

const inOrder = (held: readonly Permission[]) => PERMISSIONS.filter((permission) => held.includes(permission))

export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  operator: inOrder(OPERATOR),
  owner: inOrder(OWNER),
  developer: inOrder(DEVELOPER),
  billing: inOrder([...VIEWER, 'billing:change']),
  viewer: inOrder(VIEWER),
  guest: inOrder(SELF),
}

/** Of the role, what can be held on one site alone. */
export const SITE_ROLE_PERMISSIONS: Readonly<Record<SiteRole, readonly Permission[]>> = {
  developer: onOneSite('developer'),
  viewer: onOneSite('viewer'),
}

function onOneSite(role: SiteRole): Permission[] {
  return ROLE_PERMISSIONS[role].filter((permission) => PERMISSION_SUBJECTS[permission] === 'site')
}

/** One line for each role, for people who have to choose one. */
export const ROLE_SUMMARIES: Readonly<Record<Role, string>> = {
  administrator: 'everything, on every account',
  operator: 'runs the platform and the sites of every account, but changes no people, roles or accounts',
  owner: 'everything on the sites of their account, and who its members are',
  developer: 'works on the sites of their account, but creates and deletes none and changes no tier',
  billing: 'sees the sites of their account, what they use and cost, and chooses their tiers',
  viewer: 'sees the sites of their account, but not their logs and mail',
  guest: 'only the single sites that were shared with them',
}

/** What somebody is, in words: of who has nothing but single sites, on how many of them and as what. */
export function roleInWords({
  role,
  siteRoles,
}: {
  role: Role
  siteRoles: readonly { role: SiteRole }[]
}): string {
  if (role !== 'guest' || siteRoles.length === 0) return role
  const counts = SiteRole.options.map((one) => ({
    one,
    count: siteRoles.filter((held) => held.role === one).length,
  }))
  return counts
    .filter(({ count }) => count > 0)
    .map(({ one, count }) => `${one} on ${count === 1 ? 'a single site' : `${count} single sites`}`)
    .join(', ')
}
