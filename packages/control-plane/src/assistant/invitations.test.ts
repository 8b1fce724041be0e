import type { Person } from '@aipress/contract'
import { beforeEach, expect, test } from 'vitest'
import { accountsYard } from '../accounts/testing/accounts-yard.ts'
import { modelMigrations } from '../models/index.ts'
import { assistantMigrations } from './assistant-migrations.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { openToyAssistant } from './testing/toy-assistant.ts'

const yard = accountsYard({}, { ...assistantMigrations, ...modelMigrations })
let chat: ChatClient

beforeEach(async () => {
  const root = await yard.join('root@example.com', 'administrator')
  chat = createChatClient(openToyAssistant({ ...yard, clock: () => yard.nowMs }), await root.caller())
})

const people = async () => {
  const { items } = (await yard.asMachine('people.list', {})) as { items: Person[] }
  return items.map(({ email, role, accountName }) => `${email}: ${role} of ${accountName}`)
}

test('an administrator who names no account is asked for it, one’s own first, before anybody is invited', async () => {
  await yard.join('ben2@example.com')
  const asked = await chat.say('Invite ben@example.com as developer')

  expect(asked.text).toBe('Of which account shall ben@example.com be a member? Nobody was invited yet.')
  expect(asked.tools).toEqual([])
  expect(asked.form?.fields.map(({ name, value }) => [name, value])).toEqual([
    ['email', 'ben@example.com'],
    ['role', 'developer'],
    ['account', undefined],
  ])
  expect(asked.form?.fields[2]).toMatchObject({
    kind: 'choice',
    required: true,
    options: [{ value: 'Platform' }, { value: 'ben2' }],
  })
  expect(await people()).toHaveLength(2)

  const sent = await chat.send(asked.form?.formId ?? '', { account: 'Platform' })
  expect(sent.text).toContain('ben@example.com is invited as developer of Platform.')
  expect(await people()).toContain('ben@example.com: developer of Platform')
})

test('the account may be said in words too, in any language that is spoken', async () => {
  await yard.join('anna@example.com')
  const asked = await chat.say('Lade ben@example.com als developer ein')
  expect(asked.text).toMatch(/^Zu welchem Konto soll ben@example\.com gehören\?/)
  const invited = await chat.say('Platform')
  expect(invited.text).toContain('(developer, Konto Platform)')
  expect(await people()).toContain('ben@example.com: developer of Platform')
})

test('where the account was named, is the only one or begins with the invitation, nothing is asked', async () => {
  expect((await chat.say('invite carl@example.com as viewer')).text).toContain('as viewer of Platform.')
  expect((await chat.say('invite anna@example.com')).text).toContain('as owner of anna, a new account.')
  expect((await chat.say('invite ben@example.com as viewer to anna')).text).toContain('as viewer of anna.')
})

test('the words have no link, and the card has it whole, once', async () => {
  const answer = await chat.say('invite anna@example.com')
  expect(answer.text).not.toContain('http')
  expect(answer.outputs).toMatchObject([{ url: expect.stringMatching(/\/welcome\?token=\S{20,}$/) }])
})

test('inviting again keeps what they are, and says so', async () => {
  await chat.say('invite carl@example.com as viewer')
  const again = await chat.say('invite carl@example.com')
  expect(again.text).toContain(
    'was invited before and stays viewer of Platform. Their former link no longer works.',
  )
  expect(await people()).toContain('carl@example.com: viewer of Platform')
})

test('an invitation is taken back by removing who was invited, after the usual question', async () => {
  await chat.say('invite anna@example.com')
  const asked = await chat.say('undo that')
  expect(asked.approval).toMatchObject({
    title: 'Remove a person: anna@example.com',
    effects: [
      'anna@example.com was invited as owner of anna and has not come yet: the invitation is withdrawn, and its link stops working.',
    ],
    confirmText: 'anna@example.com',
  })
  expect(await people()).toContain('anna@example.com: owner of anna')
  expect((await chat.say('anna@example.com')).text).toBe(
    'The invitation of anna@example.com is withdrawn, and its link no longer works.',
  )
  expect(await people()).toEqual(['root@example.com: administrator of Platform'])
})

test('of an invitation that changed a role the former comes back, and of one that changed nothing it is told', async () => {
  await chat.say('invite carl@example.com as viewer')
  await chat.say('invite carl@example.com')
  expect((await chat.say('undo that')).text).toMatch(/^Their former link works no more/)
  await chat.say('invite carl@example.com as developer')
  await chat.say('undo that')
  expect(await people()).toContain('carl@example.com: viewer of Platform')
})
