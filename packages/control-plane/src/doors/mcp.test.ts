import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type DoorsPlatform,
  type Persona,
  startDoorsPlatform,
} from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'

let postgres: TestPostgres
let platform: DoorsPlatform
const clients: Client[] = []

beforeAll(async () => {
  postgres = await startPostgres()
  platform = await startDoorsPlatform(postgres)
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await platform?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

async function connect(as: Persona): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const headers = { authorization: `Bearer ${platform.tokens[as]}` }
  const url = new URL(`${platform.url}/mcp`)
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  clients.push(client)
  return client
}

const toolsOf = async (as: Persona) => (await (await connect(as)).listTools()).tools

test('a client is shown the caller’s permitted actions and nothing else', async () => {
  const names = (await toolsOf('owner')).map((tool) => tool.name)
  expect(names).toEqual(expect.arrayContaining(['me_show', 'tokens_create', 'tokens_revoke']))
  expect(names).not.toContain('accounts_create')
  const readOnly = await toolsOf('readOnly')
  expect(readOnly.every((tool) => tool.annotations?.readOnlyHint)).toBe(true)
  expect(readOnly.map((tool) => tool.name)).toContain('people_list')
})

test('hints tell reading from destroying, and destroying asks for a confirmation', async () => {
  const tools = new Map((await toolsOf('administrator')).map((tool) => [tool.name, tool]))
  expect(tools.get('people_list')?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false })
  expect(tools.get('people_remove')?.annotations).toMatchObject({
    readOnlyHint: false,
    destructiveHint: true,
  })
  expect(tools.get('people_remove')?.inputSchema.required).toEqual(['person', 'confirm'])
  expect(tools.get('people_invite')?.inputSchema.properties).not.toHaveProperty('confirm')
})

test.each([
  ['nothing', {}],
  ['another name', { confirm: 'tool' }],
  ['yes', { confirm: true }],
])('confirming with %s destroys nothing', async (_what, confirmation) => {
  const client = await connect('owner')
  await client.callTool({ name: 'tokens_create', arguments: { name: 'tools' } })
  const revoke = (more: object) =>
    client.callTool({ name: 'tokens_revoke', arguments: { token: 'tools', ...more } })
  const refused = await revoke(confirmation)
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: { error: { code: 'confirmation_needed', hint: expect.stringContaining('"confirm"') } },
  })
  expect(await revoke({ confirm: 'tools' })).toMatchObject({ structuredContent: { revoked: 'tools' } })
})

test('an error is told to the model, with what to do next', async () => {
  const client = await connect('administrator')
  const result = await client.callTool({ name: 'people_list', arguments: { account: 'nowhere' } })
  expect(result).toMatchObject({
    isError: true,
    content: [
      { text: 'There is no account "nowhere". (account_not_found)\nList the accounts to see their names.' },
    ],
  })
})

test('an idempotency key makes a repeated call harmless', async () => {
  const client = await connect('administrator')
  const call = () =>
    client.callTool({ name: 'accounts_create', arguments: { name: 'Once', idempotencyKey: 'key-1' } })
  const first = await call()
  expect((await call()).structuredContent).toEqual(first.structuredContent)
})

test('a dry run needs no confirmation, tells what would happen, and does nothing', async () => {
  const client = await connect('administrator')
  const made = await client.callTool({ name: 'accounts_create', arguments: { name: 'Never', dryRun: true } })
  expect(made.structuredContent).toMatchObject({
    dryRun: true,
    wouldChange: true,
    effects: expect.any(Array),
  })
  const { structuredContent } = await client.callTool({ name: 'accounts_list', arguments: {} })
  expect(JSON.stringify(structuredContent)).not.toContain('Never')
})

test('events of a streaming action come as progress to who asks for it', async () => {
  const client = await connect('owner')
  const messages: unknown[] = []
  const onprogress = ({ message }: { message?: string | undefined }) =>
    messages.push(JSON.parse(message ?? ''))
  const result = await client.callTool({ name: 'numbers_count', arguments: { number: 3 } }, { onprogress })
  expect(result.structuredContent).toEqual({ counted: 3 })
  expect(messages).toEqual([{ now: 1 }, { now: 2 }, { now: 3 }])
})

test('a tool that is not there is told as an error, not as a broken connection', async () => {
  const client = await connect('owner')
  const result = await client.callTool({ name: 'things_make', arguments: {} })
  expect(result).toMatchObject({ isError: true, structuredContent: { error: { code: 'action_not_found' } } })
})

test('a page of another origin is refused even with a token', async () => {
  const response = await fetch(`${platform.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${platform.tokens.owner}`,
      origin: 'http://evil.example',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })
  expect(response.status).toBe(403)
})
