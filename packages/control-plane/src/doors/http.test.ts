import { once } from 'node:events'
import { request } from 'node:http'
import { createClient, listPeople, parseRoute, showMe, toolName } from '@aipress/contract'
import { fetchOverSocket } from '@aipress/contract/socket-fetch.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  countTo,
  type DoorsPlatform,
  emailOf,
  PASSWORD,
  type Persona,
  startDoorsPlatform,
  type WaitProbe,
  waitForever,
} from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'

const probe: WaitProbe = { waiting: 0, cancelled: 0 }
let postgres: TestPostgres
let platform: DoorsPlatform

beforeAll(async () => {
  postgres = await startPostgres()
  platform = await startDoorsPlatform(postgres, probe)
})
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

const bearer = (as: Persona = 'administrator') => ({ authorization: `Bearer ${platform.tokens[as]}` })
const ask = (path: string, init: RequestInit = {}) => fetch(platform.url + path, init)
const post = (path: string, body: unknown, headers: Record<string, string> = bearer()) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const ownOrigin = () => ({ origin: platform.url })
const errorOf = async (response: Response) => ((await response.json()) as { error: unknown }).error

describe('REST', () => {
  test('answers 200 to reads, 201 to what creates, 200 to what destroys', async () => {
    expect((await ask('/v1/me', { headers: bearer() })).status).toBe(200)
    const created = await post('/v1/accounts', { name: 'Status Agency' })
    expect(created.status).toBe(201)
    await post('/v1/people', { email: 'gone@example.com' })
    const removed = await ask('/v1/people/gone%40example.com', { method: 'DELETE', headers: bearer() })
    expect([removed.status, await removed.json()]).toEqual([
      200,
      { removed: 'gone@example.com', withdrawn: true },
    ])
  })

  test('reads query strings with the contract’s own types', async () => {
    const page = await ask('/v1/people?limit=1', { headers: bearer() })
    expect(((await page.json()) as { items: unknown[] }).items).toHaveLength(1)
  })

  test('an error has status, code, message, hint and says whether to try again', async () => {
    const response = await ask('/v1/people?account=nowhere', { headers: bearer() })
    expect(response.status).toBe(404)
    expect(await errorOf(response)).toEqual({
      code: 'account_not_found',
      message: 'There is no account "nowhere".',
      hint: 'List the accounts to see their names.',
      retryable: false,
    })
  })

  test.each([
    ['not JSON', '{"name": ', 'application/json', 'The body is not valid JSON.'],
    ['a list', '[1]', 'application/json', 'The body must be a JSON object.'],
    ['a form', 'name=x', 'application/x-www-form-urlencoded', 'The body must be JSON.'],
  ])('a body that is %s is refused', async (_what, body, type, message) => {
    const headers = { ...bearer(), 'content-type': type }
    const response = await ask('/v1/accounts', { method: 'POST', headers, body })
    expect([response.status, await errorOf(response)]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_input', message }),
    ])
  })

  test('an unknown route is told as one, without signing in, and names where to look', async () => {
    const response = await ask('/nothing')
    expect([response.status, await errorOf(response)]).toEqual([
      404,
      expect.objectContaining({ code: 'action_not_found', hint: expect.stringContaining('/docs') }),
    ])
  })

  test.each([
    ['/api/v1/sites', '/v1/sites?'],
    ['/api/sites/bakery', '/v1/sites/bakery?'],
    ['/sites', '/v1/sites?'],
    ['/api', 'below /v1;'],
    ['/v1x/nothing', 'below /v1;'],
  ])('where a program looked in vain, at %s, it is told the right address', async (path, named) => {
    const response = await ask(path, { headers: { accept: 'application/json' } })
    expect([response.status, await errorOf(response)]).toEqual([
      404,
      expect.objectContaining({ code: 'action_not_found', hint: expect.stringContaining(named) }),
    ])
  })

  test('an idempotency key makes a repeated call harmless', async () => {
    const headers = { ...bearer(), 'idempotency-key': 'key-1' }
    const first = await post('/v1/tokens', { name: 'once' }, headers)
    const second = await post('/v1/tokens', { name: 'once' }, headers)
    expect(await second.json()).toEqual(await first.json())
    const other = await post('/v1/tokens', { name: 'twice' }, headers)
    expect([other.status, await errorOf(other)]).toEqual([
      422,
      expect.objectContaining({ code: 'idempotency_key_reused' }),
    ])
  })

  test('too many calls are told when to come back', async () => {
    const call = () => ask('/v1/tokens/nothing', { method: 'DELETE', headers: bearer('otherOwner') })
    let limited: Response | undefined
    // On a busy machine the allowance is filled up again while the first calls are answered.
    for (let round = 1; limited === undefined && round <= 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 75 }, call))
      limited = answers.find((response) => response.status === 429)
    }
    expect(limited?.headers.get('retry-after')).toMatch(/^[1-9]$/)
  })

  test('the machine’s socket needs no signing in; the other listener does', async () => {
    const client = createClient({ baseUrl: 'http://machine', fetch: fetchOverSocket(platform.machineSocket) })
    expect(await client.call(showMe, {})).toMatchObject({
      displayName: 'this machine',
      role: 'administrator',
      accountName: 'Platform',
    })
    expect((await ask('/v1/me')).status).toBe(401)
    expect((await post('/machine/first-administrator-link', {}, {})).status).toBe(404)
  })
})

describe('a streaming action', () => {
  const client = () => createClient({ baseUrl: platform.url, headers: bearer() })

  test('sends its events, then its output', async () => {
    const events: unknown[] = []
    const output = await client().call(countTo, { number: 3 }, { onEvent: (event) => events.push(event) })
    expect(output).toEqual({ counted: 3 })
    expect(events).toEqual([{ now: 1 }, { now: 2 }, { now: 3 }])
  })

  test('answers once at its end to who does not want events', async () => {
    expect(await client().call(countTo, { number: 3 })).toEqual({ counted: 3 })
  })

  test('sends its failure as the last event', async () => {
    const call = client().call(countTo, { number: 2_000 }, { onEvent: () => undefined })
    await expect(call).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test.each([true, false])(
    'is cancelled when its caller goes away (events wanted: %s)',
    async (wantsEvents) => {
      const before = { ...probe }
      const gone = new AbortController()
      const onEvent = () => gone.abort()
      const call = client().call(
        waitForever,
        { number: 1 },
        { signal: gone.signal, ...(wantsEvents ? { onEvent } : {}) },
      )
      const cancelled = expect(call).rejects.toMatchObject({ code: 'cancelled' })
      await expect.poll(() => probe.waiting).toBe(before.waiting + 1)
      gone.abort()
      await cancelled
      await expect.poll(() => probe.cancelled).toBe(before.cancelled + 1)
    },
  )
})

describe('pages of other origins', () => {
  const signIn = async () => {
    const response = await post('/auth/sign-in/email', credentials('owner'), ownOrigin())
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return { cookie }
  }
  const credentials = (persona: Persona) => ({ email: emailOf(persona), password: PASSWORD })

  test.each([
    ['the console’s own page', () => ownOrigin(), 201],
    ['a page of a site next to it', () => ({ origin: 'http://shop.localhost:8080' }), 403],
    ['a page on another port', () => ({ origin: 'http://127.0.0.1:1' }), 403],
    ['a sandboxed frame', () => ({ origin: 'null' }), 403],
    ['no page named', () => ({}), 403],
  ] as const)('with a session, %s may or may not change anything', async (_who, headers, status) => {
    const response = await post('/v1/tokens', { name: 'x' }, { ...(await signIn()), ...headers() })
    expect(response.status).toBe(status)
  })

  test('a page elsewhere cannot sign its reader in as someone else', async () => {
    const response = await post('/auth/sign-in/email', credentials('owner'), {
      origin: 'http://evil.example',
    })
    expect(response.status).toBe(403)
  })

  test('a name that is not ours is not answered, even when it leads here', async () => {
    const { port } = new URL(platform.url)
    const headers = { ...bearer(), host: 'evil.example' }
    // `fetch` does not let a caller choose the Host header.
    const [response] = await once(
      request({ host: '127.0.0.1', port, path: '/v1/me', headers }).end(),
      'response',
    )
    expect(response.statusCode).toBe(403)
    response.resume()
  })
})

describe('the documents', () => {
  test('OpenAPI names every action, and every reference leads somewhere', async () => {
    const document = (await (await ask('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(document.openapi).toBe('3.1.0')
    for (const action of platform.actions.all()) {
      const { method, path } = parseRoute(action.http)
      expect(document.paths[path]?.[method.toLowerCase()]?.operationId).toBe(toolName(action))
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1],
    )
    expect(references.length).toBeGreaterThan(20)
    for (const reference of new Set(references)) {
      const target = reference?.split('/').reduce<unknown>((at, name) => (at as never)?.[name], document)
      expect(target, reference).toBeDefined()
    }
  })

  test('the page of it loads from here alone', async () => {
    const page = await ask('/docs')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await page.text()
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(3)
    // The console's page on connecting agents is a way on, not a part of this one.
    for (const link of links.filter((one) => one !== '/connect')) {
      expect(link).toMatch(/^\/docs\//)
      expect((await ask(link)).status, link).toBe(200)
    }
  })

  test('health needs no signing in', async () => {
    expect(await (await ask('/health')).json()).toEqual({ healthy: true, version: '0.0.0' })
  })
})

test('a listing’s cursor that was made up is refused', async () => {
  const client = createClient({ baseUrl: platform.url, headers: bearer() })
  await expect(client.call(listPeople, { cursor: 'per_x' })).rejects.toMatchObject({ code: 'invalid_input' })
})
