import type { Me } from '@aipress/contract/accounts.ts'
import {
  InvitedRole,
  PERMISSION_SUBJECTS,
  ROLE_PERMISSIONS,
  ROLE_SUMMARIES,
  type Role,
} from '@aipress/contract/roles.ts'

export const ROLE_LABELS: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  operator: 'Operator',
  owner: 'Owner',
  developer: 'Developer',
  billing: 'Billing',
  viewer: 'Viewer',
  guest: 'Single sites',
}

/** To the one who has the role. */
export const YOU_MAY: Readonly<Record<Role, string>> = {
  administrator: 'You may do everything, on every account.',
  operator: 'You run the platform and the sites of every account, but change no people, roles or accounts.',
  owner: 'You may do everything on the sites of your account, and choose its members.',
  developer: 'You work on the sites of your account, but create and delete none and change no tier.',
  billing: 'You see the sites of your account, what they use and cost, and choose their tiers.',
  viewer: 'You see the sites of your account, but not their logs and mail.',
  guest: 'You have single sites that were shared with you.',
}

/** The roles that somebody may give: none that may more than they may themselves. The server decides in the end. */
export function rolesToGive(me: Me): InvitedRole[] {
  return InvitedRole.options.filter((role) => mayGive(me, role))
}

export function mayGive(me: Me, role: Role): boolean {
  return ROLE_PERMISSIONS[role].every(
    (permission) => PERMISSION_SUBJECTS[permission] === 'self' || me.permissions.includes(permission),
  )
}

export const roleOptions = (roles: readonly InvitedRole[]) =>
  roles.map((role) => ({ value: role, label: `${ROLE_LABELS[role]}: ${ROLE_SUMMARIES[role]}` }))
