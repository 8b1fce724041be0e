import { AipressError } from '@aipress/contract'
import type { Clock } from '../kernel/clock.ts'
import { createTokenBuckets } from '../kernel/token-buckets.ts'

/** Tools register once for each machine; an office behind one address does it some times in a morning. */
const PER_ADDRESS = { burst: 20, perSecond: 1 / 30 }
/** All addresses together: what a botnet could do to the table. */
const FOR_ALL = { burst: 200, perSecond: 1 }
/** Beginning to ask, and asking for tokens. */
const CALLS_PER_ADDRESS = { burst: 120, perSecond: 2 }
/** Documents that describe programs are fetched from elsewhere, which we must not be a hammer against. */
const DOCUMENTS = { burst: 30, perSecond: 1 / 2 }

export interface OAuthLimits {
  requireCall(address: string): void
  requireRegistration(address: string): void
  mayFetchDocument(): boolean
}

export function createOAuthLimits(clock: Clock): OAuthLimits {
  const calls = createTokenBuckets(CALLS_PER_ADDRESS, clock)
  const ofAddress = createTokenBuckets(PER_ADDRESS, clock)
  const ofAll = createTokenBuckets(FOR_ALL, clock)
  const documents = createTokenBuckets(DOCUMENTS, clock)
  return {
    requireCall: (address) => refuseFor(calls.take(address)),
    requireRegistration(address) {
      refuseFor(ofAddress.take(address))
      refuseFor(ofAll.take('all'))
    },
    mayFetchDocument: () => documents.take('all') === 0,
  }
}

function refuseFor(waitSeconds: number): void {
  if (waitSeconds === 0) return
  throw new AipressError('rate_limited', 'Too many programs ask from this address.', {
    hint: `Try again in ${waitSeconds} ${waitSeconds === 1 ? 'second' : 'seconds'}.`,
    context: { retryAfterSeconds: waitSeconds },
  })
}

const NAME_LENGTH_MAX = 80
const REDIRECTS_MAX = 10
const REDIRECT_LENGTH_MAX = 500

/** What registers, with what is not said filled in for the kind of program that its addresses tell. */
export function registrationOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AipressError('invalid_input', 'A registration is a JSON object.')
  }
  const { redirect_uris: redirects, ...given } = body as Record<string, unknown>
  const isList = Array.isArray(redirects) && redirects.length > 0 && redirects.length <= REDIRECTS_MAX
  if (!isList || !redirects.every((one) => typeof one === 'string' && one.length <= REDIRECT_LENGTH_MAX)) {
    throw new AipressError('invalid_input', `"redirect_uris" must be 1 to ${REDIRECTS_MAX} addresses.`)
  }
  // Sectors and keys of their own are for kinds of clients that there are not here; they would be fetched.
  // How far it may go is its person's to say, when it asks.
  const { sector_identifier_uri: _sector, jwks_uri: _keys, scope: _scope, ...kept } = given
  // Native: plain http to this computer alone, on whatever port is free then; and addresses of programs.
  const isWeb = redirects.every((one) => URL.canParse(one) && new URL(one).protocol === 'https:')
  return { ...kept, redirect_uris: redirects, application_type: isWeb ? 'web' : 'native' }
}

/** A stranger's words on a page where a person decides: short, and nothing that turns or hides the line. */
export function programName(given: unknown, otherwise: string): string {
  const name =
    typeof given === 'string'
      ? given
          .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
          .replace(/\s+/g, ' ')
          .trim()
      : ''
  return (name === '' ? otherwise : name).slice(0, NAME_LENGTH_MAX)
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Where the answer goes: what a person can tell a real program from an impostor by. */
export function addressOfRedirect(redirectUri: string): string {
  const { protocol, hostname } = new URL(redirectUri)
  if (protocol === 'https:') return hostname
  return LOOPBACK.has(hostname) ? 'this computer' : `an app on this computer (${protocol.slice(0, 40)})`
}
