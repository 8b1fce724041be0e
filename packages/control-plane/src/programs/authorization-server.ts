import { generateKeyPairSync } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import { PROGRAM_SCOPES } from '@aipress/contract'
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Seal } from '../kernel/seal.ts'
import { oauthRecords } from './oauth-records.ts'

export interface AuthorizationServerDeps {
  database: Database
  seal: Seal
  clock: Clock
  log: Log
  /** Without final slash; it is the issuer too. */
  consoleUrl: string
  /** Signs the cookies that tie a browser to what it began. */
  cookieKey: string
  /** Whether the person may still come in. */
  isActive(personId: string): Promise<boolean>
  /** For documents that describe programs; the library keeps it from private addresses. */
  fetch?: typeof globalThis.fetch
  /** Whether one more such document may be fetched now. */
  mayFetchDocument(): boolean
}

export const OAUTH_PATHS = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revoke',
  jwks: '/oauth/keys',
  end_session: '/oauth/end',
} as const
/** Where a request for leave waits for its person: the path of its cookie too. */
export const CONSENT_PATH = '/oauth/consent'

/** Until a person who must sign in first, maybe with a new password, has done so. */
const CONSENT_SECONDS = 30 * 60
/** After this a program shows its refresh token, and a refusal takes effect even where the database was away. */
const ACCESS_SECONDS = 60 * 60
/** A program that does not call for so long asks its person again. */
const IDLE_SECONDS = 30 * 24 * 60 * 60
const DAY_SECONDS = 24 * 60 * 60

/** What tokens are for. A token for anything else is worth nothing here, and ours nothing elsewhere. */
export const resourceOf = (consoleUrl: string) => `${consoleUrl}/mcp`

/**
 * OAuth 2.1 as MCP has it: public programs, PKCE with S256, one resource. Each request for leave is put before
 * the person, even where the same program has asked before: anybody on their machine may say its name.
 */
export function createAuthorizationServer(deps: AuthorizationServerDeps): Provider {
  const provider = new Provider(deps.consoleUrl, configurationOf(deps))
  // The edge is in front and says by which scheme a browser came.
  provider.proxy = true
  provider.on('server_error', (_context, error) => deps.log.error({ err: error }, 'oauth failed'))
  const koa: EventEmitter = provider
  koa.on('error', (error: unknown) => deps.log.error({ err: error }, 'oauth failed'))
  // A session that went on after the answer would let the next program in without the person.
  provider.on('authorization.success', (context: KoaContextWithOIDC) => context.oidc.session?.destroy())
  provider.use(async (context, next) => {
    await next()
    if (context.path === '/.well-known/oauth-authorization-server') {
      const metadata = context.body as Record<string, unknown>
      context.body = { ...metadata, scopes_supported: PROGRAM_SCOPES }
    }
  })
  return provider
}

function configurationOf(deps: AuthorizationServerDeps): Configuration {
  const resource = resourceOf(deps.consoleUrl)
  return {
    adapter: oauthRecords(deps),
    findAccount: async (_context, personId) =>
      (await deps.isActive(personId))
        ? { accountId: personId, claims: async () => ({ sub: personId }) }
        : undefined,
    clients: [],
    clientDefaults: {
      // Programs on a computer listen on whatever port is free; documents that describe them seldom say so.
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
    },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    responseTypes: ['code'],
    scopes: ['offline_access'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    jwks: { keys: [unusedKey()] },
    pkce: { required: () => true },
    routes: OAUTH_PATHS,
    cookies: cookiesOf(deps),
    interactions: { url: (_context, { uid }) => `${CONSENT_PATH}/${uid}`, policy: alwaysAsk() },
    loadExistingGrant: async (context) => {
      const grantId = context.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : context.oidc.provider.Grant.find(grantId)
    },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    expiresWithSession: async () => false,
    revokeGrantPolicy: () => true,
    ttl: {
      AuthorizationCode: 60,
      Interaction: CONSENT_SECONDS,
      Session: CONSENT_SECONDS,
      AccessToken: (context) => within(context, ACCESS_SECONDS),
      RefreshToken: (context) => within(context, IDLE_SECONDS),
      Grant: DAY_SECONDS,
    },
    features: featuresOf(deps, resource),
    renderError,
    ...(deps.fetch === undefined ? {} : { fetch: deps.fetch as NonNullable<Configuration['fetch']> }),
  }
}

function featuresOf(
  { mayFetchDocument }: AuthorizationServerDeps,
  resource: string,
): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    registration: { enabled: true, issueRegistrationAccessToken: false },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
    },
    clientIdMetadataDocument: { enabled: true, ack: 'draft-02', allowFetch: mayFetchDocument },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, indicator) => {
        if (indicator !== resource) throw new errors.InvalidTarget(`tokens here are for ${resource}`)
        return { scope: PROGRAM_SCOPES.join(' '), audience: resource, accessTokenFormat: 'opaque' }
      },
    },
  }
}

/** Cookies ignore ports, so two platforms on one machine need two names. */
function cookiesOf({ consoleUrl, cookieKey }: AuthorizationServerDeps): Configuration['cookies'] {
  const { protocol, port } = new URL(consoleUrl)
  const suffix = port === '' ? '' : `-${port}`
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true, secure: protocol === 'https:' } as const
  return {
    keys: [cookieKey],
    names: {
      session: `aipress-oauth${suffix}`,
      interaction: `aipress-consent${suffix}`,
      resume: `aipress-consent-resume${suffix}`,
    },
    long: cookie,
    short: cookie,
  }
}

/** One question to the person: who they are and whether they allow it. */
function alwaysAsk(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'not_asked',
        'the person has to be asked',
        'interaction_required',
        (context) =>
          context.oidc.result?.consent === undefined
            ? interactionPolicy.Check.REQUEST_PROMPT
            : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}

/** No token outlives what the person chose. */
function within(context: KoaContextWithOIDC, seconds: number): number {
  const left = context.oidc.entities.Grant?.remainingTTL ?? seconds
  return Math.max(1, Math.min(seconds, left))
}

/** A browser is shown the console's page, which knows the codes; what strangers wrote is not repeated there. */
function renderError(context: KoaContextWithOIDC, out: { error: string }): void {
  if (context.method === 'GET') {
    context.redirect(`/connect/approve?problem=${encodeURIComponent(out.error)}`)
    return
  }
  context.body = out
}

/** Identity tokens are not issued; the library wants to know how it would sign one. */
function unusedKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'unused' }
}
