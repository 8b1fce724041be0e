import { ACTIONS } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { ENGLISH } from './interpreter/languages/english.ts'
import type { PastCall, Scene } from './interpreter/meaning.ts'
import { createSiteIndex } from './interpreter/site-index.ts'
import { undoOf } from './interpreter/undo.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { breakOffLastAnswer, forgetLastAnswer } from './testing/lost-answers.ts'
import { openToyAssistant } from './testing/toy-assistant.ts'
import { ANNA, startToyPlatform, type ToyPlatform } from './testing/toy-platform.ts'

let postgres: TestPostgres
let platform: ToyPlatform
let chat: ChatClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  platform = await startToyPlatform(postgres)
  chat = createChatClient(openToyAssistant(platform), ANNA)
  for (const title of ['Corner Bakery', 'Jazz']) await chat.say(`Create a site called ${title}`)
  return () => platform[Symbol.asyncDispose]()
})

const titles = () => platform.sites.map(({ title }) => title)
const states = () => platform.sites.map(({ state }) => state)

describe('what was not the last thing that was asked for is named and asked about first', () => {
  test('where the last change failed', async () => {
    await chat.say('rename jazz to Blues')
    expect((await chat.say('Create a site called Blues')).failure).toMatchObject({ code: 'site_name_taken' })
    const asked = await chat.say('undo that')
    expect(asked.text).toContain('(blues). Shall I take it back?')
    expect(titles()).toEqual(['Corner Bakery', 'Blues'])
    await chat.say('yes')
    expect(titles()).toEqual(['Corner Bakery', 'Jazz'])
  })

  test('and saying it again is a yes to that', async () => {
    await chat.say('rename jazz to Blues')
    await chat.say('Create a site called Blues')
    expect((await chat.say('annule ça')).text).toContain('Dois-je l’annuler ?')
    expect(titles()).toEqual(['Corner Bakery', 'Blues'])
    await chat.say('annule ça')
    expect(titles()).toEqual(['Corner Bakery', 'Jazz'])
  })

  test('where the answer to the last request was lost', async () => {
    const { conversationId } = await chat.say('rename jazz to Blues')
    await chat.say('rename corner-bakery to Corner Café')
    await forgetLastAnswer(platform.database, conversationId)
    const asked = await chat.say('undo that')
    expect(asked.text).toContain('(blues). Shall I take it back?')
    expect(titles()).toEqual(['Corner Café', 'Blues'])
    await chat.say('no')
    expect(titles()).toEqual(['Corner Café', 'Blues'])
  })

  test('where the last change broke off, so that nobody knows what came of it', async () => {
    const { conversationId } = await chat.say('rename jazz to Blues')
    await chat.say('rename corner-bakery to Corner Café')
    await breakOffLastAnswer(platform.database, conversationId)
    expect((await chat.say('undo that')).text).toContain('(blues). Shall I take it back?')
    expect(titles()).toEqual(['Corner Café', 'Blues'])
  })

  test('where something waits for approval', async () => {
    await chat.say('suspend jazz')
    expect((await chat.say('Create a gold site called Big Shop')).approval).toBeDefined()
    expect((await chat.say('undo that')).text).toContain('(jazz). Shall I take it back?')
    expect(states()).toEqual(['running', 'suspended'])
  })
})

describe('after something that changed nothing', () => {
  test.each([['florp the blarg'], ['Log me in to jazz']])(
    '("%s") it is told that nothing was, and asked about the last change',
    async (between) => {
      await chat.say('rename jazz to Blues')
      await chat.say(between.replace('jazz', 'blues'))
      const asked = await chat.say('oops, take that back')
      expect(asked.text).toMatch(
        /^What you said since the last change has changed nothing\. .*\(blues\)\. Shall I take it back\?$/,
      )
      expect(titles()).toEqual(['Corner Bakery', 'Blues'])
      await chat.say('yes')
      expect(titles()).toEqual(['Corner Bakery', 'Jazz'])
    },
  )
})

test.each([
  ['Je voudrais un nouveau site', 'annule ça', 'rien fait'],
  ['新しいサイトを作って', '取り消して', '何もしませんでした'],
])('said to a question, "%s", "%s" leaves what was done before', async (request, undo, answered) => {
  await chat.say('rename jazz to Blues')
  expect((await chat.say(request)).form).toBeDefined()
  expect((await chat.say(undo)).text).toContain(answered)
  expect(titles()).toEqual(['Corner Bakery', 'Blues'])
})

test('said to an open form that no words answer, it leaves what was done before', async () => {
  await chat.say('rename jazz to Blues')
  expect((await chat.say('suspends pizzeria')).form).toBeDefined()
  expect((await chat.say('annule ça')).text).toContain('rien fait')
  expect(titles()).toEqual(['Corner Bakery', 'Blues'])
})

test('what a site was called meanwhile does not mislead it', async () => {
  await chat.say('suspend jazz')
  const elsewhere = createChatClient(openToyAssistant(platform), ANNA)
  await elsewhere.say('rename jazz to Blues')
  await elsewhere.say('Create a site called Jazz')
  await elsewhere.say('suspend jazz')
  await chat.say('undo that')

  expect(platform.sites.map(({ title, state }) => [title, state])).toEqual([
    ['Corner Bakery', 'running'],
    ['Blues', 'running'],
    ['Jazz', 'suspended'],
  ])
})

test('what of one sentence is not taken back with the rest is told', async () => {
  await chat.say('Create a site called Sunny and suspend jazz')
  await chat.say('yes')
  expect(states()).toEqual(['running', 'suspended', 'running'])
  const told = await chat.say('undo that')

  expect(told.text).toContain('this stays as it is: create a WordPress site (sunny)')
  expect(states()).toEqual(['running', 'running', 'running'])
})

test('more changes than a plan has room for are told, not tried', () => {
  const called = Array.from(
    { length: 11 },
    (_, index): PastCall => ({
      toolName: 'sites_suspend',
      input: { site: `site-${index}` },
      turn: 1,
    }),
  )
  const scene: Scene = {
    memory: { focus: undefined, listed: [], pending: undefined, called },
    sites: createSiteIndex([]),
    permitted: new Set(ACTIONS.map(({ name }) => name)),
    role: 'administrator',
    language: ENGLISH,
    now: new Date(),
  }

  expect(undoOf(ACTIONS, scene)).toMatchObject({ kind: 'say', text: expect.stringContaining('11 changes') })
  const fewer = { ...scene, memory: { ...scene.memory, called: called.slice(1) } }
  expect(undoOf(ACTIONS, fewer)).toMatchObject({ kind: 'plan' })
})
