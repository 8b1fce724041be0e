import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import type { Caller } from '../kernel/caller.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { openToyAssistant } from './testing/toy-assistant.ts'
import { ANNA, BEN, startToyPlatform, type ToyPlatform } from './testing/toy-platform.ts'

/** Anna is an administrator; these are owners: Cleo of Ben's account, Dora of another. */
const CLEO: Caller = { ...BEN, principal: 'person:per_cleo', personId: 'per_cleo', displayName: 'Cleo' }
const DORA: Caller = { ...BEN, principal: 'person:per_dora', personId: 'per_dora', accountId: 'acc_2' }

let postgres: TestPostgres
let platform: ToyPlatform
let as: (caller: Caller) => ChatClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

beforeEach(async () => {
  platform = await startToyPlatform(postgres)
  const assistant = openToyAssistant(platform)
  as = (caller) => createChatClient(assistant, caller)
  return () => platform[Symbol.asyncDispose]()
})

const titles = async (chat: ChatClient, search = '') => {
  const { body } = await chat.get(`/chat/conversations?search=${encodeURIComponent(search)}`)
  return (body as { items: { title: string }[] }).items.map(({ title }) => title)
}

async function begin(caller: Caller, text: string) {
  const { conversationId } = await as(caller).say(text)
  return `/chat/conversations/${conversationId}`
}

test('a conversation gets the title that its owner gives it, and no other', async () => {
  const path = await begin(BEN, 'hello')
  expect(await as(BEN).change(path, { title: '  Launch of the bakery  ' })).toMatchObject({
    status: 200,
    body: { title: 'Launch of the bakery' },
  })
  expect(await titles(as(BEN))).toEqual(['Launch of the bakery'])
  for (const title of ['', '   ', 'x'.repeat(61), 7])
    expect((await as(BEN).change(path, { title })).status).toBe(400)
  expect((await as(CLEO).change(path, { title: 'Mine' })).status).toBe(404)
  expect(await titles(as(BEN))).toEqual(['Launch of the bakery'])
})

test('conversations are found by what their title or anybody in them says, whatever the case', async () => {
  await begin(BEN, 'Create a site called Alpha')
  await begin(BEN, 'who am I')
  await begin(CLEO, 'Create a site called Alpha Two')
  expect(await titles(as(BEN), 'ALPHA')).toEqual(['Create a site called Alpha'])
  // In the answer alone.
  expect(await titles(as(BEN), 'alpha.localhost')).toEqual(['Create a site called Alpha'])
  expect(await titles(as(BEN), 'nothing of the kind')).toEqual([])
})

test('what is searched for is no pattern', async () => {
  await begin(BEN, 'is 100% of it there?')
  await begin(BEN, 'is 100 of it there?')
  expect(await titles(as(BEN), '100%')).toEqual(['is 100% of it there?'])
  expect(await titles(as(BEN), '1_0')).toEqual([])
  expect(await titles(as(BEN), '\\')).toEqual([])
})

test('a shared conversation is read by the owner’s account, goes on with its owner alone, and is taken back', async () => {
  const path = await begin(BEN, 'Which sites do I have?')
  expect((await as(CLEO).get(path)).status).toBe(404)
  expect((await as(CLEO).change(path, { shared: true })).status).toBe(404)
  expect((await as(BEN).change(path, { shared: true })).body).toMatchObject({ shared: true })
  expect(await titles(as(CLEO))).toEqual(['Which sites do I have?'])
  expect((await as(CLEO).get(path)).body).toMatchObject({
    sharedBy: BEN.displayName,
    messages: [{ role: 'user' }, { role: 'assistant' }],
  })
  const cleo = as(CLEO)
  cleo.turnTo(path.split('/').at(-1))
  expect((await cleo.say('and its logs?')).error?.code).toBe('conversation_not_found')
  expect(await cleo.remove(path)).toBe(404)
  expect((await as(DORA).get(path)).status).toBe(404)
  expect(await titles(as(DORA))).toEqual([])
  await as(BEN).change(path, { shared: false })
  expect((await as(CLEO).get(path)).status).toBe(404)
  expect(await titles(as(CLEO))).toEqual([])
})

test('what an administrator shares is not read by who may do less', async () => {
  const path = await begin(ANNA, 'is everything healthy?')
  await as(ANNA).change(path, { shared: true })
  expect((await as(BEN).get(path)).status).toBe(404)
  const other: Caller = { ...ANNA, principal: 'person:per_eve', personId: 'per_eve' }
  expect((await as(other).get(path)).status).toBe(200)
})

test('a shared conversation is read neither with a token that may less nor by who acts as a member', async () => {
  const path = await begin(BEN, 'Which sites do I have?')
  await as(BEN).change(path, { shared: true })
  const until = new Date(Date.now() + 60_000).toISOString()
  const acting: Caller = {
    ...CLEO,
    principal: 'acting:act_1',
    actor: { personId: 'per_boss', email: 'boss@example.com', until },
  }
  const limited: Caller = { ...CLEO, limits: { permissions: ['sites:read'] } }
  for (const caller of [acting, limited]) {
    expect((await as(caller).get(path)).status).toBe(404)
    expect(await titles(as(caller))).toEqual([])
  }
  expect((await as(CLEO).get(path)).status).toBe(200)
})
