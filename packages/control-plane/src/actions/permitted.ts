import { AipressError, type AnyAction } from '@aipress/contract'
import { type Caller, may, requirePermission } from '../kernel/caller.ts'

export function isAllowed(action: AnyAction, caller: Caller): boolean {
  return may(caller, action.permission) && (action.effect === 'reads' || !caller.readOnly)
}

/** Throws `not_permitted`, saying whether role or token is in the way, or the address that was asked. */
export function requireAllowed(action: AnyAction, caller: Caller): void {
  requirePermission(caller, action.permission)
  if (isAllowed(action, caller)) return
  throw new AipressError('not_permitted', `You may only read here; ${action.name} does more.`, {
    hint: 'Use a token that was made without "read only", and an address without "?mode=read-only".',
  })
}
