import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AipressError } from '@aipress/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOidcClient, type OidcAttempt, type OidcClient } from './oidc-client.ts'

/** A provider that answers whatever a test wants it to, as a certified one never would. */
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 })
const OTHER_KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 })
const SECRET = 'the secret of the client'
const REDIRECT = 'http://aipress.localhost/auth/provider/callback'

let issuer: string
let client: OidcClient
let named: string
let idToken: (claims: Record<string, unknown>) => string
let userInfo: Record<string, unknown>
let asked: { body: URLSearchParams; authorization: string | undefined }[]
let server: ReturnType<typeof createServer>

beforeEach(async () => {
  asked = []
  idToken = (claims) => signed(claims, KEYS.privateKey)
  userInfo = {}
  server = createServer(async (request, response) => {
    const answer = await answerTo(request)
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  named = issuer
  client = createOidcClient(
    { issuer, clientId: 'aipress', clientSecret: SECRET, name: 'Example Corp' },
    REDIRECT,
    Date.now,
  )
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function answerTo(request: IncomingMessage): Promise<unknown> {
  switch (request.url) {
    case '/.well-known/openid-configuration':
      return {
        issuer: named,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/me`,
        jwks_uri: `${issuer}/keys`,
      }
    case '/keys':
      return { keys: [{ ...KEYS.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] }
    case '/token': {
      let body = ''
      for await (const chunk of request) body += chunk
      asked.push({ body: new URLSearchParams(body), authorization: request.headers.authorization })
      return { access_token: 'access', token_type: 'Bearer', id_token: idToken(rightClaims()) }
    }
    case '/me':
      return userInfo
    default:
      return undefined
  }
}

let attempt: OidcAttempt
const rightClaims = () => ({
  iss: issuer,
  aud: 'aipress',
  sub: 'subject',
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 300,
  nonce: attempt.nonce,
  email: 'Anna@Example.com',
  email_verified: true,
})

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signed(claims: object, key: KeyObject): string {
  const text = `${encoded({ alg: 'RS256', kid: 'one' })}.${encoded(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

async function signIn(query: Record<string, string> = {}) {
  const begun = await client.begin()
  attempt = begun.attempt
  const given = { code: 'code', state: attempt.state, ...query }
  return { begun, person: await client.finish(new URLSearchParams(given), attempt) }
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof AipressError ? error.code : expect.fail(`not ours: ${error}`)),
  )

test('asks by code with PKCE, state and nonce, and proves the verifier and the secret', async () => {
  const { begun, person } = await signIn()
  const url = new URL(begun.url)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: 'aipress',
    redirect_uri: REDIRECT,
    scope: 'openid email profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  expect(Object.fromEntries(asked[0]?.body ?? [])).toEqual({
    grant_type: 'authorization_code',
    code: 'code',
    code_verifier: attempt.verifier,
    redirect_uri: REDIRECT,
  })
  const pair = Buffer.from(`aipress:${encodeURIComponent(SECRET)}`).toString('base64')
  expect(asked[0]?.authorization).toBe(`Basic ${pair}`)
  expect(person).toEqual({ subject: 'subject', email: 'anna@example.com', name: undefined })
})

test.each<[string, (claims: Record<string, unknown>) => string]>([
  ['another nonce', (claims) => signed({ ...claims, nonce: 'another' }, KEYS.privateKey)],
  ['no nonce', ({ nonce: _, ...claims }) => signed(claims, KEYS.privateKey)],
  ['another client', (claims) => signed({ ...claims, aud: 'another' }, KEYS.privateKey)],
  ['another issuer', (claims) => signed({ ...claims, iss: 'http://elsewhere' }, KEYS.privateKey)],
  ['a time that is over', (claims) => signed({ ...claims, exp: 1_000 }, KEYS.privateKey)],
  ['another key', (claims) => signed(claims, OTHER_KEYS.privateKey)],
  ['no signature', (claims) => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
  [
    'the client’s own secret as key',
    (claims) => {
      const text = `${encoded({ alg: 'HS256' })}.${encoded(claims)}`
      return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
    },
  ],
])('refuses a token with %s', async (_what, make) => {
  idToken = make
  expect(await failure(signIn())).toBe('provider_failed')
})

test.each([
  ['another state', { state: 'another' }],
  ['the answer of another provider', { iss: 'http://elsewhere' }],
])('refuses %s before it asks for anything', async (_what, query) => {
  expect(await failure(signIn(query))).toBe('provider_failed')
  expect(asked).toEqual([])
})

test.each([
  ['is not confirmed', { email_verified: false }],
  ['is said to be neither', { email_verified: undefined }],
  ['is missing', { email: undefined }],
])('an address that %s is nobody’s', async (_what, claims) => {
  idToken = (right) => signed({ ...right, ...claims }, KEYS.privateKey)
  userInfo = { sub: 'subject' }
  expect(await failure(signIn())).toBe('not_invited')
})

test('takes the address from where providers tell it, but of the same person alone', async () => {
  idToken = ({ email: _, email_verified: __, ...claims }) => signed(claims, KEYS.privateKey)
  userInfo = { sub: 'subject', email: 'anna@example.com', email_verified: 'true' }
  expect((await signIn()).person.email).toBe('anna@example.com')
  userInfo = { ...userInfo, sub: 'somebody else' }
  expect(await failure(signIn())).toBe('provider_failed')
})

test('refuses a provider that names itself otherwise, and one that is away', async () => {
  named = 'http://elsewhere'
  expect(await failure(client.begin())).toBe('provider_failed')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(await failure(client.begin())).toBe('provider_failed')
})
