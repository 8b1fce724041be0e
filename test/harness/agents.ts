import { createHash, randomBytes } from 'node:crypto'
import { listPrograms, type Program } from '@aipress/contract'
import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect } from 'vitest'
import { Agent } from './agent.ts'
import { type DoorsPlatform, emailOf, PASSWORD, type Persona, startDoorsPlatform } from './doors-platform.ts'
import { PersonBrowser } from './person-browser.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'

/** For a file of tests about outside agents: a platform for each group of tests, agents, and their persons. */
let postgres: TestPostgres
let platform: DoorsPlatform

export const theirPlatform = () => platform

export function withDatabase(): void {
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.[Symbol.asyncDispose]())
}

/** For a group of tests: limits and clocks of others are not theirs. */
export const ownPlatform = () =>
  beforeAll(async () => {
    platform = await startDoorsPlatform(postgres)
    return async () => {
      for (const client of clients.splice(0)) await client.close()
      await platform[Symbol.asyncDispose]()
    }
  })

export type Who = 'administrator' | 'owner' | 'otherOwner'

export async function browserOf(who: Who): Promise<PersonBrowser> {
  const browser = new PersonBrowser(platform.url)
  await browser.signIn(emailOf(who), PASSWORD)
  return browser
}

let agents = 0
const clients: Client[] = []
export const agentOf = (name?: string) => {
  agents += 1
  return new Agent(`${platform.url}/mcp`, name ?? `Agent ${agents}`)
}

/** The whole dance: refused, registered, allowed, connected. */
export async function connect(who: Who, decision: object = {}) {
  const agent = agentOf()
  const browser = await browserOf(who)
  const request = await browser.goTo(await agent.begin())
  const callback = await browser.decide(request, { allow: true, scope: 'full', days: 30, ...decision })
  const client = await agent.finish(callback)
  clients.push(client)
  return { agent, browser, client, callback }
}

export const callAs = async (persona: Persona, action: { name: string }, input: object = {}) => {
  const headers = { authorization: `Bearer ${platform.tokens[persona]}` }
  const caller = await platform.accounts.authenticate(new Request('http://aipress.localhost/', { headers }))
  return platform.actions.call(action.name, input, caller)
}
/** As its person sees it. */
export const programOf = async (persona: Persona, name: string) => {
  const { items } = (await callAs(persona, listPrograms)) as { items: Program[] }
  return items.find((one) => one.name === name)
}

export const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(platform.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
export const form = (path: string, fields: Record<string, string>) =>
  fetch(platform.url + path, { method: 'POST', body: new URLSearchParams(fields) })
export const mcp = (token: string, path = '/mcp') =>
  fetch(platform.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })

export const REGISTRATION = { client_name: 'By hand', redirect_uris: ['http://127.0.0.1:41999/callback'] }
export async function register(more: object = {}): Promise<Record<string, string>> {
  const answer = await post('/oauth/register', { ...REGISTRATION, ...more })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Record<string, string>
}

export const verifier = randomBytes(32).toString('base64url')
export async function authorizeUrl(changes: Record<string, string | undefined> = {}): Promise<URL> {
  const url = new URL('/oauth/authorize', platform.url)
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: changes.client_id ?? (await register()).client_id,
    redirect_uri: REGISTRATION.redirect_uris[0],
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    scope: 'read',
    resource: `${platform.url}/mcp`,
    state: 'x',
    ...changes,
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url
}
