import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import { afterAll } from 'vitest'

const LAUNCHER = fileURLToPath(new URL('../../bin/aipress.mjs', import.meta.url))
/** Far longer than any command of a test takes; a command that hangs must not hang the suite. */
const TIMEOUT_MS = 30_000

/** A person's own folder, which no test may find anything of the developer's in. */
const person = mkdtempSync(join(tmpdir(), 'aipress-person-'))
afterAll(() => rmSync(person, { recursive: true, force: true }))

type Variables = Record<string, string>

/** Starts the real command line in a process of its own, with a clean environment. */
export function startCli(words: readonly string[], variables: Variables, input?: string) {
  return execa(process.execPath, [LAUNCHER, ...words], {
    env: environment(variables),
    extendEnv: false,
    reject: false,
    timeout: TIMEOUT_MS,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  })
}

export async function runCli(words: readonly string[], variables: Variables, input?: string) {
  const { exitCode, stdout, stderr } = await startCli(words, variables, input)
  return { exitCode, stdout, stderr }
}

/**
 * The same on a terminal of its own (by `script`, of every Debian): `typed` answers each prompt that
 * ends in `: `, `) ` or `› ` in turn.
 */
export async function runOnTerminal(
  words: readonly string[],
  variables: Variables,
  typed: readonly string[] = [],
  onScreen: (screen: string) => void = () => undefined,
) {
  const command = 'stty cols 100 rows 40; set -f; IFS="\n"; exec "$TEST_NODE" "$TEST_CLI" $TEST_WORDS'
  const child = execa('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: environment({
      ...variables,
      TEST_NODE: process.execPath,
      TEST_CLI: LAUNCHER,
      TEST_WORDS: words.join('\n'),
      TERM: 'xterm',
      SHELL: '/bin/sh',
    }),
    extendEnv: false,
    reject: false,
    timeout: TIMEOUT_MS,
    stdin: 'pipe',
    buffer: false,
  })
  const waiting = [...typed]
  let screen = ''
  let answeredAt = 0
  child.stdout.setEncoding('utf8')
  for await (const chunk of child.stdout) {
    screen += chunk
    onScreen(screen)
    const asks = /(: |\) |› )$/.test(stripVTControlCharacters(screen.slice(answeredAt)))
    if (!asks || waiting.length === 0) continue
    answeredAt = screen.length
    child.stdin.write(waiting.shift() ?? '')
  }
  const { exitCode } = await child
  return { exitCode, screen }
}

function environment(variables: Variables): Variables {
  return { PATH: process.env.PATH ?? '', HOME: person, ...variables }
}
