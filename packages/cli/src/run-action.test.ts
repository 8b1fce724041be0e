import { AipressError, ERRORS, type ErrorCode } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { exitCodeOf } from './exit-codes.ts'
import { serveContract } from './testing/contract-server.ts'
import { runCli, runOnTerminal, startCli } from './testing/run-cli.ts'
import { sampleOperation, sampleSite, started } from './testing/samples.ts'

describe('answers', () => {
  test('with --json the output is exactly the action’s', async () => {
    const answer = { items: [sampleSite()], nextCursor: 'more', total: 2 }
    await using platform = await serveContract({ 'sites.list': () => answer })
    const { exitCode, stdout, stderr } = await runCli(['site', 'list', '--json'], {
      AIPRESS_HOME: platform.home,
    })
    expect({ exitCode, output: JSON.parse(stdout), stderr }).toEqual({
      exitCode: 0,
      output: answer,
      stderr: '',
    })
  })

  test.each([
    { outcome: 'succeeded', words: [], exit: 0 },
    { outcome: 'failed', words: [], exit: 1 },
    { outcome: 'failed', words: ['--json'], exit: 1 },
  ])('a run that $outcome is shown and answers $exit, $words', async ({ outcome, words, exit }) => {
    const run = { startedAt: new Date().toISOString(), durationMs: 5, trigger: 'asked', outcome, events: [] }
    const answer = { siteName: 'corner-bakery', run: { ...run, problem: 'Out of flour.' } }
    await using platform = await serveContract({ 'cron.run': () => answer })
    const { exitCode, stdout } = await runCli(['cron', 'run', 'corner-bakery', ...words], {
      AIPRESS_HOME: platform.home,
    })
    expect(stdout).toContain('Out of flour.')
    expect(exitCode).toBe(exit)
  })

  test('options and choices travel as typed', async () => {
    await using platform = await serveContract({ 'sites.list': () => ({ items: [], total: 0 }) })
    await runCli(['--json', 'site', 'list', '--search', 'bäcker', '--state=running', '--limit', '7'], {
      AIPRESS_HOME: platform.home,
    })
    expect(platform.heard[0]?.input).toEqual({
      search: 'bäcker',
      state: 'running',
      sort: 'name',
      descending: false,
      limit: 7,
    })
  })

  test.each([
    { words: [], primary: undefined },
    { words: ['--primary'], primary: true },
    { words: ['--no-primary'], primary: false },
  ])('a choice of three is told apart: $words', async ({ words, primary }) => {
    await using platform = await serveContract({
      'hostnames.add': () => ({ site: sampleSite(), operation: sampleOperation('succeeded') }),
    })
    await runCli(['hostname', 'add', 'a', 'b.example.com', ...words], { AIPRESS_HOME: platform.home })
    expect(platform.heard[0]?.input).toEqual({
      site: 'a',
      hostname: 'b.example.com',
      ...(primary === undefined ? {} : { primary }),
    })
  })

  test('a table shows names, states, money and times, and no colours in a pipe', async () => {
    const createdAt = new Date(Date.now() - 3 * 3_600_000).toISOString()
    await using platform = await serveContract({
      'sites.list': () => ({ items: [sampleSite({ createdAt })], total: 1 }),
    })
    const { stdout } = await runCli(['site', 'list'], { AIPRESS_HOME: platform.home })
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toMatch(/Name +Title +State +Tier +A month +Created +Address/)
    expect(stdout).toMatch(/corner-bakery +Corner Bakery +running +bronze +\$2.00 +3 h ago +http:/)
  })

  test('a pipe gets every cell whole, however long; a terminal what fits', async () => {
    const title = 'A very long title '.repeat(800).trim()
    await using platform = await serveContract({
      'sites.list': () => ({ items: [sampleSite({ title })], total: 1 }),
    })
    const variables = { AIPRESS_HOME: platform.home }
    expect((await runCli(['site', 'list'], variables)).stdout).toContain(title)
    const { screen } = await runOnTerminal(['site', 'list'], variables)
    expect(screen).toContain('…')
    expect(screen).not.toContain(title)
  })

  test('who has single sites only is told as what, and on how many', async () => {
    const held = (role: 'viewer' | 'developer', siteId: string) => ({ role, siteId, permissions: [] })
    const me = {
      displayName: 'ben@example.com',
      accountId: 'acc_1',
      accountName: 'Blue Agency',
      permissions: [],
    }
    await using platform = await serveContract({
      'me.show': () => ({
        ...me,
        role: 'guest',
        siteRoles: [held('viewer', 'site_1'), held('developer', 'site_2'), held('viewer', 'site_3')],
      }),
    })
    const { stdout } = await runCli(['whoami'], { AIPRESS_HOME: platform.home })
    expect(stdout).toContain('developer on a single site, viewer on 2 single sites')
    expect(stdout).not.toMatch(/guest|Blue Agency/)
  })

  test('on a terminal there are colours, and none with NO_COLOR', async () => {
    await using platform = await serveContract({ 'sites.show': () => sampleSite() })
    const variables = { AIPRESS_HOME: platform.home }
    const green = '\u001b[32m'
    expect((await runOnTerminal(['site', 'show', 'a'], variables)).screen).toContain(green)
    expect(
      (await runOnTerminal(['site', 'show', 'a'], { ...variables, NO_COLOR: '1' })).screen,
    ).not.toContain(green)
    expect((await runOnTerminal(['site', 'show', 'a', '--no-color'], variables)).screen).not.toContain(green)
  })

  test('what strangers wrote cannot steer the terminal', async () => {
    await using platform = await serveContract({
      'sites.show': () => sampleSite({ title: '\u001b]0;owned\u0007\u001b[2JBakery\u202e' }),
    })
    const { stdout } = await runCli(['site', 'show', 'a'], { AIPRESS_HOME: platform.home })
    expect(stdout).toContain('Bakery')
    for (const character of ['\u001b', '\u0007', '\u202e']) expect(stdout).not.toContain(character)
  })

  test('a reader that leaves early is no failure', async () => {
    const items = Array.from({ length: 200 }, () => sampleSite({ title: 'x'.repeat(100) }))
    await using platform = await serveContract({ 'sites.list': () => ({ items, total: 200 }) })
    const child = startCli(['site', 'list'], { AIPRESS_HOME: platform.home })
    child.stdout.destroy()
    expect(await child).toMatchObject({ exitCode: 0, stderr: '' })
  })
})

describe('errors', () => {
  // One code of each status stands for the others: the table knows statuses.
  const codes = [...Map.groupBy(Object.keys(ERRORS) as ErrorCode[], (code) => ERRORS[code].status).values()]

  test.each(codes.flatMap(([code]) => code ?? []))('%s has its exit code, message and hint', async (code) => {
    await using platform = await serveContract({
      'sites.show': () => {
        throw new AipressError(code, 'What happened.', { hint: 'What to do.' })
      },
    })
    const variables = { AIPRESS_HOME: platform.home }
    const [inWords, asJson] = await Promise.all([
      runCli(['site', 'show', 'a'], variables),
      runCli(['site', 'show', 'a', '--json'], variables),
    ])
    expect([inWords.exitCode, asJson.exitCode]).toEqual([exitCodeOf(code), exitCodeOf(code)])
    expect(inWords.stderr).toContain('What happened.')
    expect(asJson.stdout).toBe('')
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code, message: 'What happened.' } })
  })

  test('the documented codes of the common cases', () => {
    expect(
      (
        [
          'invalid_input',
          'not_signed_in',
          'not_permitted',
          'site_not_found',
          'site_busy',
          'site_name_taken',
        ] as const
      ).map(exitCodeOf),
    ).toEqual([2, 3, 3, 4, 5, 5])
    expect((['platform_unavailable', 'internal_error', 'cancelled'] as const).map(exitCodeOf)).toEqual([
      6, 1, 130,
    ])
  })
})

describe('idempotency', () => {
  test('each change has a key of its own, reads have none, and a given key is used', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'sites.show': () => sampleSite(),
    })
    const variables = { AIPRESS_HOME: platform.home }
    await runCli(['site', 'create', 'A', '--no-wait'], variables)
    await runCli(['site', 'create', 'A', '--no-wait'], variables)
    await runCli(['site', 'create', 'A', '--no-wait', '--idempotency-key', 'mine'], variables)
    await runCli(['site', 'show', 'a'], variables)
    const keys = platform.heard.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).not.toBe(keys[0])
    expect(keys.slice(2)).toEqual(['mine', undefined])
  })

  test('a lost connection is tried again under the same key', async () => {
    await using platform = await serveContract({
      'sites.create': (_, { attempt, drop }) => (attempt < 3 ? drop() : started()),
    })
    const { exitCode } = await runCli(['site', 'create', 'A', '--no-wait'], { AIPRESS_HOME: platform.home })
    expect(exitCode).toBe(0)
    expect(platform.heard).toHaveLength(3)
    expect(new Set(platform.heard.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  test('a command of WP-CLI is never run a second time by itself', async () => {
    await using platform = await serveContract({ 'sites.wp': (_, { drop }) => drop() })
    const { exitCode } = await runCli(['site', 'wp', 'a', '--', 'cron', 'run'], {
      AIPRESS_HOME: platform.home,
    })
    expect(exitCode).toBe(6)
    expect(platform.heard).toHaveLength(1)
  })
})

describe('confirmation', () => {
  const answers = { 'tokens.revoke': () => ({ revoked: 'deploy' }) }

  test('without a terminal nothing is destroyed unless --yes says so', async () => {
    await using platform = await serveContract(answers)
    const variables = { AIPRESS_HOME: platform.home }
    const refused = await runCli(['token', 'revoke', 'deploy'], variables)
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('--yes')
    expect(platform.heard).toEqual([])
    expect((await runCli(['token', 'revoke', 'deploy', '--yes'], variables)).exitCode).toBe(0)
    expect(platform.heard).toHaveLength(1)
  })

  test('on a terminal the name must be typed', async () => {
    await using platform = await serveContract(answers)
    const variables = { AIPRESS_HOME: platform.home }
    expect((await runOnTerminal(['token', 'revoke', 'deploy'], variables, ['yes\r'])).exitCode).toBe(2)
    expect((await runOnTerminal(['token', 'revoke', 'deploy'], variables, ['\u0003'])).exitCode).toBe(130)
    expect((await runOnTerminal(['token', 'revoke', 'deploy'], variables, ['\u0004'])).exitCode).toBe(130)
    expect(platform.heard).toEqual([])
    expect((await runOnTerminal(['token', 'revoke', 'deploy'], variables, ['deploy\r'])).exitCode).toBe(0)
    expect(platform.heard).toHaveLength(1)
  })

  test('what does not exist is told before its name is asked for, and what it would do beside it', async () => {
    const dryRun = ({ token }: { token: string }) => {
      if (token === 'deploy') return ['Programs that use it are refused.']
      throw new AipressError('token_not_found', 'There is no such token.')
    }
    await using platform = await serveContract(answers, { dryRun })
    const variables = { AIPRESS_HOME: platform.home }
    const unknown = await runOnTerminal(['token', 'revoke', 'nothing'], variables)
    expect(unknown.exitCode).toBe(4)
    expect(unknown.screen).toContain('There is no such token.')
    expect(unknown.screen).not.toContain('to go on')
    const known = await runOnTerminal(['token', 'revoke', 'deploy'], variables, ['deploy\r'])
    expect(known.screen).toContain('Programs that use it are refused.')
    expect(platform.heard).toHaveLength(1)
  })
})
