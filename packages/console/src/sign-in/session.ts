import { type Me, showMe } from '@aipress/contract/accounts.ts'
import { isOfPlatform, type Permission } from '@aipress/contract/roles.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { useSuspenseQuery } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'
import { queryOf } from '../client/queries.ts'
import { queryClient } from '../client/query-client.ts'
import { toast } from '../ui/toast.tsx'

/** Rights change seldom, and the server checks each call anyway. */
const ME_FRESH_MS = 60_000

export const meQuery = { ...queryOf(showMe, {}), staleTime: ME_FRESH_MS }

/** Inside the signed-in pages only: their route has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** On anything at all: for the way to pages. */
export function may(me: Me, permission: Permission): boolean {
  return (
    me.permissions.includes(permission) ||
    me.siteRoles.some(({ permissions }) => permissions.includes(permission))
  )
}

/** On this site, by the role on its account or because it was shared. */
export function mayOn(me: Me, permission: Permission, site: Pick<Site, 'siteId' | 'accountId'>): boolean {
  const isOwn = isOfPlatform(me.role) || site.accountId === me.accountId
  if (isOwn && me.permissions.includes(permission)) return true
  const shared = me.siteRoles.find(({ siteId }) => siteId === site.siteId)
  return shared?.permissions.includes(permission) ?? false
}

/** Whether they see sites of accounts other than their own. */
export const seesOtherAccounts = (me: Me) => isOfPlatform(me.role) || me.siteRoles.length > 0

export interface Invitation {
  /** Where present, it cannot be changed. */
  email?: string
  role: Me['role']
  accountName: string
  expiresAt: string
}

export function fetchInvitation(token: string, signal: AbortSignal): Promise<Invitation> {
  return fetchJson(`/auth/invitation?token=${encodeURIComponent(token)}`, { signal })
}

export async function acceptInvitation(body: {
  token: string
  email: string
  name?: string
  password: string
}): Promise<void> {
  await fetchJson('/auth/accept', { body })
  queryClient.clear()
}

export async function signIn(email: string, password: string): Promise<void> {
  await fetchJson('/auth/sign-in/email', { body: { email, password } })
  queryClient.clear()
}

/**
 * Ends every other session of the person; this one goes on. Where the password is refused, it is asked
 * whether the session itself has ended, which leads to the sign-in page.
 */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  try {
    await fetchJson('/auth/change-password', { body: { currentPassword, newPassword } })
  } catch (error) {
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
    throw error
  }
}

/** `leave` leads away from the pages that need a person. */
export async function signOut(leave: () => unknown): Promise<void> {
  try {
    await fetchJson('/auth/sign-out', { body: {} })
    queryClient.clear()
    await leave()
  } catch (error) {
    toast.error(error)
  }
}

/** After it has changed who one is: nothing that was loaded before counts any more. */
export function beginAnew(): void {
  window.location.assign('/')
}
