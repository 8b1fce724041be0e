import { z } from 'zod'

/** What a caller may do, by noun. A role is a set of these; a token may hold fewer than its person. */
export const PERMISSIONS = [
  'sites:read',
  'sites:create',
  'sites:change',
  'sites:delete',
  'sites:operate',
  'operations:read',
  'mail:read',
  'self:change',
  'accounts:read',
  'accounts:change',
  'platform:read',
  'platform:change',
  'audit:read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export const Role = z.enum(['administrator', 'owner'])
export type Role = z.infer<typeof Role>

/**
 * Owners hold these on the sites of their own account and nothing elsewhere; administrators hold
 * everything everywhere.
 */
const OWNER: readonly Permission[] = [
  'sites:read',
  'sites:create',
  'sites:change',
  'sites:delete',
  'sites:operate',
  'operations:read',
  'mail:read',
  'self:change',
]

export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  administrator: PERMISSIONS,
  owner: OWNER,
}
