import {
  AipressError,
  type Door,
  isOfPlatform,
  PERMISSION_SUBJECTS,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
  SITE_ROLE_PERMISSIONS,
  type SiteRole,
} from '@aipress/contract'
import type { Scope } from './scope.ts'

/** Who asks, as a door has established it. Rights are checked against this and nothing else. */
export interface Caller {
  /**
   * Unique: `person:per_…`, `token:tok_…`, `program:prog_…`, `acting:act_…` or `machine`. Idempotency keys and audit
   * lines belong to it.
   */
  readonly principal: string
  readonly displayName: string
  readonly personId: string | undefined
  readonly role: Role
  /** The account on which the role counts; for a role on the platform, where new sites go. */
  readonly accountId: string
  /** From a token that may only read. */
  readonly readOnly: boolean
  readonly door: Door
  /** Single sites that were shared with the person, whosever they are. */
  readonly siteRoles?: readonly HeldSiteRole[]
  /** What a token or a connected program leaves of its person's rights. */
  readonly limits?: CallerLimits
  /** The administrator who acts as this person. */
  readonly actor?: Actor
  /** Of the browser; programs have none. */
  readonly sessionId?: string
  /**
   * The permission of the action that is being answered, set by whoever has checked it. `scopeOf` goes by it, so
   * that what a handler finds is what this caller may do this to.
   */
  readonly asks?: Permission
}

export interface HeldSiteRole {
  readonly siteId: string
  readonly role: SiteRole
}

export interface CallerLimits {
  readonly permissions?: readonly Permission[] | undefined
  readonly siteIds?: readonly string[] | undefined
  readonly accountId?: string | undefined
}

export interface Actor {
  readonly personId: string
  readonly email: string
  readonly until: string
}

/** What the caller may by their role: on their account, or everywhere. */
export function rightsByRole(caller: Caller): readonly Permission[] {
  const { role, accountId, limits } = caller
  const isElsewhere = limits?.accountId !== undefined && !isOfPlatform(role) && limits.accountId !== accountId
  return ROLE_PERMISSIONS[role].filter((permission) => {
    const subject = PERMISSION_SUBJECTS[permission]
    if (subject === 'self') return isLeft(caller, permission)
    if (isElsewhere || !isLeft(caller, permission)) return false
    if (limits?.siteIds !== undefined) return subject === 'site'
    return limits?.accountId === undefined || subject !== 'platform'
  })
}

/** Those of the sites that were shared with the caller on which they may this. */
export function rightsOnSite(caller: Caller, { siteId, role }: HeldSiteRole): readonly Permission[] {
  const { limits } = caller
  // Which account a shared site is of is not known here, and a token for one account is not for it.
  if (limits?.accountId !== undefined) return []
  if (limits?.siteIds !== undefined && !limits.siteIds.includes(siteId)) return []
  return SITE_ROLE_PERMISSIONS[role].filter((permission) => isLeft(caller, permission))
}

/** Whether neither the token nor acting as somebody takes it away. */
function isLeft({ limits, actor }: Caller, permission: Permission): boolean {
  if (permission === 'self:read') return true
  // A token or another password would outlive the time for which an administrator acts as somebody.
  if (actor !== undefined && permission === 'self:change') return false
  return limits?.permissions === undefined || limits.permissions.includes(permission)
}

/** On anything at all. What exactly is found by `scopeOf`. */
export function may(caller: Caller, permission: Permission): boolean {
  if (rightsByRole(caller).includes(permission)) return true
  return (caller.siteRoles ?? []).some((held) => rightsOnSite(caller, held).includes(permission))
}

/** The same caller, asking for this: see `asks`. */
export function asking(caller: Caller, permission: Permission): Caller {
  return { ...caller, asks: permission }
}

/**
 * On what the caller may do what they ask for: `undefined` means everything. Every list and look-up of a store
 * takes it.
 */
export function scopeOf(caller: Caller): Scope | undefined {
  const { role, accountId, limits, asks } = caller
  const byRole = asks === undefined || rightsByRole(caller).includes(asks)
  const isEverywhere = byRole && isOfPlatform(role)
  if (isEverywhere && limits?.siteIds !== undefined) return { siteIds: limits.siteIds }
  if (isEverywhere && limits?.accountId !== undefined) return { accountId: limits.accountId, siteIds: [] }
  if (isEverywhere) return undefined
  const shared = (caller.siteRoles ?? [])
    .filter((held) => asks !== undefined && rightsOnSite(caller, held).includes(asks))
    .map(({ siteId }) => siteId)
  return {
    ...(byRole ? { accountId } : {}),
    siteIds: shared,
    ...(limits?.siteIds === undefined ? {} : { onlySiteIds: limits.siteIds }),
  }
}

export function requirePermission(caller: Caller, permission: Permission): void {
  if (may(caller, permission)) return
  throw notPermitted(caller, permission)
}

/** What keeps a caller from something that they may not do. */
export type Barrier = 'role' | 'single-sites' | 'token' | 'program' | 'acting'

/** The token is in the way only of what its person may do. */
export function barrierTo(caller: Caller, permission: Permission): Barrier {
  const { principal, role, limits, actor, readOnly, siteRoles = [] } = caller
  const isHeld =
    ROLE_PERMISSIONS[role].includes(permission) ||
    (role === 'guest' && siteRoles.some((held) => SITE_ROLE_PERMISSIONS[held.role].includes(permission)))
  if (isHeld && actor !== undefined && permission === 'self:change') return 'acting'
  if (isHeld && principal.startsWith('program:')) return 'program'
  if (isHeld && (limits !== undefined || readOnly)) return 'token'
  return role === 'guest' ? 'single-sites' : 'role'
}

/** Says what is in the way. */
export function notPermitted(caller: Caller, permission: Permission, on = ''): AipressError {
  const refused = (message: string, hint: string) => new AipressError('not_permitted', message, { hint })
  switch (barrierTo(caller, permission)) {
    case 'acting':
      return refused('Not while you act as somebody else.', 'Stop acting as them first.')
    case 'program':
      return refused(
        `This program may not do what needs ${permission}${on}.`,
        'Ask the person you work for to do it, or to connect you again with more rights.',
      )
    case 'token':
      return refused(
        `This token was made without ${permission}${on}.`,
        'Use another, or make one with more scopes, sites or accounts.',
      )
    case 'single-sites':
      return refused(
        `You have rights on single sites only, and they do not include ${permission}${on}.`,
        'Ask an owner of the site’s account, or an administrator of the platform.',
      )
    default:
      return refused(
        `Your role (${caller.role}) does not include ${permission}${on}.`,
        isOfPlatform(caller.role)
          ? 'Ask an administrator of the platform to do it or to change your role.'
          : PERMISSION_SUBJECTS[permission] === 'platform'
            ? 'Ask an administrator of the platform.'
            : 'Ask an owner of the account.',
      )
  }
}
