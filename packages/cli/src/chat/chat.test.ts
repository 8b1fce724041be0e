import { AipressError } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { approval, conversation, listening, said, used } from '../testing/chat-samples.ts'
import { serveContract } from '../testing/contract-server.ts'
import { runCli, runOnTerminal } from '../testing/run-cli.ts'
import { sampleOperation, sampleSite, started } from '../testing/samples.ts'

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

  test('says piped lines one after the other, in one conversation', async () => {
    const { chat, posted } = listening(() => [conversation, ...said('Done.')])
    await using platform = await serveContract({}, { chat })
    await runCli(['chat'], { AIPRESS_HOME: platform.home }, 'rename jazz\n\n  Blue Night \r\nundo that\n')
    expect(posted).toEqual([
      { text: 'rename jazz' },
      { conversationId: 'conv_1', text: 'Blue Night' },
      { conversationId: 'conv_1', text: 'undo that' },
    ])
  })

  test('piped lines end at the first that fails, and it is told how many were not said', async () => {
    const { chat, posted } = listening(() => [conversation, { type: 'error', errorText: 'No.' }])
    await using platform = await serveContract({}, { chat })
    const { exitCode, stderr } = await runCli(['chat'], { AIPRESS_HOME: platform.home }, 'one\ntwo\nthree\n')
    expect({ exitCode, posts: posted.length }).toEqual({ exitCode: 1, posts: 1 })
    expect(stderr).toContain('The 2 lines after it were not said.')
  })

  const failing = [
    conversation,
    { type: 'tool-input-available', toolCallId: 'c', toolName: 'sites_create', input: {} },
    {
      type: 'data-failure',
      data: { toolCallId: 'c', error: { code: 'site_name_taken', message: 'Taken.' } },
    },
    { type: 'tool-output-error', toolCallId: 'c', errorText: 'Taken.' },
  ]

  test('what the platform refuses answers as the command would, and ends piped lines', async () => {
    const { chat, posted } = listening(() => failing)
    await using platform = await serveContract({}, { chat })
    const variables = { AIPRESS_HOME: platform.home }
    expect((await runCli(['chat', 'create it'], variables)).exitCode).toBe(5)
    const piped = await runCli(['chat'], variables, 'create it\nput it on a.example.com\n')
    expect(piped.exitCode).toBe(5)
    expect(piped.stderr).toContain('The line after it was not said.')
    expect(posted).toHaveLength(2)
  })

  test('an operation that did not work answers 1, and one that worked at the second try 0', async () => {
    const undone = used('sites_create', { ...started(), operation: sampleOperation('undone') })
    const { chat } = listening(({ text }) =>
      text === 'once' ? undone : [...failing, ...used('sites_show', sampleSite())],
    )
    await using platform = await serveContract({}, { chat })
    const variables = { AIPRESS_HOME: platform.home }
    expect((await runCli(['chat', 'once'], variables)).exitCode).toBe(1)
    expect((await runCli(['chat', 'twice'], variables)).exitCode).toBe(0)
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
    listening(({ text }) => (text === 'delete it' ? [conversation, approval] : said('Very well.')))
  const no = { conversationId: 'conv_1', approval: { approvalId: 'appr_1', approved: false } }

  test('without a terminal it is declined, and told once with the command to use', async () => {
    const { chat, posted } = careful()
    await using platform = await serveContract({}, { chat })
    const { exitCode, stdout, stderr } = await runCli(['chat', 'delete it'], { AIPRESS_HOME: platform.home })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr.match(/Not done/g)).toHaveLength(1)
    expect(stderr).toContain('aipress site delete corner-bakery --yes')
    expect(posted[1]).toEqual(no)
  })

  test('with --json it is declined too, and the failure is one of JSON', async () => {
    const { chat } = careful()
    await using platform = await serveContract({}, { chat })
    const { exitCode, stderr } = await runCli(['chat', 'delete it', '--json'], {
      AIPRESS_HOME: platform.home,
    })
    expect(exitCode).toBe(2)
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'confirmation_needed' } })
  })

  test.each(['corner-bakery', 'yes'])(
    'piped lines go on after it, and the line "%s" confirms nothing',
    async (line) => {
      const { chat, posted } = careful()
      await using platform = await serveContract({}, { chat })
      const input = `delete it\n${line}\nhow are you?\n`
      const { exitCode, stdout } = await runCli(['chat'], { AIPRESS_HOME: platform.home }, input)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: 'Very well.\n' })
      expect(posted.slice(1)).toEqual([no, { conversationId: 'conv_1', text: 'how are you?' }])
    },
  )

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
  const pending = (slot: string) => ({ providerMetadata: { aipress: { pending: { slot } } } })
  const asking = (...fields: object[]) => askingIn({}, ...fields)
  const askingIn = (note: object, ...fields: object[]) => [
    ...said('What is it?', note),
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

  test('a single answer that is more than a value is said in words where a question stands open', async () => {
    const { chat, posted } = listening(({ text }) =>
      text === 'tier' ? askingIn(pending('Tier'), tier) : said('Done.'),
    )
    await using platform = await serveContract({}, { chat })
    await runOnTerminal(['chat', 'tier'], { AIPRESS_HOME: platform.home }, ['gold, please\r'])
    expect(posted[1]).toEqual({ conversationId: 'conv_1', text: 'gold, please' })
  })

  test.each([
    { what: 'an option', note: pending('Tier'), fields: [tier], typed: 'GOLD', values: { Tier: 'gold' } },
    { what: 'its number', note: pending('Site'), fields: [site], typed: '2', values: { Site: 'books' } },
    {
      what: 'any words where no question stands open',
      note: {},
      fields: [field('Title')],
      typed: 'Blue Moon',
      values: { Title: 'Blue Moon' },
    },
  ])('a single answer fills the form in with $what', async ({ note, fields, typed, values }) => {
    const { chat, posted } = listening(({ form }) =>
      form === undefined ? askingIn(note, ...fields) : said('Done.'),
    )
    await using platform = await serveContract({}, { chat })
    await runOnTerminal(['chat', 'tier'], { AIPRESS_HOME: platform.home }, [`${typed}\r`])
    expect(posted[1]).toEqual({ conversationId: 'conv_1', form: { formId: 'form_1', values } })
  })

  test('a single site is chosen from a list, which is not told twice', async () => {
    for (const { note, lists } of [
      { note: {}, lists: 1 },
      { note: pending('Site'), lists: 0 },
    ]) {
      const { chat } = listening(() => askingIn(note, site))
      await using platform = await serveContract({}, { chat })
      const { stderr } = await runCli(['chat', 'show it'], { AIPRESS_HOME: platform.home })
      expect(stderr.match(/2\. Books \(books\)/g) ?? []).toHaveLength(lists)
    }
  })

  test('what is complete is sent after a yes, with what was changed before', async () => {
    const { chat, posted } = listening(({ form }) =>
      form === undefined
        ? asking(
            field('Title', { value: 'Jazz' }),
            field('Pinned', { kind: 'flag', required: false, value: true }),
          )
        : said('Done.'),
    )
    await using platform = await serveContract({}, { chat })
    await runOnTerminal(['chat', 'go'], { AIPRESS_HOME: platform.home }, ['pinned\r', 'no\r', 'yes\r'])
    expect(posted[1]).toEqual({
      conversationId: 'conv_1',
      form: { formId: 'form_1', values: { Pinned: false } },
    })
  })

  test('what is refused is asked for again, with what was typed', async () => {
    let tries = 0
    const { chat, posted } = listening(({ form }) => {
      if (form === undefined) return asking(field('Title'), field('Name'))
      tries += 1
      if (tries === 1) throw new AipressError('invalid_input', 'Name: not a name.')
      return said('Done.')
    })
    await using platform = await serveContract({}, { chat })
    const typed = ['Blue Moon\r', 'Not A Name!\r', '\r', 'blue\r']
    const { screen } = await runOnTerminal(['chat', 'new'], { AIPRESS_HOME: platform.home }, typed)
    expect(screen).toContain('Name: not a name.')
    expect(screen).toContain('Title [Blue Moon]')
    expect(posted[2]).toEqual({
      conversationId: 'conv_1',
      form: { formId: 'form_1', values: { Title: 'Blue Moon', Name: 'blue' } },
    })
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
