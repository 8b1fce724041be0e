import { changeModel, showModel, showModelUsage, testModel } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { createActions } from '../actions/index.ts'
import { createLog } from '../kernel/log.ts'
import { createSeal } from '../kernel/seal.ts'
import { modelHandlers } from '../models/index.ts'
import { type ChatApiImitation, startChatApiImitation } from './testing/chat-api-imitation.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { calls, error, type GeminiImitation, startGeminiImitation, text } from './testing/gemini-imitation.ts'
import { openToyAssistant, type ToyAssistant } from './testing/toy-assistant.ts'
import { ANNA, BEN, startToyPlatform, type ToyPlatform } from './testing/toy-platform.ts'

let postgres: TestPostgres
let platform: ToyPlatform
let gemini: GeminiImitation
let chatApis: ChatApiImitation
let assistant: ToyAssistant
let chat: ChatClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  platform = await startToyPlatform(postgres)
  gemini = await startGeminiImitation()
  chatApis = await startChatApiImitation()
  assistant = openToyAssistant(platform, { limits: { retries: 0, silenceMs: 1_000 } })
  chat = createChatClient(assistant, ANNA)
  return async () => {
    await gemini[Symbol.asyncDispose]()
    await chatApis[Symbol.asyncDispose]()
    await platform[Symbol.asyncDispose]()
  }
})

/** The actions by which the settings are changed, over the same database. */
async function call<A extends { name: string }>(action: A, input: object, caller = ANNA): Promise<unknown> {
  const { database, clock } = platform
  const actions = createActions({
    handlers: modelHandlers({ models: assistant.models, database, clock }),
    database,
    seal: createSeal(Buffer.alloc(32, 1)),
    log: createLog('silent'),
    clock,
  })
  return actions.call(action.name, input, caller)
}

const settingsOf = {
  google: () => ({ model: 'google/gemini-3-flash', url: gemini.urls.google, apiKey: gemini.apiKey }),
  'google-vertex': () => ({
    model: 'google-vertex/gemini-3-flash',
    url: gemini.urls['google-vertex'],
    apiKey: gemini.apiKey,
  }),
  anthropic: () => ({ model: 'anthropic/m', url: chatApis.urls.anthropic, apiKey: chatApis.apiKey }),
  'openai-compatible': () => ({
    model: 'openai-compatible/m',
    url: chatApis.urls['openai-compatible'],
    apiKey: chatApis.apiKey,
  }),
}
type Provider = keyof typeof settingsOf
const playedBy = (provider: Provider) => (provider.startsWith('google') ? gemini : chatApis)

describe.each(Object.keys(settingsOf) as Provider[])('%s, set while the platform runs', (provider) => {
  test('speaks and calls from the next message on, and every call is counted and written down', async () => {
    await call(changeModel, { ...settingsOf[provider](), inputPrice: 2, outputPrice: 10 })
    playedBy(provider).play(calls(['sites_create', { title: 'Corner Bakery' }]), text('It is open.'))
    const answer = await chat.say('I sell bread, help me')

    expect(answer.tools).toEqual(['sites_create'])
    expect(answer.text).toBe('It is open.')
    expect(platform.sites.map((site) => site.title)).toEqual(['Corner Bakery'])
    const name = settingsOf[provider]().model
    const use = { model: name, calls: 2, failures: 0, inputTokens: 200, outputTokens: 20, cost: 0.0006 }
    expect(await call(showModelUsage, {})).toMatchObject({ items: [{ accountId: 'acc_1', ...use }] })
    const lines = await platform.database
      .selectFrom('audit_lines')
      .select(['door', 'who', 'result', 'input'])
      .where('action', '=', 'models.call')
      .execute()
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({ door: 'chat', who: 'anna@example.com', result: 'ok' })
    expect(JSON.parse(lines[0]?.input ?? '')).toMatchObject({
      model: name,
      inputTokens: 100,
      costUsd: 0.0003,
    })
  })

  test('is tried by a button, which tells a refused key from a model that answers', async () => {
    await call(changeModel, settingsOf[provider]())
    playedBy(provider).play(calls(['ready', { word: 'bread' }]))
    expect(await call(testModel, {})).toMatchObject({ ok: true, inputTokens: 100, outputTokens: 10 })
    playedBy(provider).play(text('I have no tools.'))
    expect(await call(testModel, {})).toMatchObject({
      ok: false,
      hint: expect.stringContaining('call tools'),
    })
    await call(changeModel, { apiKey: 'wrong' })
    expect(await call(testModel, {})).toMatchObject({ ok: false, hint: expect.stringContaining('key') })
  })

  test('goes on with what was said to another model, calls included', async () => {
    const other: Provider = provider === 'google' ? 'openai-compatible' : 'google'
    await call(changeModel, settingsOf[other]())
    playedBy(other).play(calls(['sites_create', { title: 'Alpha' }]), text('Alpha is there.'))
    await chat.say('make me a site')
    await call(changeModel, settingsOf[provider]())
    playedBy(provider).play(text('You have Alpha.'))

    expect((await chat.say('what do I have?')).text).toBe('You have Alpha.')
    expect(JSON.stringify(playedBy(provider).requests.at(-1))).toContain('Alpha is there.')
    expect(JSON.stringify(playedBy(provider).requests.at(-1))).toContain('sites_create')
  })

  test('that fails is stood in for by the interpreter, which says so', async () => {
    await call(changeModel, settingsOf[provider]())
    playedBy(provider).play(error(503))
    const answer = await chat.say('Create a site called Beta')

    expect(answer.text).toContain('it is out of order. The built-in interpreter answers instead.')
    expect(platform.sites.map((site) => site.title)).toEqual(['Beta'])
    expect(await call(showModelUsage, {})).toMatchObject({ items: [{ calls: 1, failures: 1 }] })
  })
})

test('keys are stored encrypted, never shown, and never sent to another address than the one they were given for', async () => {
  await call(changeModel, settingsOf.google())
  expect(await call(showModel, {})).toMatchObject({ model: 'google/gemini-3-flash', hasKey: true })
  expect(JSON.stringify(await call(showModel, {}))).not.toContain(gemini.apiKey)
  const stored = await platform.database.selectFrom('model_settings').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(gemini.apiKey)
  const audited = await platform.database.selectFrom('audit_lines').select('input').execute()
  expect(JSON.stringify(audited)).not.toContain(gemini.apiKey)

  expect(await call(changeModel, { model: 'google/gemini-3-pro' })).toMatchObject({ hasKey: true })
  expect(await call(changeModel, { url: 'http://127.0.0.1:9/v1' })).toMatchObject({ hasKey: false })
  await call(changeModel, settingsOf.google())
  expect(await call(changeModel, { model: 'anthropic/m' })).toMatchObject({ hasKey: false })
})

test('what the machine holds is not sent to an address that somebody has set', async () => {
  const model = { name: 'google/gemini-3-flash', url: 'http://127.0.0.1:9/v1', apiKey: gemini.apiKey }
  assistant = openToyAssistant(platform, { model, limits: { retries: 0 } })
  chat = createChatClient(assistant, ANNA)
  expect(await call(changeModel, { url: gemini.urls.google })).toMatchObject({ hasKey: false })
  gemini.play(text('I have the key.'))
  expect((await chat.say('hello')).text).not.toContain('I have the key.')
  await call(changeModel, { model: 'google/another', url: gemini.urls.google })
  expect(await call(changeModel, { model: 'default' })).toMatchObject({ hasKey: false })

  process.env.ANTHROPIC_API_KEY = chatApis.apiKey
  try {
    await call(changeModel, { model: 'anthropic/m', url: chatApis.urls.anthropic })
    chatApis.play(text('I have the key.'))
    expect((await chat.say('hello')).text).toContain('it refused the API key')
  } finally {
    delete process.env.ANTHROPIC_API_KEY
  }
  const url = 'https://vertex.example.com'
  await expect(call(changeModel, { model: 'google-vertex/g', url })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('settings that cannot work are refused and change nothing', async () => {
  await call(changeModel, settingsOf.google())
  for (const wrong of [
    { model: 'acme/best' },
    { model: 'gemini' },
    { model: 'openai-compatible/m' },
    { credentials: '{"type":"external_account","credential_source":{"file":"/etc/shadow"}}' },
    { credentials: 'no json' },
    { url: 'ftp://example.com' },
    { costPerDay: 5 },
    { tokensPerDay: 0 },
  ])
    await expect(call(changeModel, wrong), JSON.stringify(wrong)).rejects.toMatchObject({
      code: 'invalid_input',
    })
  expect(await call(showModel, {})).toMatchObject({ model: 'google/gemini-3-flash', hasKey: true })
})

test('what the platform was started with holds until something is set, and again by "default"', async () => {
  const model = { name: 'google/gemini-3-flash', url: gemini.urls.google, apiKey: gemini.apiKey }
  assistant = openToyAssistant(platform, { model })
  expect(await call(showModel, {})).toMatchObject({ model: model.name, from: 'environment', hasKey: true })
  expect(await call(changeModel, { model: 'built-in' })).toMatchObject({
    model: 'built-in',
    from: 'settings',
  })
  expect(await call(testModel, {})).toEqual({ model: 'built-in', ok: true, durationMs: 0 })
  expect(await call(changeModel, { model: 'default' })).toMatchObject({ model: model.name, hasKey: true })
})

test('an account that has used its day is answered by the interpreter, and no other account is', async () => {
  await call(changeModel, { ...settingsOf.google(), tokensPerDay: 1_000 })
  const script = Array.from({ length: 10 }, (_, index) => text(`Answer ${index}.`))
  gemini.play(...script, text('For another.'))
  for (const [index] of script.entries()) expect((await chat.say('hello')).text).toBe(`Answer ${index}.`)

  expect((await chat.say('hello')).text).toContain('this account has used its 1,000 tokens for today')
  expect(gemini.requests).toHaveLength(10)
  const other = createChatClient(assistant, { ...BEN, accountId: 'acc_2' })
  expect((await other.say('hello')).text).toBe('For another.')
  platform.later(24 * 3_600)
  gemini.play(text('A new day.'))
  expect((await chat.say('hello')).text).toBe('A new day.')
})

test('an answer that nobody heard to its end counts by what was asked', async () => {
  await call(changeModel, settingsOf.google())
  gemini.play({ kind: 'cut', text: 'Well' })
  await chat.say('hello')
  const { items } = (await call(showModelUsage, {})) as {
    items: { inputTokens: number; outputTokens: number }[]
  }
  expect(items[0]).toMatchObject({ calls: 1, failures: 1, outputTokens: 1 })
  expect(items[0]?.inputTokens).toBeGreaterThan(1_000)
})

test('more than four answers at once are not asked for on one account', async () => {
  await call(changeModel, settingsOf.google())
  gemini.play(...Array.from({ length: 8 }, () => ({ kind: 'silence' }) as const))
  const answers = Array.from({ length: 6 }, () => createChatClient(assistant, ANNA).say('hello'))
  const texts = (await Promise.all(answers)).map((answer) => answer.text)
  expect(texts.filter((said) => said.includes('4 times at this moment'))).toHaveLength(2)
  expect(gemini.requests).toHaveLength(4)
})

test('a model that cannot be reached is let alone for a minute, and then asked again', async () => {
  await call(changeModel, { model: 'openai-compatible/m', url: 'http://127.0.0.1:9/v1' })
  expect((await chat.say('hello')).text).toContain('it could not be reached')
  expect((await chat.say('hello')).text).toContain('tried again within a minute')
  expect(await call(testModel, {})).toMatchObject({ ok: false, failure: expect.stringContaining('reached') })
  platform.later(61)
  expect((await chat.say('hello')).text).not.toContain('tried again within a minute')
  await call(changeModel, settingsOf.google())
  gemini.play(text('Here.'))
  expect((await chat.say('hello')).text).toBe('Here.')
})

test('a limit in dollars ends an account’s day by the prices that are set', async () => {
  const prices = { inputPrice: 1_000, outputPrice: 0, costPerDay: 0.15 }
  await call(changeModel, { ...settingsOf.google(), ...prices })
  gemini.play(text('One.'), text('Two.'))
  await chat.say('hello')
  await chat.say('hello')
  expect((await chat.say('hello')).text).toContain('0.15 US dollars for today')
})

test('one message causes no more calls than a turn may have', async () => {
  assistant = openToyAssistant(platform, { limits: { toolCalls: 3 } })
  chat = createChatClient(assistant, ANNA)
  await call(changeModel, settingsOf.google())
  const many = Array.from({ length: 5 }, () => ['sites_list', {}] as [string, object])
  gemini.play(calls(...(many as [string, Record<string, unknown>][])), text('Enough.'))
  const answer = await chat.say('look again and again')

  expect(answer.outputs).toHaveLength(3)
  expect(JSON.stringify(gemini.requests.at(-1))).toContain('3 calls are the most')
})
