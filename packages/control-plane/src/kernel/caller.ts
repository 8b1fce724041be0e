import { AipressError, type Door, type Permission, ROLE_PERMISSIONS, type Role } from '@aipress/contract'

/** Who asks, as a door has established it. Rights are checked against this and nothing else. */
export interface Caller {
  /** Unique: `person:per_…`, `token:tok_…` or `machine`. Idempotency keys and audit lines belong to it. */
  readonly principal: string
  readonly displayName: string
  readonly personId: string | undefined
  readonly role: Role
  /** The account whose sites an owner may touch; where an administrator's new sites go. */
  readonly accountId: string
  /** From a token that may only read. */
  readonly readOnly: boolean
  readonly door: Door
}

export function may(caller: Caller, permission: Permission): boolean {
  return ROLE_PERMISSIONS[caller.role].includes(permission)
}

/** The accounts a caller may see: `undefined` means all. Every list and look-up of a store takes it. */
export function accountScope(caller: Caller): string | undefined {
  return caller.role === 'administrator' ? undefined : caller.accountId
}

export function requirePermission(caller: Caller, permission: Permission): void {
  if (may(caller, permission)) return
  throw new AipressError('not_permitted', `Your role (${caller.role}) does not include ${permission}.`, {
    hint: 'Ask an administrator of the platform to do it or to change your role.',
  })
}
