import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { conversation, said, used } from '../testing/chat-samples.ts'
import { serveContract } from '../testing/contract-server.ts'
import { runCli, runOnTerminal } from '../testing/run-cli.ts'
import { sampleOperation, sampleSite } from '../testing/samples.ts'

const byPlatform = { providerMetadata: { aipress: {} } }
const LINK = 'http://aipress.localhost:8080/welcome?token=_a-b_'

async function shown(chunks: unknown[]): Promise<string> {
  await using platform = await serveContract({}, { chat: () => [conversation, ...chunks] })
  return (await runCli(['chat', 'go'], { AIPRESS_HOME: platform.home })).stdout
}

const sites = { items: [sampleSite()], total: 1 }
const SITES_IN_WORDS =
  'You have 1 site:\n1. Corner Bakery (corner-bakery): running, http://corner-bakery.localhost:8080\nSay "log me in".'

test('the table stands where the words have the same as a list', async () => {
  const [lead, title, row, ...rest] = (
    await shown([...used('sites_list', sites), ...said(SITES_IN_WORDS, byPlatform)])
  ).split('\n')
  expect(lead).toBe('You have 1 site:')
  expect(title).toMatch(/^Name +Title/)
  expect(row).toMatch(/^corner-bakery /)
  expect(rest).toEqual(['Say "log me in".', ''])
})

test('a list of what the card does not have, as of advice, is told', async () => {
  const words = 'You have 1 site.\nWhat can be done:\n- Page cache: it is on.\n- Images: make them smaller.'
  const stdout = await shown([...used('sites_list', sites), ...said(words, byPlatform)])
  expect(stdout).toContain('- Page cache: it is on.')
  expect(stdout).toContain('- Images: make them smaller.')
})

test('a model’s own words are shown as it says them, after what was found', async () => {
  const stdout = await shown([...used('sites_list', sites), ...said('**Two** things:\n- one\n- two')])
  expect(stdout).toMatch(/^Name +Title.*\ncorner-bakery .*\nTwo things:\n- one\n- two\n$/)
})

test('what came of an operation is one sentence', async () => {
  const output = { site: sampleSite(), operation: sampleOperation('succeeded') }
  const words = 'Corner Bakery is ready: http://corner-bakery.localhost:8080.'
  expect(await shown([...used('sites_create', output), ...said(words, byPlatform)])).toBe(`✓ ${words}\n`)
})

test('what failed is told by a cross', async () => {
  const output = { site: sampleSite(), operation: sampleOperation('undone') }
  expect(await shown([...used('sites_create', output), ...said('It did not work.', byPlatform)])).toBe(
    '✗ It did not work.\n',
  )
})

test('an empty list is one sentence', async () => {
  const none = { items: [], total: 0 }
  expect(await shown([...used('sites_list', none), ...said('You have no sites.', byPlatform)])).toBe(
    'You have no sites.\n',
  )
})

test('an invitation is shown with one link, which is whole', async () => {
  const now = new Date().toISOString()
  const person = {
    personId: 'per_0123456789abcde',
    email: 'anna@example.com',
    name: 'Anna',
    role: 'owner',
    accountId: 'acc_0123456789abcde',
    accountName: 'Anna',
    active: false,
    createdAt: now,
  }
  const invitation = { person, url: LINK, expiresAt: now }
  const words = `anna@example.com is invited as owner. Give them this link: ${LINK}`
  // Beside a model the platform says it without a note, and the model goes on.
  for (const answer of [said(words, byPlatform), [...said(words), ...said('Done.')]]) {
    const stdout = await shown([...used('people_invite', invitation), ...answer])
    expect(stdout.split('\n').filter((line) => line.includes('http'))).toEqual([LINK])
    expect(stdout).toContain('It works once')
  }
})

test('a log-in is told in words, and its link stands by itself', async () => {
  const login = { siteName: 'corner-bakery', url: LINK, expiresAt: new Date().toISOString() }
  expect(await shown([...used('sites_login', login), ...said('Here is your log-in.', byPlatform)])).toBe(
    `Here is your log-in.\n${LINK}\n`,
  )
})

test('a sentence that the card has word for word is not told again', async () => {
  const output = { siteName: 'corner-bakery', exitCode: 0, stdout: 'Success: Nothing to do.\n', stderr: '' }
  const words = 'Success: Nothing to do. Say "undo that" to go back.'
  expect(await shown([...used('sites_wp', output), ...said(words, byPlatform)])).toBe(
    'Say "undo that" to go back.\nSuccess: Nothing to do.\n',
  )
})

test('what is found without a word of it is shown', async () => {
  expect(await shown(used('sites_list', sites))).toMatch(/^Name +Title.*\ncorner-bakery .*\n$/)
})

/** Answers in two parts, the second once the screen shows what is waited for. */
async function shownInParts(parts: [unknown[], unknown[]], awaited: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* chat() {
    yield* parts[0]
    await promise
    yield* parts[1]
  }
  await using platform = await serveContract({}, { chat })
  const { screen } = await runOnTerminal(['chat', 'go'], { AIPRESS_HOME: platform.home }, [], (shown) => {
    if (shown.includes(awaited)) resolve()
  })
  return screen
}

test('a terminal says that an answer takes its time, and no trace of it stays', async () => {
  const screen = await shownInParts([[conversation], said('Here it is.', byPlatform)], 'One moment …')
  const after = screen.slice(screen.indexOf('One moment …'))
  expect(after.indexOf('\r\u001b[K')).toBeGreaterThan(0)
  expect(after.indexOf('Here it is.')).toBeGreaterThan(after.indexOf('\r\u001b[K'))
})

test('what was found does not wait for a model that thinks about it', async () => {
  const screen = await shownInParts(
    [[conversation, ...used('sites_list', sites)], said('One site.')],
    'corner-bakery',
  )
  expect(screen).toContain('One site.')
})

test('a refusal is wrapped under its beginning', async () => {
  const errorText = `A site of that name exists. ${'Choose another name for it. '.repeat(5).trim()}`
  const chunks = [conversation, { type: 'tool-output-error', toolCallId: 'c', errorText }]
  await using platform = await serveContract({}, { chat: () => chunks })
  const { screen } = await runOnTerminal(['chat', 'go'], { AIPRESS_HOME: platform.home })
  const lines = stripVTControlCharacters(screen).split(/\r?\n/)
  const at = lines.findIndex((line) => line.startsWith('✗'))
  expect(lines[at + 1]).toMatch(/^ {2}\S/)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100)
})
