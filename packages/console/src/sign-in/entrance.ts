import { AipressError } from '@aipress/contract/errors.ts'
import { redirect } from '@tanstack/react-router'
import { KEPT_OUT, queryClient } from '../client/query-client.ts'
import { meQuery } from './session.ts'

/** Before every page that needs a person: whoever is none, or not enough, goes where they become one. */
export async function requirePerson({ location }: { location: { href: string } }): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery)
  } catch (error) {
    throw keptOut(error, location.href)
  }
}

/** Whoever signs in anew while they are led to a second factor comes back to that page, and may have used one. */
export async function passOnWhoIsIn({ search, location }: Asked): Promise<void> {
  try {
    await queryClient.fetchQuery({ ...meQuery, staleTime: 0 })
  } catch (error) {
    if (error instanceof AipressError && error.code === 'second_factor_needed') return
    throw keptOut(error, location.href)
  }
  throw redirect({ href: search.next ?? '/', replace: true })
}

interface Asked {
  search: { next?: string }
  location: { href: string }
}

/** Where to go instead, or what is wrong. */
function keptOut(error: unknown, href: string): unknown {
  const to = error instanceof AipressError ? KEPT_OUT[error.code] : undefined
  return to === undefined ? error : redirect({ to, search: href === '/' ? {} : { next: href } })
}
