import type { RegistrationResponseJSON } from '@simplewebauthn/browser'
import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'
import { queryClient } from '../client/query-client.ts'

/** How one can sign in. */
export interface OwnWays {
  hasPassword: boolean
  secondFactor?: { since: string; recoveryCodesLeft: number }
  passkeys: { passkeyId: string; name: string; createdAt: string; lastUsedAt?: string }[]
}

export const ownWaysQuery = queryOptions<OwnWays>({
  queryKey: ['own-ways'],
  queryFn: ({ signal }) => fetchJson('/auth/own', { signal }),
})

const refreshWays = () => queryClient.invalidateQueries({ queryKey: ownWaysQuery.queryKey })

export function beginSecondFactor(password: string): Promise<{ secret: string; uri: string }> {
  return fetchJson('/auth/second-factor/begin', { body: { password } })
}

export async function confirmSecondFactor(code: string): Promise<{ recoveryCodes: string[] }> {
  const confirmed = await fetchJson<{ recoveryCodes: string[] }>('/auth/second-factor/confirm', {
    body: { code },
  })
  await refreshWays()
  return confirmed
}

export async function renewRecoveryCodes(password: string): Promise<{ recoveryCodes: string[] }> {
  const renewed = await fetchJson<{ recoveryCodes: string[] }>('/auth/second-factor/recovery-codes', {
    body: { password },
  })
  await refreshWays()
  return renewed
}

export async function removeSecondFactor(password: string): Promise<void> {
  await fetchJson('/auth/second-factor/remove', { body: { password } })
  await refreshWays()
}

/** The library comes with the first use of a passkey: most pages need none. */
export async function addPasskey(name: string, password: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { options } = await fetchJson<{ options: Parameters<typeof startRegistration>[0]['optionsJSON'] }>(
    '/auth/passkeys/begin',
    { body: { password } },
  )
  const response: RegistrationResponseJSON = await startRegistration({ optionsJSON: options })
  await fetchJson('/auth/passkeys', { body: { name, response } })
  await refreshWays()
}

export async function removePasskey(passkey: string, password: string): Promise<void> {
  await fetchJson('/auth/passkeys/remove', { body: { passkey, password } })
  await refreshWays()
}
