import { describe, expect, test } from 'vitest'
import { type ChatAnswer, serveContract } from '../testing/contract-server.ts'
import { runCli, runOnTerminal } from '../testing/run-cli.ts'
import { sampleOperation, sampleSite, started } from '../testing/samples.ts'

const conversation = { type: 'data-conversation', data: { conversationId: 'conv_1', title: 'Sites' } }
const said = (text: string) => [
  { type: 'start' },
  conversation,
  { type: 'text-start', id: 't' },
  ...[...text].map((delta) => ({ type: 'text-delta', id: 't', delta })),
  { type: 'text-end', id: 't' },
  { type: 'finish' },
]
const used = (toolName: string, output: unknown) => [
  { type: 'tool-input-start', toolCallId: 'c', toolName },
  { type: 'tool-input-available', toolCallId: 'c', toolName, input: {} },
  { type: 'tool-output-available', toolCallId: 'c', output },
]
const approval = {
  type: 'data-approval',
  data: {
    approvalId: 'appr_1',
    action: 'sites.delete',
    title: 'Delete Corner Bakery',
    effects: ['The site goes offline at once.'],
    confirmText: 'corner-bakery',
    expiresAt: new Date().toISOString(),
  },
}

/** Keeps what was posted, so that tests see what the platform would. */
function listening(answer: ChatAnswer): { chat: ChatAnswer; posted: Record<string, unknown>[] } {
  const posted: Record<string, unknown>[] = []
  return {
    posted,
    chat: (body) => {
      posted.push(body)
      return answer(body)
    },
  }
}

describe('one question', () => {
  test('prints the text, what was done, and the site at the end of its operation', async () => {
    const { chat, posted } = listening(() => [
      ...used('sites_create', started()),
      ...said('I create Corner Bakery.'),
    ])
    await using platform = await serveContract(
      { 'operations.watch': () => sampleOperation('succeeded'), 'sites.show': () => sampleSite() },
      { chat },
    )
    const { exitCode, stdout, stderr } = await runCli(['chat', 'Create a site called Corner Bakery'], {
      AIPRESS_HOME: platform.home,
    })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^I create Corner Bakery\.\n✓ Corner Bakery is running: http/)
    expect(stderr).toContain('→ Create a WordPress site')
    expect(posted).toEqual([{ text: 'Create a site called Corner Bakery' }])
  })

  test('tells the address of a site whose hostnames changed in one whole line', async () => {
    const operation = sampleOperation('succeeded', { action: 'hostnames.add' })
    const chunks = [...used('hostnames_add', { site: sampleSite(), operation }), ...said('Done.')]
    await using platform = await serveContract({}, { chat: () => chunks })
    const { stdout } = await runCli(['chat', 'put it on a.example.com'], { AIPRESS_HOME: platform.home })
    expect(stdout).toBe('✓ Corner Bakery is on http://corner-bakery.localhost:8080\nDone.\n')
  })

  test('goes on with a conversation, and reads the question from a pipe', async () => {
    const { chat, posted } = listening(() => said('Two.'))
    await using platform = await serveContract({}, { chat })
    await runCli(['chat', '--conversation', 'conv_7'], { AIPRESS_HOME: platform.home }, 'How many sites?\n')
    expect(posted).toEqual([{ conversationId: 'conv_7', text: 'How many sites?' }])
  })

  test('with --json prints the chunks as they come', async () => {
    const chunks = [...used('sites_show', sampleSite()), ...said('Here.')]
    await using platform = await serveContract({}, { chat: () => chunks })
    const { stdout } = await runCli(['chat', 'show it', '--json'], { AIPRESS_HOME: platform.home })
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(chunks)
  })

  test('a fault of the model answers 1', async () => {
    const { chat } = listening(() => [conversation, { type: 'error', errorText: 'The model is overloaded.' }])
    await using platform = await serveContract({}, { chat })
    const { exitCode, stderr } = await runCli(['chat', 'hello'], { AIPRESS_HOME: platform.home })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('overloaded') })
  })
})

describe('before anything is destroyed', () => {
  const careful = () =>
    listening((body) => (body.approval === undefined ? [conversation, approval] : said('Very well.')))

  test('without a terminal it is declined, and the command to use is named', async () => {
    const { chat, posted } = careful()
    await using platform = await serveContract({}, { chat })
    const { exitCode, stderr } = await runCli(['chat', 'delete it'], { AIPRESS_HOME: platform.home })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('aipress site delete corner-bakery --yes')
    expect(posted[1]).toEqual({
      conversationId: 'conv_1',
      approval: { approvalId: 'appr_1', approved: false },
    })
  })

  test.each([
    { typed: 'corner-bakery', approved: true },
    { typed: 'corner', approved: false },
  ])('on a terminal typing $typed answers $approved', async ({ typed, approved }) => {
    const { chat, posted } = careful()
    await using platform = await serveContract({}, { chat })
    const { exitCode, screen } = await runOnTerminal(['chat', 'delete it'], { AIPRESS_HOME: platform.home }, [
      `${typed}\r`,
    ])
    expect(exitCode).toBe(0)
    expect(screen).toContain('The site goes offline at once.')
    expect(posted[1]).toMatchObject({ approval: { approvalId: 'appr_1', approved, typed } })
  })
})

describe('when something is missing', () => {
  const field = (name: string, more: object = {}) => ({
    name,
    label: name,
    kind: 'text',
    required: true,
    ...more,
  })
  const asking = (...fields: object[]) => [
    ...said('What is it?'),
    { type: 'data-form', data: { formId: 'form_1', action: 'sites.tier', title: 'Change a tier', fields } },
  ]
  const site = field('Site', {
    kind: 'site',
    options: [
      { value: 'jazz', label: 'Jazz (jazz)' },
      { value: 'books', label: 'Books (books)' },
    ],
  })
  const tier = field('Tier', { kind: 'choice', options: [{ value: 'gold', label: 'gold' }] })

  test('a terminal asks field by field, and takes the number of an option', async () => {
    const { chat, posted } = listening(({ form }) =>
      form === undefined ? asking(site, tier) : said('Done.'),
    )
    await using platform = await serveContract({}, { chat })
    const { screen } = await runOnTerminal(['chat', 'another tier'], { AIPRESS_HOME: platform.home }, [
      '2\r',
      'gold\r',
    ])
    expect(screen).toContain('2. Books (books)')
    expect(posted[1]).toEqual({
      conversationId: 'conv_1',
      form: { formId: 'form_1', values: { Site: 'books', Tier: 'gold' } },
    })
  })

  test('a single answer is said in words', async () => {
    const { chat, posted } = listening(({ text }) => (text === 'tier' ? asking(tier) : said('Done.')))
    await using platform = await serveContract({}, { chat })
    await runOnTerminal(['chat', 'tier'], { AIPRESS_HOME: platform.home }, ['gold, please\r'])
    expect(posted[1]).toEqual({ conversationId: 'conv_1', text: 'gold, please' })
  })

  test('an empty answer leaves it', async () => {
    const { chat, posted } = listening(() => asking(site, tier))
    await using platform = await serveContract({}, { chat })
    const { exitCode } = await runOnTerminal(['chat', 'tier'], { AIPRESS_HOME: platform.home }, ['\r'])
    expect({ exitCode, posts: posted.length }).toEqual({ exitCode: 0, posts: 1 })
  })

  test('without a terminal it is a list of what can be said', async () => {
    const { chat, posted } = listening(() => asking(site, tier))
    await using platform = await serveContract({}, { chat })
    const { stderr, exitCode } = await runCli(['chat', 'tier'], { AIPRESS_HOME: platform.home })
    expect(stderr).toContain('  Tier  needed – gold')
    expect({ exitCode, posts: posted.length }).toEqual({ exitCode: 0, posts: 1 })
  })
})

test('a talk keeps its conversation until "/new", survives a fault, and ends with "exit"', async () => {
  const { chat, posted } = listening(({ text }) =>
    text === 'fail' ? [{ type: 'error', errorText: 'No.' }] : said(`You said ${text}.`),
  )
  await using platform = await serveContract({}, { chat })
  const { exitCode, screen } = await runOnTerminal(['chat'], { AIPRESS_HOME: platform.home }, [
    'one\r',
    'fail\r',
    'two\r',
    '/new\r',
    'three\r',
    'exit\r',
  ])
  expect(exitCode).toBe(0)
  expect(screen).toContain('Create a site')
  expect(screen).toContain('You said two.')
  expect(posted).toEqual([
    { text: 'one' },
    { conversationId: 'conv_1', text: 'fail' },
    { conversationId: 'conv_1', text: 'two' },
    { text: 'three' },
  ])
  expect(screen).toContain('aipress chat --conversation conv_1')
})
