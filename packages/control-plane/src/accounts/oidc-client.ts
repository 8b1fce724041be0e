import { createHash } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import { validateToken } from 'better-auth/oauth2'
import { z } from 'zod'
import type { Clock } from '../kernel/clock.ts'
import { newSecret } from './secrets.ts'

/** How people sign in who have an account elsewhere: OpenID Connect Core 1.0, by code with PKCE. */
export interface OidcSettings {
  /** `https://accounts.google.com`: what the provider calls itself, to the letter. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** On the button of the sign-in page. */
  readonly name: string
}

/** What this browser's sign-in must come back with. */
export interface OidcAttempt {
  state: string
  nonce: string
  verifier: string
}

export interface OidcPerson {
  subject: string
  email: string
  name?: string | undefined
}

export interface OidcClient {
  begin(): Promise<{ url: string; attempt: OidcAttempt }>
  /** Who came back, or an `AipressError`. */
  finish(query: URLSearchParams, attempt: OidcAttempt): Promise<OidcPerson>
}

const TIMEOUT_MS = 10_000
/** Addresses and keys of a provider change seldom. */
const DISCOVERY_KEPT_MS = 60 * 60_000
/** Symmetric ones would make everybody with the client's secret a provider. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
})
type Discovery = z.infer<typeof Discovery>
const Tokens = z.object({ id_token: z.string(), access_token: z.string().optional() })
type Tokens = z.infer<typeof Tokens>
const UserInfo = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  // Some providers send it as text.
  email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
  name: z.string().optional(),
})
type UserInfo = z.infer<typeof UserInfo>
const Claims = UserInfo.extend({ nonce: z.string() })

export function createOidcClient(settings: OidcSettings, redirectUri: string, clock: Clock): OidcClient {
  const { issuer, clientId } = settings
  let known: { document: Discovery; atMs: number } | undefined
  const discover = async () => {
    if (known === undefined || clock() - known.atMs > DISCOVERY_KEPT_MS) {
      known = { document: await fetchDiscovery(issuer), atMs: clock() }
    }
    return known.document
  }
  return {
    async begin() {
      const { authorization_endpoint: endpoint } = await discover()
      const attempt = { state: newSecret(), nonce: newSecret(), verifier: newSecret() }
      const url = new URL(endpoint)
      const asked = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return { url: url.href, attempt }
    },
    async finish(query, { state, nonce, verifier }) {
      if (query.get('state') !== state) throw providerFailed('Its answer is not to what was asked.')
      // RFC 9207: against an answer of one provider passed off as another's.
      if ((query.get('iss') ?? issuer) !== issuer) throw providerFailed('The answer is of another provider.')
      const code = query.get('code')
      if (code === null) throw providerFailed(reasonOf(query))
      const document = await discover()
      const tokens = await fetchTokens(document, settings, { code, verifier, redirectUri })
      const claims = await claimsOf(tokens, document, settings)
      if (claims.nonce !== nonce) throw providerFailed('Its answer belongs to another sign-in.')
      return personOf(
        claims.email === undefined ? await userInfo(document, tokens, claims) : claims,
        settings,
      )
    },
  }
}

async function fetchDiscovery(issuer: string): Promise<Discovery> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const document = await fetchJson(url, {}, Discovery)
  if (document.issuer !== issuer) throw providerFailed('It calls itself by another name than was configured.')
  return document
}

function fetchTokens(
  document: Discovery,
  { clientId, clientSecret }: OidcSettings,
  given: { code: string; verifier: string; redirectUri: string },
): Promise<Tokens> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: given.code,
    code_verifier: given.verifier,
    redirect_uri: given.redirectUri,
  })
  const headers: Record<string, string> = { accept: 'application/json' }
  // Basic is what a provider takes that says nothing (RFC 8414, section 2).
  const methods = document.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  if (methods.includes('client_secret_basic')) {
    const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`
  } else {
    body.set('client_id', clientId)
    body.set('client_secret', clientSecret)
  }
  return fetchJson(document.token_endpoint, { method: 'POST', headers, body }, Tokens)
}

/** Many providers tell more than who it is only here (OpenID Connect Core, 5.4). */
async function userInfo(document: Discovery, tokens: Tokens, { sub }: UserInfo): Promise<UserInfo> {
  const { userinfo_endpoint: url } = document
  if (url === undefined || tokens.access_token === undefined) return { sub }
  const told = await fetchJson(url, { headers: { authorization: `Bearer ${tokens.access_token}` } }, UserInfo)
  if (told.sub !== sub) throw providerFailed('It told of somebody else.')
  return told
}

async function claimsOf(
  { id_token: idToken }: Tokens,
  { jwks_uri: keys }: Discovery,
  settings: OidcSettings,
) {
  const { issuer, clientId: audience } = settings
  const requiredClaims = ['sub', 'exp', 'iat', 'nonce']
  const verified = await validateToken(idToken, keys, {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    requiredClaims,
    clockTolerance: 30,
  }).catch((cause: unknown) => {
    throw providerFailed('Its answer is not signed as it should be.', cause)
  })
  const claims = Claims.safeParse(verified.payload)
  if (!claims.success) throw providerFailed('Its answer lacks what it must say.', claims.error)
  return claims.data
}

function personOf({ sub, email, email_verified, name }: UserInfo, { name: at }: OidcSettings) {
  if (email === undefined || email_verified !== true) {
    throw new AipressError('not_invited', `${at} does not confirm an e-mail address of yours.`, {
      hint: `Confirm your address at ${at}, then sign in again.`,
    })
  }
  return { subject: sub, email: email.toLowerCase(), name }
}

async function fetchJson<S extends z.ZodType>(
  url: string,
  init: RequestInit,
  schema: S,
): Promise<z.output<S>> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    // A redirect could lead the client's secret elsewhere.
    const response = await fetch(url, { ...init, signal, redirect: 'error' })
    if (!response.ok) throw new Error(`${new URL(url).host} answered with ${response.status}.`)
    return schema.parse(await response.json())
  } catch (cause) {
    throw providerFailed('It does not answer as it should.', cause)
  }
}

/** The code of RFC 6749, section 4.1.2.1; the description is the provider's own words and not repeated. */
function reasonOf(query: URLSearchParams): string {
  const error = query.get('error') ?? ''
  return error === 'access_denied' ? 'The sign-in was cancelled there.' : 'It refused the sign-in.'
}

function providerFailed(what: string, cause?: unknown): AipressError {
  return new AipressError('provider_failed', `Signing in through your organisation failed. ${what}`, {
    hint: 'Try again; if it stays so, an administrator finds the reason in the log.',
    cause,
  })
}
