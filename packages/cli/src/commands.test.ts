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
import { runCli } from './testing/run-cli.ts'
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

describe('wrong usage', () => {
  test.each([
    { words: ['sit', 'list'], says: 'Did you mean site?' },
    { words: ['site', 'lst'], says: 'Did you mean list?' },
    { words: ['site', 'create'], says: "missing required argument 'title'" },
    { words: ['site', 'create', 'A', 'B'], says: 'too many arguments' },
    { words: ['site', 'create', 'A', '--tier', 'iron'], says: 'bronze, silver, gold' },
    { words: ['site', 'wp', 'a', '--format=json'], says: 'site wp corner-bakery -- option get blogname' },
    { words: ['site', 'show', ' '], says: '"site" cannot be empty.' },
    { words: ['help', 'nothing'], says: "unknown command 'nothing'" },
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
