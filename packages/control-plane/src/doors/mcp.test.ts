import { defineAction, pageInput, pageOf } from '@aipress/contract'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type DoorsPlatform,
  type Persona,
  startDoorsPlatform,
} from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { handle } from '../actions/index.ts'
import { ANSWER_CHARACTERS_MAX } from './mcp-results.ts'

/** Two lists that are too long for a model: one with pages, one without. */
const base = {
  summary: 'List words',
  errors: [],
  effect: 'reads',
  permission: 'sites:read',
  examples: ['list words', 'show words'],
} as const
const pagedWords = defineAction({
  ...base,
  name: 'words.paged',
  input: z.object({ ...pageInput }),
  output: pageOf(z.object({ number: z.number(), text: z.string() })),
  http: 'GET /v1/words',
  cli: 'word paged',
  cliExample: 'aipress word paged',
})
const allWords = defineAction({
  ...base,
  name: 'words.all',
  input: z.object({ length: z.coerce.number().default(100) }),
  output: z.object({ items: z.array(z.string()) }),
  http: 'GET /v1/all-words',
  cli: 'word all',
  cliExample: 'aipress word all',
})
const WORDS = 200
const LONG = [
  handle(pagedWords, async ({ limit, cursor }) => {
    const from = Number(cursor ?? 0)
    const count = Math.max(0, Math.min(limit, WORDS - from))
    const items = Array.from({ length: count }, (_, index) => ({
      number: from + index,
      text: 'x'.repeat(1_500),
    }))
    return { items, ...(from + count < WORDS ? { nextCursor: String(from + count) } : {}) }
  }),
  handle(allWords, async ({ length }) => ({
    items: Array.from({ length: WORDS }, () => 'x'.repeat(length)),
  })),
]

let postgres: TestPostgres
let platform: DoorsPlatform
const clients: Client[] = []

beforeAll(async () => {
  postgres = await startPostgres()
  platform = await startDoorsPlatform(postgres, undefined, LONG)
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await platform?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

async function connect(as: Persona, query = ''): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const headers = { authorization: `Bearer ${platform.tokens[as]}` }
  const url = new URL(`${platform.url}/mcp${query}`)
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
  const unclear = await client.callTool({
    name: 'accounts_create',
    arguments: { name: 'Never', dryRun: 'yes' },
  })
  expect(unclear.isError).toBe(true)
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

test('in read-only mode nothing else is listed, nor done', async () => {
  const client = await connect('administrator', '?mode=read-only')
  const { tools } = await client.listTools()
  expect(tools.length).toBeGreaterThan(5)
  expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true)
  const refused = await client.callTool({ name: 'accounts_create', arguments: { name: 'Not made' } })
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: {
      error: { code: 'not_permitted', hint: expect.stringContaining('address without "?mode=read-only"') },
    },
  })
})

test('a mode that there is not lets nobody in, and says which there is', async () => {
  for (const mode of ['readonly', 'Read-Only', '']) {
    const response = await fetch(`${platform.url}/mcp?mode=${mode}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${platform.tokens.administrator}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    expect(response.status, mode).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_input', hint: expect.stringContaining('?mode=read-only') },
    })
  }
})

test('a tool says what it is for, what it answers and what must be known before', async () => {
  const tools = new Map((await toolsOf('administrator')).map((tool) => [tool.name, tool]))
  const described = (name: string) => tools.get(name)?.description ?? ''
  expect(described('people_list')).toMatch(/^List the people who can sign in\. .*cursor.*“list people”/)
  expect(described('people_list')).toContain('strangers')
  expect(described('people_remove')).toContain('ask the person first')
  for (const tool of tools.values()) {
    const { readOnlyHint, destructiveHint, idempotentHint } = tool.annotations ?? {}
    expect(readOnlyHint && destructiveHint, tool.name).toBe(false)
    if (readOnlyHint || destructiveHint) expect(idempotentHint, tool.name).toBe(true)
    else expect(tool.inputSchema.properties, tool.name).toHaveProperty('idempotencyKey')
  }
})

const answerOf = async (name: string, input: object) => {
  const client = await connect('owner')
  const { content, structuredContent } = await client.callTool({ name, arguments: { ...input } })
  const [first] = content
  const text = first?.type === 'text' ? first.text : ''
  expect(JSON.parse(text)).toEqual(structuredContent)
  expect(text.length).toBeLessThanOrEqual(ANSWER_CHARACTERS_MAX + 200)
  return structuredContent as { items: { number: number }[]; nextCursor?: string; leftOut?: object }
}

test('a list answers a screenful unless more is asked for', async () => {
  expect((await toolsOf('owner')).find(({ name }) => name === 'words_paged')?.inputSchema).toMatchObject({
    properties: { limit: { default: 20 } },
  })
  const { items } = await answerOf('words_paged', {})
  expect(items.length).toBeLessThanOrEqual(20)
})

test('pages that are too long come smaller, and following the cursor misses nothing', async () => {
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = await answerOf('words_paged', { limit: 200, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items.map(({ number }) => number))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: WORDS }, (_, index) => index))
})

test('what has no pages is cut, and says how much was left out', async () => {
  expect(await answerOf('words_all', { length: 10 })).not.toHaveProperty('leftOut')
  const { items, leftOut } = await answerOf('words_all', { length: 3_000 })
  expect(items.length).toBeGreaterThan(20)
  expect(leftOut).toEqual({ items: WORDS - items.length })
})
