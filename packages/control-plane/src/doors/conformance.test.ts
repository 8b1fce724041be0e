import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AipressError, defineAction } from '@aipress/contract'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type DoorsPlatform, startDoorsPlatform } from '../../../../test/harness/doors-platform.ts'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { withToken } from '../../../../test/harness/with-token.ts'
import { handle } from '../actions/index.ts'

/**
 * The protocol's own conformance tool against the real door. It asks for tools of certain names; those that an
 * action can be are actions here, so that they go the way of every other.
 */
const tool = (name: `test.${string}`) =>
  defineAction({
    name,
    summary: `Do what the conformance tool wants of ${name}`,
    input: z.object({}),
    output: z.object({ said: z.string() }),
    events: z.object({ step: z.number() }),
    errors: [],
    effect: 'reads',
    permission: 'sites:read',
    http: `GET /v1/${name}`,
    cli: name,
    cliExample: `aipress ${name}`,
    examples: [`do ${name}`, `run ${name}`],
  })

const TOOLS = [
  handle(tool('test.simple_text'), async () => ({ said: 'This is a simple text response for testing.' })),
  handle(tool('test.error_handling'), async () => {
    throw new AipressError('platform_unavailable', 'This tool intentionally returns an error for testing.')
  }),
  handle(tool('test.tool_with_progress'), async (_input, { emit }) => {
    for (const step of [0, 50, 100]) emit({ step })
    return { said: 'done' }
  }),
]

/** What the tool tests of parts of the protocol that this server does not have, and says so in its capabilities. */
const NOT_OURS: Record<string, string> = {
  'logging-set-level': 'no log messages are sent: what an action tells is in its answer and its progress',
  'completion-complete': 'no prompts and resources, so nothing to complete',
  'tools-call-image': 'no action answers with a picture',
  'tools-call-audio': 'no action answers with sound',
  'tools-call-embedded-resource': 'no resources',
  'tools-call-mixed-content': 'no pictures and resources',
  'tools-call-with-logging': 'no log messages, see logging-set-level',
  'tools-call-sampling': 'the platform does not ask an agent’s model anything',
  'tools-call-elicitation':
    'without sessions there is nobody to ask back: what is missing is an error with a hint',
  'elicitation-sep1034-defaults': 'no asking back',
  'elicitation-sep1330-enums': 'no asking back',
  'json-schema-2020-12': 'asks for a tool whose schema has $defs; no action’s has, they are inlined',
  'server-sse-multiple-streams': 'the tool only warns, and tries nothing, where there are no sessions',
  'server-sse-polling': 'asks for a tool that breaks off its own stream; without sessions none is resumed',
  'resources-list': 'no resources',
  'resources-read-text': 'no resources',
  'resources-read-binary': 'no resources',
  'resources-templates-read': 'no resources',
  'resources-subscribe': 'no resources',
  'resources-unsubscribe': 'no resources',
  'prompts-list': 'no prompts',
  'prompts-get-simple': 'no prompts',
  'prompts-get-with-args': 'no prompts',
  'prompts-get-embedded-resource': 'no prompts',
  'prompts-get-with-image': 'no prompts',
}

const OURS = [
  'server-initialize',
  'ping',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-error',
  'tools-call-with-progress',
  'dns-rebinding-protection',
]

const CONFORMANCE = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
)
const conformance = (...given: string[]) =>
  execa(process.execPath, [CONFORMANCE, ...given], { reject: false, all: true, timeout: 60_000 })

let postgres: TestPostgres
let platform: DoorsPlatform
let door: Awaited<ReturnType<typeof withToken>>
let results: string
beforeAll(async () => {
  postgres = await startPostgres()
  platform = await startDoorsPlatform(postgres, undefined, TOOLS)
  door = await withToken(platform.url, platform.tokens.owner)
  results = await mkdtemp(join(tmpdir(), 'aipress-conformance-'))
})
afterAll(async () => {
  await door?.[Symbol.asyncDispose]()
  await platform?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
  if (results !== undefined) await rm(results, { recursive: true, force: true })
})

test.each(OURS)('the protocol’s own tool finds nothing wrong: %s', async (scenario) => {
  const { exitCode, all } = await conformance(
    'server',
    '--url',
    `${door.url}/mcp`,
    '--scenario',
    scenario,
    '--output-dir',
    results,
  )
  expect(exitCode, all).toBe(0)
  expect(all).not.toMatch(/FAILURE|WARNING/)
})

test('every scenario that the tool has for servers is passed here, or named with why it is not ours', async () => {
  const { all } = await conformance('list', '--server')
  const known = [...(all ?? '').matchAll(/^ {2}- (\S+)/gm)].map((match) => match[1])
  expect(known.length).toBeGreaterThan(20)
  expect(known.toSorted()).toEqual([...OURS, ...Object.keys(NOT_OURS)].toSorted())
})

test('what is not ours is not claimed: the capabilities name tools alone', async () => {
  const answer = await fetch(`${door.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      },
    }),
  })
  const text = await answer.text()
  const [, json = text] = /^data: (.+)$/m.exec(text) ?? []
  expect(JSON.parse(json)).toMatchObject({
    result: { protocolVersion: '2025-11-25', capabilities: { tools: {} } },
  })
  expect(Object.keys(JSON.parse(json).result.capabilities)).toEqual(['tools'])
})
