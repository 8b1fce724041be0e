import { stripVTControlCharacters } from 'node:util'
import { ACTIONS, type AnyAction } from '@aipress/contract'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { findConnection } from './connection.ts'
import { readEnvironment } from './environment.ts'
import { effectOf } from './help.ts'
import { inputsOf, optionsOf } from './inputs.ts'
import { buildProgram } from './program.ts'
import type { Session } from './session.ts'
import { serveContract } from './testing/contract-server.ts'
import { runCli, runOnTerminal } from './testing/run-cli.ts'
import { parseUsage } from './usage.ts'

describe('commands derived from the contract', () => {
  test('every action has words of its own', () => {
    const commands = ACTIONS.map((action) => parseUsage(action).words.join(' '))
    expect(new Set(commands).size).toBe(ACTIONS.length)
  })

  test.each(ACTIONS.map((action) => [action.name, action] as const))(
    '%s can be given every input on the command line',
    (_, action) => {
      const inputs = inputsOf(action)
      for (const { name } of parseUsage(action).positionals)
        expect(inputs.map((input) => input.name)).toContain(name)
      expect(inputs.map(({ name }) => name).sort()).toEqual(Object.keys(action.input.shape).sort())
      for (const { flag } of optionsOf(action)) {
        expect([
          '--json',
          '--no-color',
          '--help',
          '--version',
          '--yes',
          '--no-wait',
          '--idempotency-key',
        ]).not.toContain(flag)
      }
    },
  )

  test('every example of the contract reaches its action', async () => {
    await using platform = await serveContract({})
    for (const action of ACTIONS) {
      const words = wordsOf(action.cliExample).slice(1)
      const confirmed = action.effect === 'destroys' && !words.includes('--yes') ? ['--yes'] : []
      const program = buildProgram(sessionAt(platform.home))
      // The server knows no answer; that it was asked is the point.
      await expect(program.parseAsync([...words, ...confirmed], { from: 'user' })).rejects.toThrow(
        'No answer',
      )
    }
    expect(platform.heard.map(({ action }) => action)).toEqual(ACTIONS.map(({ name }) => name))
    expect(platform.heard.every(({ headers }) => headers['x-aipress-door'] === 'cli')).toBe(true)
  })

  test.each(ACTIONS.map((action) => [action.name, action] as const))(
    'help of %s tells its effect and an example',
    async (_, action) => {
      let shown = ''
      const program = buildProgram(sessionAt('/nonexistent'))
      for (const command of commandsUnder(program))
        command.configureOutput({ writeOut: (text) => (shown += text) })
      const words = [...parseUsage(action).words, '--help']
      await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ exitCode: 0 })
      expect(shown).toContain(action.cliExample)
      expect(shown).toContain(effectOf(action))
    },
  )

  test('the overview names every command', async () => {
    const { stdout, exitCode } = await runCli([], {})
    expect(exitCode).toBe(0)
    for (const action of ACTIONS) expect(stdout).toContain(`  ${action.cli} `)
    for (const own of ['chat', 'login', 'logout', 'completion', 'version', 'help'])
      expect(stdout).toContain(`  ${own} `)
    expect((await runCli(['help'], {})).stdout).toBe(stdout)
    expect((await runCli(['--help'], {})).stdout).toBe(stdout)
  })

  test('help of a noun and "help <command>" show the same as --help', async () => {
    expect((await runCli(['site', '--help'], {})).stdout).toContain('create <title>')
    const asked = await runCli(['help', 'site', 'create'], {})
    expect(asked.stdout).toBe((await runCli(['site', 'create', '--help'], {})).stdout)
  })
})

test('on a terminal of 100 columns no line of the overview is longer', async () => {
  const { screen } = await runOnTerminal(['help'], {})
  const widths = stripVTControlCharacters(screen)
    .split(/\r?\n/)
    .map((line) => line.length)
  expect(Math.max(...widths)).toBeLessThanOrEqual(100)
})

test('on a terminal what is wrong and what to do are wrapped under their beginning', async () => {
  const { screen } = await runOnTerminal(['site', 'list', '--state', 'x'.repeat(60)], {})
  const [first = '', second = ''] = stripVTControlCharacters(screen).split(/\r?\n/)
  expect(first).toMatch(/^✗ --state must be one of .* not$/)
  expect(second).toMatch(/^ {2}\S/)
})

describe('wrong usage', () => {
  test.each([
    { words: ['sit', 'list'], says: 'There is no command "aipress sit". Did you mean "aipress site"?' },
    { words: ['site', 'lst'], says: 'no command "aipress site lst". Did you mean "aipress site list"?' },
    { words: ['site', 'lst'], says: 'See "aipress site --help".' },
    { words: ['suspend', 'A'], says: 'no command "aipress suspend". Did you mean "aipress site suspend"?' },
    { words: ['create'], says: 'Did you mean "aipress site create", "aipress shard create", ' },
    { words: ['site', 'create'], says: '"aipress site create" needs <title>.' },
    { words: ['site', 'create', 'A', 'B'], says: '"aipress site create" takes 1 value, not 2.' },
    { words: ['status', 'A'], says: '"aipress status" takes nothing more, not 1.' },
    {
      words: ['site', 'create', 'A', '--tier', 'iron'],
      says: '--tier must be one of bronze, silver, gold, not "iron".',
    },
    { words: ['site', 'create', 'A', '--tier'], says: 'A value is missing after --tier <tier>.' },
    { words: ['site', 'create', 'A', '--teir', 'gold'], says: 'has no option --teir. Did you mean --tier?' },
    {
      words: ['cache', 'purge', 'a', '--tag', 'post-1', '--tag', 'term-1'],
      says: '--tag takes one value, and "post-1" was given already: call again for another.',
    },
    { words: ['completion'], says: '"aipress completion" needs <shell>.' },
    { words: ['completion', 'csh'], says: '<shell> must be one of bash, ' },
    { words: ['site', 'wp', 'a', '--format=json'], says: 'site wp corner-bakery -- option get blogname' },
    { words: ['site', 'show', ' '], says: '"site" cannot be empty.' },
    { words: ['help', 'nothing'], says: 'There is no command "aipress nothing".' },
    { words: ['help', 'site', 'nothing'], says: 'There is no command "aipress site nothing".' },
  ])('$words answers 2 and says what is meant', async ({ words, says }) => {
    const { exitCode, stdout, stderr } = await runCli(words, { AIPRESS_HOME: '/nonexistent' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(says)
  })

  test('with --json the error is JSON', async () => {
    const { stderr } = await runCli(['site', 'create', '--json'], {})
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'invalid_input', retryable: false } })
  })

  test('a noun alone shows its commands and answers 2', async () => {
    const { exitCode, stderr } = await runCli(['site'], {})
    expect(exitCode).toBe(2)
    expect(stderr).toContain('create <title>')
  })
})

/** Splits an example as a shell would. */
function wordsOf(example: AnyAction['cliExample']): string[] {
  return [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

function commandsUnder(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsUnder)]
}

/** The session of main.ts without its process, printing nowhere. */
function sessionAt(home: string): Session {
  const environment = readEnvironment({ AIPRESS_HOME: home })
  const plain = (_: unknown, text: string) => text
  return {
    environment,
    terminal: {
      out: () => undefined,
      err: () => undefined,
      outIsTty: false,
      errIsTty: false,
      isInteractive: false,
      outWidth: 80,
      errWidth: 80,
      errHeight: 40,
      paint: plain,
      paintErr: plain,
    },
    signal: new AbortController().signal,
    connect: () => findConnection(environment),
    exitCode: 0,
  }
}
