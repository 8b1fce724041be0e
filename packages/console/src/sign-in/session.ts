import { type Me, showMe } from '@aipress/contract/accounts.ts'
import { isOfPlatform, type Permission } from '@aipress/contract/roles.ts'
import { listSessions } from '@aipress/contract/signing-in.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { useSuspenseQuery } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'
import { queryOf, refresh } from '../client/queries.ts'
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

/** `code`: a code of one's app is asked for before one is in. */
export async function signIn(email: string, password: string): Promise<'in' | 'code'> {
  const { next } = await fetchJson<{ next: 'in' | 'code' }>('/auth/sign-in/email', {
    body: { email, password },
  })
  if (next !== 'code') queryClient.clear()
  return next
}

export async function signInWithCode(code: string): Promise<void> {
  await fetchJson('/auth/sign-in/code', { body: { code } })
  queryClient.clear()
}

/** The library comes with the first use of a passkey: most people never need it. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const { options } = await fetchJson<{ options: Parameters<typeof startAuthentication>[0]['optionsJSON'] }>(
    '/auth/sign-in/passkey/begin',
    { body: {} },
  )
  const response = await startAuthentication({ optionsJSON: options })
  await fetchJson('/auth/sign-in/passkey', { body: { response } })
  queryClient.clear()
}

/** What there is besides a password and passkeys. */
export function fetchWays(signal: AbortSignal): Promise<{ provider?: string }> {
  return fetchJson('/auth/ways', { signal })
}

/** Answers where the browser goes to sign in, and it comes back from there. */
export function beginWithProvider(next: string): Promise<{ url: string }> {
  return fetchJson('/auth/provider/begin', { body: { next } })
}

/** Ends every other session of the person; this one goes on. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await fetchJson('/auth/change-password', { body: { currentPassword, newPassword } })
  refresh(listSessions)
}

/** Tells nobody whether there is such an address. */
export async function askForReset(email: string): Promise<void> {
  await fetchJson('/auth/forgot-password', { body: { email } })
}

export function fetchReset(token: string, signal: AbortSignal): Promise<{ email: string }> {
  return fetchJson(`/auth/reset-password?token=${encodeURIComponent(token)}`, { signal })
}

export async function setNewPassword(body: {
  token: string
  password: string
  endSessions: boolean
}): Promise<void> {
  await fetchJson('/auth/reset-password', { body })
  queryClient.clear()
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
