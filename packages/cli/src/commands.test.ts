import { ACTIONS, type AnyAction } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { effectOf } from './help.ts'
import { inputsOf, optionsOf } from './inputs.ts'
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
    await inPairs(ACTIONS, async (action) => {
      const words = wordsOf(action.cliExample)
      const confirmed = action.effect === 'destroys' && !words.includes('--yes') ? ['--yes'] : []
      await runCli([...words.slice(1), ...confirmed], { AIPRESS_HOME: platform.home })
    })
    expect(platform.heard.map(({ action }) => action).sort()).toEqual(ACTIONS.map(({ name }) => name).sort())
    expect(platform.heard.every(({ headers }) => headers['x-aipress-door'] === 'cli')).toBe(true)
  }, 60_000)

  test('help of every action tells its effect and an example', async () => {
    await inPairs(ACTIONS, async (action) => {
      const { exitCode, stdout } = await runCli([...parseUsage(action).words, '--help'], {})
      expect(exitCode).toBe(0)
      expect(stdout).toContain(action.cliExample)
      expect(stdout).toContain(effectOf(action))
    })
  }, 60_000)

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
    { words: ['site', 'create', ''], says: 'A site needs a title.' },
    { words: ['site', 'create', 'A', '--name', 'Not A Name'], says: '--name: A site name has only' },
    { words: ['site', 'logs', 'a', '--lines', 'many'], says: '--lines:' },
    { words: ['site', 'wp', 'a', '--format=json'], says: 'site wp corner-bakery -- option get blogname' },
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

/** Two at a time: as many as a small machine has cores. */
async function inPairs<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item)
  }
  await Promise.all([worker(), worker()])
}
