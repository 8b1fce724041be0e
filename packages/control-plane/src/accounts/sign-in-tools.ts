import { AipressError, type Person, type SignInMethod } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import { createTokenBuckets, type TokenBucketLimits } from '../kernel/token-buckets.ts'
import { actingOf } from './acting-store.ts'
import type { Auth } from './auth.ts'
import { findPerson } from './person-store.ts'
import { audited, type SignInAuditDeps, type SignInTry } from './sign-in-audit.ts'

/** Ten tries, then one every half minute: enough for a forgetful person, hopeless for a guessing one. */
const TRIES_PER_EMAIL = { burst: 10, perSecond: 1 / 30 }
/** An office behind one address signs in together in the morning. */
const TRIES_PER_ADDRESS = { burst: 50, perSecond: 1 / 5 }

/** What is known of the session that a request's cookie names. */
export interface OpenSession {
  person: Person
  sessionId: string
  method: SignInMethod
  createdAt: Date
}

/** What every way in needs: counting tries, writing them down, and at the end a session. */
export interface SignInTools {
  requireTry(request: Request, email?: string): void
  writeDown<T>(action: SignInTry['action'], who: string, request: Request, work: () => Promise<T>): Promise<T>
  /** The headers that carry the new session's cookie. The person is known to better-auth. */
  startSession(personId: string, method: SignInMethod, request: Request): Promise<Headers>
  /**
   * For one's own ways to sign in. Throws `not_signed_in`, and `not_permitted` while the session acts as a customer:
   * whose ways are meant would be unclear, and those of the customer are not the administrator's to see.
   */
  sessionOf(request: Request): Promise<OpenSession>
}

export interface SignInToolsDeps extends SignInAuditDeps {
  database: Database
  clock: Clock
  auth: Auth
}

export function createSignInTools(deps: SignInToolsDeps): SignInTools {
  const { auth, database } = deps
  const perAddress = createTries(TRIES_PER_ADDRESS, deps.clock)
  const perEmail = createTries(TRIES_PER_EMAIL, deps.clock)
  return {
    requireTry(request, email) {
      const waits = [perAddress(addressOf(request))]
      if (email !== undefined) waits.push(perEmail(email))
      if (Math.max(...waits) > 0) throw tooManyTries(Math.max(...waits))
    },
    writeDown: (action, who, request, work) =>
      audited(deps, { action, who, address: addressOf(request) }, work),
    async startSession(personId, method, request) {
      const body = { personId, method, address: addressOf(request, '') }
      const { headers } = request
      const response = await auth.api.startSession({ body, headers, asResponse: true })
      return cookiesOf(response)
    },
    async sessionOf(request) {
      const open = await auth.api.getSession({ headers: request.headers })
      const person = open === null ? undefined : await findPerson(database, open.user.id)
      if (open === null || !person?.active) throw notSignedIn()
      const { id: sessionId, createdAt } = open.session
      const acting = await actingOf(database, { sessionId, administrator: person }, deps.clock())
      if (acting !== undefined) throw actingNow(acting.person)
      return { person, sessionId, method: methodOf(open.session), createdAt }
    },
  }
}

/** Sessions from before it was noted began with a password. */
export const methodOf = ({ method }: { method?: string | null | undefined }) =>
  (method ?? 'password') as SignInMethod

const createTries = (limits: TokenBucketLimits, clock: Clock) => {
  const buckets = createTokenBuckets(limits, clock)
  return (key: string) => buckets.take(key)
}

/** The library's cookies as they are; it fails for no reason that the caller could do anything about. */
export function cookiesOf(response: Response): Headers {
  if (!response.ok) {
    throw new AipressError('internal_error', 'Signing in failed on the platform’s side.', {
      hint: 'Try again; if it stays so, an administrator finds the reason in the log.',
      context: { status: response.status },
    })
  }
  const headers = new Headers()
  for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie)
  return headers
}

/** The edge sets it anew; without an edge all callers share one count. */
export function addressOf(request: Request, otherwise = 'unknown'): string {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? otherwise
}

export function notSignedIn(): AipressError {
  return new AipressError('not_signed_in', 'You are not signed in.', {
    hint: 'Sign in at the console, or send an API token as "Authorization: Bearer aip_…".',
  })
}

function actingNow({ email }: Person): AipressError {
  return new AipressError('not_permitted', `You act as ${email} now; how they sign in is theirs alone.`, {
    hint: 'Stop acting as them to change how you sign in yourself.',
  })
}

export function tooManyTries(waitSeconds: number): AipressError {
  return new AipressError('rate_limited', 'Too many tries to sign in.', {
    hint: `Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
    context: { retryAfterSeconds: waitSeconds },
  })
}
