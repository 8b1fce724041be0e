import {
  AipressError,
  type AnyAction,
  type Client,
  createClient,
  createSite,
  createToken,
  type ErrorBody,
  invitePerson,
  listMail,
  listPrograms,
  runWpCli,
  type Site,
  toolName,
} from '@aipress/contract'
import { Client as McpClient, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, vi } from 'vitest'
import { Agent } from '../harness/agent.ts'
import type { LocalCloud } from '../harness/local-cloud.ts'
import { PersonBrowser } from '../harness/person-browser.ts'

export const PASSWORD = 'correct horse battery'

/** By number: not every system's own resolver knows that `*.localhost` is this machine. */
export const edgeUrl = (cloud: LocalCloud) => `http://127.0.0.1:${cloud.port}`

export const clientOf = (cloud: LocalCloud, token: string): Client =>
  createClient({ baseUrl: edgeUrl(cloud), headers: { authorization: `Bearer ${token}` } })

export interface Owner {
  readonly email: string
  readonly accountName: string
  readonly personId: string
  /** Signed in at the console, as a browser is. */
  readonly cookie: string
  readonly token: string
  readonly client: Client
}

/** A customer of their own account, who came by an invitation and made a token. */
export async function joinOwner(cloud: LocalCloud, email: string): Promise<Owner> {
  const { url } = await cloud.call(invitePerson, { email })
  const answer = await fetch(`${edgeUrl(cloud)}/auth/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: edgeUrl(cloud) },
    body: JSON.stringify({
      token: new URL(url).searchParams.get('token'),
      name: email,
      password: PASSWORD,
    }),
  })
  expect(answer.status).toBe(200)
  const { person } = (await answer.json()) as { person: { personId: string; accountName: string } }
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const browser = browserOf(cloud, cookie)
  const { secret: token } = await browser.call(createToken, { name: `token of ${email}` })
  return { email, ...person, cookie, token, client: clientOf(cloud, token) }
}

/** The console's way in: a cookie and the page's origin. */
export const browserOf = (cloud: LocalCloud, cookie: string): Client =>
  createClient({
    baseUrl: edgeUrl(cloud),
    headers: { cookie, origin: edgeUrl(cloud), 'x-aipress-door': 'console' },
  })

/** An agent that the owner has allowed to act as them; answers its id. */
export async function connectedProgram(cloud: LocalCloud, owner: Owner, name: string): Promise<string> {
  const agent = new Agent(`${edgeUrl(cloud)}/mcp`, name)
  const browser = new PersonBrowser(edgeUrl(cloud))
  await browser.signIn(owner.email, PASSWORD)
  const request = await browser.goTo(await agent.begin())
  const callback = await browser.decide(request, { allow: true, scope: 'full', days: 1 })
  await (await agent.finish(callback)).close()
  const { items } = await owner.client.call(listPrograms, {})
  return items.find((one) => one.name === name)?.programId ?? expect.fail('the program is not connected')
}

export async function siteOf(cloud: LocalCloud, owner: Owner, title: string): Promise<Site> {
  const { site, operation } = await owner.client.call(createSite, { title })
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  return site
}

/** Has WordPress itself send a mail, and waits until it is there. */
export async function mailFrom(owner: Pick<Owner, 'client'>, site: Site, subject: string) {
  const code = `var_export(wp_mail("anna@example.com", ${JSON.stringify(subject)}, "A text."));`
  const { stdout } = await owner.client.call(runWpCli, { site: site.siteId, args: ['eval', code] })
  expect(stdout).toBe('true')
  return arrived(owner.client, site.siteId, subject)
}

/** The id of the site's mail with this subject, once it is there. */
export function arrived(client: Pick<Client, 'call'>, site: string, subject: string): Promise<string> {
  const look = async () => {
    const { items } = await client.call(listMail, { site })
    const found = items.find((mail) => mail.subject === subject)
    if (found === undefined) throw new Error(`There is no mail "${subject}".`)
    return found.mailId
  }
  return vi.waitFor(look, { timeout: 20_000, interval: 250 })
}

export async function mcpClient(cloud: LocalCloud, token: string): Promise<McpClient> {
  const client = new McpClient({ name: 'test', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${edgeUrl(cloud)}/mcp`), { requestInit }))
  return client
}

/** Confirms what must be confirmed; failures are `AipressError`, as at the other doors. */
export async function callTool(client: McpClient, action: AnyAction, input: Record<string, unknown>) {
  const confirmed = action.confirm === undefined ? input : { ...input, confirm: input[action.confirm] }
  const result = await client.callTool({ name: toolName(action), arguments: confirmed })
  if (result.isError) throw AipressError.fromBody((result.structuredContent as { error: ErrorBody }).error)
  return result.structuredContent
}
