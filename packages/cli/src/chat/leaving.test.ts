import { describe, expect, test } from 'vitest'
import { approval, conversation, listening, said } from '../testing/chat-samples.ts'
import { serveContract } from '../testing/contract-server.ts'
import { runCli, runOnTerminal } from '../testing/run-cli.ts'

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const field = (name: string) => ({ name, label: name, kind: 'text', required: true })
const pending = { providerMetadata: { aipress: { pending: { slot: 'Title' } } } }
const asking = (note: object, ...fields: object[]) => [
  ...said('What shall it be called?', note),
  { type: 'data-form', data: { formId: 'form_1', action: 'sites.create', title: 'Create a site', fields } },
]
const no = { conversationId: 'conv_1', approval: { approvalId: 'appr_1', approved: false } }

/** What leads to each kind of question. */
const QUESTIONS = [
  { question: 'a question', chunks: asking(pending, field('Title')), before: [], after: [] },
  { question: 'a field', chunks: asking({}, field('Title'), field('Name')), before: ['Blue\r'], after: [] },
  {
    question: 'a form to send',
    chunks: asking({}, { ...field('Title'), value: 'Blue' }),
    before: [],
    after: [],
  },
  { question: 'a name to type', chunks: [conversation, approval], before: [], after: [no] },
  {
    question: 'a yes or no',
    chunks: [conversation, { ...approval, data: { ...approval.data, confirmText: undefined } }],
    before: [],
    after: [no],
  },
]

describe.each(QUESTIONS)('at $question', ({ chunks, before, after }) => {
  test.each(['exit\r', 'Quit\r', CTRL_D])('%j leaves the talk and does nothing', async (typed) => {
    const { chat, posted } = listening(({ text }) => (text === undefined ? said('No.') : chunks))
    await using platform = await serveContract({}, { chat })
    const keys = ['begin\r', ...before, typed]
    const { exitCode, screen } = await runOnTerminal(['chat'], { AIPRESS_HOME: platform.home }, keys)
    expect(exitCode).toBe(0)
    expect(screen).toContain('nothing was done')
    expect(screen).toContain('Go on later: aipress chat --conversation conv_1')
    expect(posted).toEqual([{ text: 'begin' }, ...after])
  })

  test('Ctrl-C leaves the question and does nothing, and the talk goes on', async () => {
    const { chat, posted } = listening(({ text }) => (text === 'begin' ? chunks : said('Well.')))
    await using platform = await serveContract({}, { chat })
    const keys = ['begin\r', ...before, CTRL_C, 'how are you?\r', 'exit\r']
    const { exitCode } = await runOnTerminal(['chat'], { AIPRESS_HOME: platform.home }, keys)
    expect(exitCode).toBe(0)
    expect(posted).toEqual([{ text: 'begin' }, ...after, { conversationId: 'conv_1', text: 'how are you?' }])
  })

  test.each(['exit\r', CTRL_C, CTRL_D])('%j ends a single question, and does nothing', async (typed) => {
    const { chat, posted } = listening(({ text }) => (text === undefined ? said('No.') : chunks))
    await using platform = await serveContract({}, { chat })
    const keys = [...before, typed]
    const { exitCode } = await runOnTerminal(['chat', 'begin'], { AIPRESS_HOME: platform.home }, keys)
    expect(exitCode).toBe(130)
    expect(posted).toEqual([{ text: 'begin' }, ...after])
  })
})

test('a site that is called "exit" is deleted by typing its name', async () => {
  const ofExit = { ...approval, data: { ...approval.data, confirmText: 'exit' } }
  const { chat, posted } = listening(({ text }) =>
    text === undefined ? said('Gone.') : [conversation, ofExit],
  )
  await using platform = await serveContract({}, { chat })
  await runOnTerminal(['chat', 'delete exit'], { AIPRESS_HOME: platform.home }, ['exit\r'])
  expect(posted[1]).toMatchObject({ approval: { approved: true, typed: 'exit' } })
})

test('"never mind" in a field of several leaves the form', async () => {
  const { chat, posted } = listening(() => asking({}, field('Title'), field('Name')))
  await using platform = await serveContract({}, { chat })
  const keys = ['Blue\r', 'never mind\r']
  const { exitCode } = await runOnTerminal(['chat', 'begin'], { AIPRESS_HOME: platform.home }, keys)
  expect({ exitCode, posts: posted.length }).toEqual({ exitCode: 0, posts: 1 })
})

test('a piped "quit" ends the lines, also after a question', async () => {
  const { chat, posted } = listening(() => asking(pending, field('Title')))
  await using platform = await serveContract({}, { chat })
  const { exitCode } = await runCli(['chat'], { AIPRESS_HOME: platform.home }, 'begin\nquit\nlist sites\n')
  expect({ exitCode, posted }).toEqual({ exitCode: 0, posted: [{ text: 'begin' }] })
})

test('a piped line after a question answers it', async () => {
  const { chat, posted } = listening(() => asking(pending, field('Title')))
  await using platform = await serveContract({}, { chat })
  await runCli(['chat'], { AIPRESS_HOME: platform.home }, 'begin\nBlue Moon\n')
  expect(posted[1]).toEqual({ conversationId: 'conv_1', text: 'Blue Moon' })
})
