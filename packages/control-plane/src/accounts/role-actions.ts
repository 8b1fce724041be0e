import {
  ACTIONS,
  listRoles,
  ROLE_PERMISSIONS,
  ROLE_SUMMARIES,
  Role,
  type RoleMeaning,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'

/** What roles mean follows from the contract, as the rights themselves do. */
export function roleHandlers(): Handler[] {
  return [
    handle(listRoles, async ({ role }) => ({
      items: (role === undefined ? Role.options : [role]).map(meaningOf),
    })),
  ]
}

function meaningOf(role: Role): RoleMeaning {
  const permissions = [...ROLE_PERMISSIONS[role]]
  const actions = ACTIONS.filter((action) => permissions.includes(action.permission))
  return {
    role,
    summary: ROLE_SUMMARIES[role],
    permissions,
    actions: actions.map(({ summary }) => summary),
  }
}
