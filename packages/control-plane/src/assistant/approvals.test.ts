import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { forgetLastAnswer } from './testing/lost-answers.ts'
import { openToyAssistant, type ToyAssistant } from './testing/toy-assistant.ts'
import { ANNA, BEN, startToyPlatform, type ToyPlatform } from './testing/toy-platform.ts'

let postgres: TestPostgres
let platform: ToyPlatform
let assistant: ToyAssistant
let chat: ChatClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

beforeEach(async () => {
  platform = await startToyPlatform(postgres)
  assistant = openToyAssistant(platform)
  chat = createChatClient(assistant, ANNA)
  await chat.say('Create a site called Corner Bakery')
  return () => platform[Symbol.asyncDispose]()
})

const deletions = () => platform.calls.filter((call) => call.startsWith('sites.delete'))

async function askToDelete() {
  const { approval } = await chat.say('delete corner bakery')
  if (approval === undefined) throw new Error('no approval was asked for')
  return approval
}

test('deleting is not run but asked about, with what will happen and the name to type', async () => {
  const answer = await chat.say('delete corner bakery')

  expect(answer.tools).toEqual([])
  expect(answer.approval).toMatchObject({
    action: 'sites.delete',
    title: 'Delete a site: Corner Bakery (corner-bakery)',
    confirmText: 'corner-bakery',
  })
  expect(answer.approval?.effects.join(' ')).toContain('7 days')
  expect(answer.approval?.effects.join(' ')).toContain('by saying "undelete corner-bakery"')
  expect(answer.text).toBe('')
  expect(deletions()).toEqual([])
})

test('the typed name runs the stored call once, on the site by its id', async () => {
  const { approvalId } = await askToDelete()
  const siteId = platform.sites[0]?.siteId

  const answer = await chat.answer(approvalId, true, 'corner-bakery')
  expect(answer.tools).toEqual(['sites_delete'])
  expect(answer.text).toContain('Corner Bakery is deleted')
  expect(deletions()).toEqual([`sites.delete {"site":"${siteId}"}`])

  expect((await chat.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
  expect(deletions()).toHaveLength(1)
})

test('twenty answers at once run it once', async () => {
  const { approvalId } = await askToDelete()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => chat.answer(approvalId, true, 'corner-bakery')),
  )

  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect(deletions()).toHaveLength(1)
})

test('something else typed runs nothing and leaves the question open', async () => {
  const { approvalId } = await askToDelete()

  expect((await chat.answer(approvalId, true, 'Corner Bakery')).error?.code).toBe('confirmation_needed')
  expect((await chat.answer(approvalId, true)).error?.code).toBe('confirmation_needed')
  expect(deletions()).toEqual([])
  expect((await chat.answer(approvalId, true, 'corner-bakery')).status).toBe(200)
})

test('declining runs nothing, for good', async () => {
  const { approvalId } = await askToDelete()

  expect((await chat.answer(approvalId, false)).text).toContain('I did nothing')
  expect((await chat.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
  expect(deletions()).toEqual([])
})

test.each([
  ['lösche corner-bakery', 'ja', 'Ein Ja genügt hier nicht', 'nein', 'Gut, ich habe nichts getan'],
  ['borra corner-bakery', 'sí', 'Aquí no basta un sí', 'no', 'De acuerdo'],
  ['supprime corner-bakery', 'oui', 'Un oui ne suffit pas', 'non', 'D’accord'],
  ['corner-bakeryを削除して', 'はい', '「はい」だけでは足りません', 'いいえ', 'わかりました'],
])(
  '"%s" wants the name itself, whatever the word for yes is',
  async (order, yes, notEnough, no, declined) => {
    await chat.say(order)
    expect((await chat.say(yes)).text).toContain(notEnough)
    expect((await chat.say(no)).text).toContain(declined)
    expect(deletions()).toEqual([])

    await chat.say(order)
    await chat.say('corner-bakery')
    expect(deletions()).toHaveLength(1)
  },
)

test('an approval expires after ten minutes', async () => {
  const { approvalId } = await askToDelete()
  platform.later(601)

  expect((await chat.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
  expect(deletions()).toEqual([])
})

test('nobody else can approve, and in no other conversation', async () => {
  const { approvalId } = await askToDelete()
  const { conversationId } = await chat.say('hello')

  const ben = createChatClient(assistant, BEN)
  ben.turnTo(conversationId)
  expect((await ben.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('conversation_not_found')
  await ben.say('hello')
  ben.turnTo(undefined)
  const own = await ben.say('hello')
  ben.turnTo(own.conversationId)
  expect((await ben.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
  chat.turnTo(undefined)
  await chat.say('hello')
  expect((await chat.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
  expect(deletions()).toEqual([])
})

test('a site that took the name since is not hit', async () => {
  const { approvalId } = await askToDelete()
  const [first] = platform.sites
  const elsewhere = createChatClient(assistant, ANNA)
  await elsewhere.say('rename corner-bakery to Old Bakery')
  await elsewhere.say('create a site called Corner Bakery')

  await chat.answer(approvalId, true, 'corner-bakery')
  expect(platform.sites.find((site) => site.state === 'deleted')?.siteId).toBe(first?.siteId)
})

test('the name said in words is as good as typed on the card; "yes" is not', async () => {
  await askToDelete()
  expect((await chat.say('yes')).text).toContain('A yes is not enough here, so nothing was done')
  expect(deletions()).toEqual([])
  expect((await chat.say('corner-bakery')).tools).toEqual(['sites_delete'])
  expect(deletions()).toHaveLength(1)
})

test.each(['Corner Bakery', 'corner', 'bakery corner'])(
  'another name said, %s, does nothing, says so, and leaves the question open',
  async (said) => {
    await askToDelete()
    expect((await chat.say(said)).text).toContain(`"${said}" is not the name that was asked for, so nothing`)
    expect(deletions()).toEqual([])
    await chat.say('corner-bakery')
    expect(deletions()).toHaveLength(1)
  },
)

test('a request said instead of the name is answered, and the name then means the site again', async () => {
  await askToDelete()
  expect((await chat.say('which sites do I have?')).tools).toEqual(['sites_list'])
  expect((await chat.say('corner-bakery')).tools).toEqual(['sites_show'])
  expect(deletions()).toEqual([])
})

test('a wrong name on the card, sent with a no, is told as what it is', async () => {
  const { approvalId } = await askToDelete()
  expect((await chat.answer(approvalId, false, 'corner')).text).toContain('"corner" is not the name')
})

test('a failure of what was approved is told once', async () => {
  const { approvalId } = await askToDelete()
  platform.sites.length = 0
  const answer = await chat.answer(approvalId, true, 'corner-bakery')
  expect(answer.text).toBe('')
  expect(answer.chunks.filter((chunk) => chunk.type === 'tool-output-error')).toHaveLength(1)
})

test('"no" declines what was asked', async () => {
  const { approvalId } = await askToDelete()
  await chat.say('no')

  expect((await chat.answer(approvalId, true, 'corner-bakery')).error?.code).toBe('approval_not_valid')
})

test('an unknown thing is told at once instead of asking for approval', async () => {
  const answer = await chat.say('remove the person nobody@example.com')

  expect(answer.approval).toBeUndefined()
  expect(answer.text).toBe('')
  expect(answer.chunks.find((chunk) => chunk.type === 'tool-output-error')?.errorText).toContain(
    'There is no person "nobody@example.com"',
  )
})

test('a harmful command of WP-CLI is asked about, a plain one runs', async () => {
  expect((await chat.say('run wp db reset --yes on corner-bakery')).approval).toMatchObject({
    title: 'Run WP-CLI on a site: Corner Bakery (corner-bakery): wp db reset --yes',
  })
  expect(platform.calls).toHaveLength(1)
  await chat.say('yes')
  expect(platform.calls.at(-1)).toContain('"args":["db","reset","--yes"]')
  expect((await chat.say('run wp option get blogname on corner-bakery')).tools).toEqual(['sites_wp'])
})

test('the history shows what became of an approval', async () => {
  const { approvalId } = await askToDelete()
  const { conversationId } = await chat.answer(approvalId, false)

  const { body } = await chat.get(`/chat/conversations/${conversationId}`)
  expect(JSON.stringify(body)).toContain('"decision":"declined"')
})

test.each([
  'yes, but not now',
  'ok, what does that cost?',
  'sure, but call it Big Bakery',
  'right, show me the logs first',
])('"%s" is no yes to what costs more', async (said) => {
  await chat.say('Create a gold site called Big Shop')
  await chat.say(said)
  expect(platform.sites.map(({ title }) => title)).not.toContain('Big Shop')
})

test('what was approved is gone on with by the same answer where the process died, and done once', async () => {
  const asked = await chat.say('Create a gold site called Big Shop')
  const id = asked.approval?.approvalId ?? ''
  await chat.answer(id, true)
  // As if it had died before it was through.
  await platform.database.updateTable('approvals').set({ finished_at: null }).execute()
  expect((await chat.answer(id, true)).status).toBe(200)
  expect(platform.sites.filter(({ title }) => title === 'Big Shop')).toHaveLength(1)
  expect((await chat.answer(id, true)).error).toMatchObject({ code: 'approval_not_valid' })
})

test('what was approved and went on after the process died is taken back to what was so before it', async () => {
  await chat.say('Create a site called Jazz')
  const asked = await chat.say('rename jazz to Blues and rename corner-bakery to Corner Café')
  const id = asked.approval?.approvalId ?? ''
  const { conversationId } = await chat.answer(id, true)
  // As if it had died between the changes and the note of them.
  await platform.database.updateTable('approvals').set({ finished_at: null }).execute()
  await forgetLastAnswer(platform.database, conversationId)
  await chat.answer(id, true)
  expect(platform.sites.map(({ title }) => title)).toEqual(['Corner Café', 'Blues'])
  await chat.say('undo that')
  await chat.say('yes')
  expect(platform.sites.map(({ title }) => title)).toEqual(['Corner Bakery', 'Jazz'])
})

test('what was changed in the database after it was shown is not approved', async () => {
  await chat.say('Create a site called Blue Bakery')
  const asked = await chat.say('delete blue bakery')
  const victim = platform.sites.find(({ name }) => name === 'corner-bakery')
  await platform.database
    .updateTable('approvals')
    .set({ input: JSON.stringify({ site: victim?.siteId }) })
    .execute()
  const answer = await chat.answer(asked.approval?.approvalId ?? '', true, 'blue-bakery')

  expect(answer.error).toMatchObject({ code: 'approval_not_valid' })
  expect(platform.sites.map(({ state }) => state)).toEqual(['running', 'running'])
})
