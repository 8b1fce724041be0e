import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Agent } from '../../../../test/harness/agent.ts'
import {
  agentOf,
  authorizeUrl,
  browserOf,
  connect,
  form,
  mcp,
  ownPlatform,
  post,
  programOf,
  REGISTRATION,
  register,
  theirPlatform,
  verifier,
  withDatabase,
} from '../../../../test/harness/agents.ts'
import { emailOf } from '../../../../test/harness/doors-platform.ts'
import { visit } from '../../../../test/harness/http.ts'
import { locationOf } from '../../../../test/harness/person-browser.ts'

withDatabase()

describe('a program that knows the address alone', () => {
  ownPlatform()

  test('finds its way: refused, told where to ask, registered, allowed, connected', async () => {
    const { agent, client } = await connect('owner')
    const me = await client.callTool({ name: 'me_show', arguments: {} })
    expect(me.structuredContent).toMatchObject({
      displayName: `${agent.name} for ${emailOf('owner')}`,
      role: 'owner',
    })
  })

  test('is told by the challenge what to read, and what it reads holds together', async () => {
    const refused = await mcp('not-a-token')
    expect(refused.status).toBe(401)
    const challenge = refused.headers.get('www-authenticate') ?? ''
    expect(challenge).toContain('error="invalid_token"')
    expect(challenge).toContain('scope="read operate full"')
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
    const resource = (await (await fetch(address)).json()) as Record<string, string[]>
    expect(resource).toMatchObject({
      resource: `${theirPlatform().url}/mcp`,
      authorization_servers: [theirPlatform().url],
      scopes_supported: ['read', 'operate', 'full'],
    })
    const metadata = await (
      await fetch(`${theirPlatform().url}/.well-known/oauth-authorization-server`)
    ).json()
    expect(metadata).toMatchObject({
      issuer: theirPlatform().url,
      authorization_endpoint: `${theirPlatform().url}/oauth/authorize`,
      token_endpoint: `${theirPlatform().url}/oauth/token`,
      registration_endpoint: `${theirPlatform().url}/oauth/register`,
      revocation_endpoint: `${theirPlatform().url}/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      scopes_supported: ['read', 'operate', 'full'],
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
    })
    expect(metadata).toMatchObject({ grant_types_supported: ['authorization_code', 'refresh_token'] })
  })

  test('is told no more than the refusal where the person refuses', async () => {
    const browser = await browserOf('owner')
    const agent = agentOf()
    const request = await browser.goTo(await agent.begin())
    const callback = await browser.decide(request, { allow: false })
    expect(callback.searchParams.get('error')).toBe('access_denied')
    expect(callback.searchParams.has('code')).toBe(false)
    expect(await programOf('owner', agent.name)).toBeUndefined()
  })

  test('is asked about again, even where the same person has just allowed it', async () => {
    const { agent, browser } = await connect('owner')
    const again = new URL(agent.asks ?? '')
    again.searchParams.set('state', 'again')
    expect(await browser.goTo(again)).not.toBe('')
  })
})

describe('tokens', () => {
  ownPlatform()

  const refresh = (agent: Agent, token = agent.held?.refresh_token ?? '') =>
    form('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: agent.registered?.client_id ?? '',
    })

  test('are renewed, and a refresh token that comes a second time ends all', async () => {
    const { agent } = await connect('owner')
    const renewed = (await (await refresh(agent)).json()) as { access_token: string; refresh_token: string }
    expect(renewed.refresh_token).not.toBe(agent.held?.refresh_token)
    expect((await mcp(renewed.access_token)).status).toBe(200)
    expect(await (await refresh(agent)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await mcp(renewed.access_token)).status).toBe(401)
    expect((await refresh(agent, renewed.refresh_token)).status).toBe(400)
    expect(await programOf('owner', agent.name)).toBeUndefined()
  })

  test('a refresh token brought ten times at once is taken once at most', async () => {
    const { agent } = await connect('owner')
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(agent)))
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
  })

  test('a code is taken once, and with its verifier alone', async () => {
    const { client_id: clientId = '' } = await register()
    const browser = await browserOf('owner')
    const code = async () => {
      const request = await browser.goTo(await authorizeUrl({ client_id: clientId }))
      const callback = await browser.decide(request, { allow: true, scope: 'read', days: 1 })
      return callback.searchParams.get('code') ?? ''
    }
    const exchange = (given: string, by = verifier) =>
      form('/oauth/token', {
        grant_type: 'authorization_code',
        code: given,
        code_verifier: by,
        client_id: clientId,
        redirect_uri: REGISTRATION.redirect_uris[0] ?? '',
      })
    expect((await exchange(await code(), randomBytes(32).toString('base64url'))).status).toBe(400)
    const good = await code()
    const first = await exchange(good)
    expect(first.status).toBe(200)
    const { access_token: token } = (await first.json()) as { access_token: string }
    expect((await exchange(good)).status).toBe(400)
    expect((await mcp(token)).status).toBe(401)
  })

  test('are for MCP alone: REST and the chat refuse them', async () => {
    const { agent } = await connect('owner')
    const authorization = `Bearer ${agent.held?.access_token}`
    expect((await fetch(`${theirPlatform().url}/v1/me`, { headers: { authorization } })).status).toBe(401)
    expect((await post('/oauth/consent/any/decision', { allow: true }, { authorization })).status).toBe(403)
  })

  test('are for the address at which they were asked for', async () => {
    const { agent } = await connect('owner')
    const port = Number(new URL(theirPlatform().url).port)
    const other = { port, host: 'aipress.localhost' }
    const headers = { authorization: `Bearer ${agent.held?.access_token}` }
    const refused = await visit({ ...other, path: '/mcp', method: 'POST', headers })
    expect(refused.status).toBe(401)
    const described = await visit({ ...other, path: '/.well-known/oauth-protected-resource/mcp' })
    expect(JSON.parse(described.body)).toMatchObject({
      resource: `http://aipress.localhost:${port}/mcp`,
      authorization_servers: [`http://aipress.localhost:${port}`],
    })
  })

  test('end when the program gives them back', async () => {
    const { agent } = await connect('owner')
    const token = agent.held?.refresh_token ?? ''
    const answer = await form('/oauth/revoke', { token, client_id: agent.registered?.client_id ?? '' })
    expect(answer.status).toBe(200)
    expect((await mcp(agent.held?.access_token ?? '')).status).toBe(401)
    expect(await programOf('owner', agent.name)).toBeUndefined()
  })

  test('cannot be read in the database', async () => {
    const { agent } = await connect('owner')
    const rows = JSON.stringify(
      await theirPlatform().database.selectFrom('oauth_records').selectAll().execute(),
    )
    expect(rows.length).toBeGreaterThan(500)
    expect(rows).not.toContain(agent.held?.access_token)
    expect(rows).not.toContain(agent.held?.refresh_token)
    expect(rows).not.toContain('redirect_uris')
  })
})

describe('a program that is described by a document of its owner', () => {
  ownPlatform()

  test('needs no registration, is shown with the owner’s name, and may listen on any port', async () => {
    const clientId = 'https://agent.example/client.json'
    theirPlatform().documents.set(clientId, {
      client_id: clientId,
      client_name: 'Vouched Agent',
      redirect_uris: ['http://localhost/callback'],
      token_endpoint_auth_method: 'none',
    })
    const redirect = 'http://localhost:5555/callback'
    const browser = await browserOf('owner')
    const request = await browser.goTo(await authorizeUrl({ client_id: clientId, redirect_uri: redirect }))
    const question = await (await browser.get(`/oauth/consent/${request}/question`)).json()
    expect(question).toMatchObject({
      program: { name: 'Vouched Agent', address: 'this computer', describedAt: 'agent.example' },
    })
    const callback = await browser.decide(request, { allow: true, scope: 'read', days: 1 })
    const answer = await form('/oauth/token', {
      grant_type: 'authorization_code',
      code: callback.searchParams.get('code') ?? '',
      code_verifier: verifier,
      client_id: clientId,
      redirect_uri: redirect,
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    expect((await mcp(token)).status).toBe(200)
    expect(await programOf('owner', 'Vouched Agent')).toMatchObject({ address: 'agent.example' })
  })

  test('is refused where the document is another’s', async () => {
    const clientId = 'https://thief.example/client.json'
    theirPlatform().documents.set(clientId, {
      client_id: 'https://agent.example/client.json',
      client_name: 'Thief',
      redirect_uris: [REGISTRATION.redirect_uris[0]],
    })
    const browser = await browserOf('owner')
    const location = locationOf(await browser.get(await authorizeUrl({ client_id: clientId })))
    expect(location).toBe('/connect/approve?problem=invalid_client_metadata')
  })
})

describe('refused before any person is asked', () => {
  ownPlatform()

  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with tokens in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['for another resource', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
  ])('%s', async (_what, changes, error) => {
    const browser = await browserOf('owner')
    const location = new URL(locationOf(await browser.get(await authorizeUrl(changes))))
    expect(location.pathname).toBe('/callback')
    expect(
      location.searchParams.get('error') ?? new URLSearchParams(location.hash.slice(1)).get('error'),
    ).toBe(error)
  })

  test.each([
    ['an unknown program', { client_id: 'nobody' }, 'invalid_client'],
    ['an answer elsewhere', { redirect_uri: 'https://evil.example/callback' }, 'invalid_redirect_uri'],
    [
      'a program known by a document on a private address',
      { client_id: 'https://127.0.0.1/x.json' },
      'invalid_client',
    ],
  ])('%s is shown on our own page and not sent on', async (_what, changes, error) => {
    const browser = await browserOf('owner')
    const location = locationOf(await browser.get(await authorizeUrl(changes)))
    expect(location).toBe(`/connect/approve?problem=${error}`)
  })
})

describe('registering', () => {
  ownPlatform()

  test.each([
    ['no address', { redirect_uris: [] }],
    ['plain http elsewhere', { redirect_uris: ['http://evil.example/callback'] }],
    ['a script as address', { redirect_uris: ['javascript:alert(1)'] }],
    ['eleven addresses', { redirect_uris: Array.from({ length: 11 }, (_, n) => `https://a.example/${n}`) }],
    ['a book of metadata', { client_uri: `https://a.example/${'x'.repeat(9_000)}` }],
  ])('is refused with %s', async (_what, more) => {
    expect((await post('/oauth/register', { ...REGISTRATION, ...more })).status).toBe(400)
  })

  test.each([
    [['https://claude.ai/api/mcp/auth_callback'], 'web'],
    [['cursor://anysphere.cursor-retrieval/oauth/callback'], 'native'],
    [['http://localhost:1234/callback'], 'native'],
  ])('takes %j', async (redirects, kind) => {
    expect(await register({ redirect_uris: redirects })).toMatchObject({ application_type: kind })
  })

  test('is told to wait when it is done in a loop', async () => {
    // The bucket is full again by then.
    theirPlatform().later(60 * 60)
    const statuses: number[] = []
    for (let turn = 0; turn < 25; turn += 1)
      statuses.push((await post('/oauth/register', REGISTRATION)).status)
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 201))
    expect(statuses.at(-1)).toBe(429)
  })

  test('lasts a day where nobody allowed it', async () => {
    theirPlatform().later(60 * 60)
    const { client_id: clientId } = await register()
    theirPlatform().later(24 * 60 * 60 + 1)
    const browser = await browserOf('owner')
    const location = locationOf(await browser.get(await authorizeUrl({ client_id: clientId })))
    expect(location).toBe('/connect/approve?problem=invalid_client')
  })
})
