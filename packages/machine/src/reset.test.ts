import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MARKER } from '../../../tools/platform-home.mjs'

const RESET = join(import.meta.dirname, 'reset.ts')
let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'aipress-reset-'))
  await writeFile(join(home, MARKER), '')
})
afterEach(() => rm(home, { recursive: true, force: true }))

const isThere = () =>
  access(join(home, MARKER)).then(
    () => true,
    () => false,
  )

/** On a terminal of its own, where `typed` answers the question. */
async function resetOnTerminal(typed: string) {
  const child = execa(
    'script',
    ['--quiet', '--return', '--flush', '--command', '"$NODE" "$RESET"', '/dev/null'],
    {
      env: { AIPRESS_HOME: home, NODE: process.execPath, RESET, SHELL: '/bin/sh' },
      stdin: 'pipe',
      buffer: false,
      reject: false,
    },
  )
  let screen = ''
  child.stdout.setEncoding('utf8')
  for await (const chunk of child.stdout) {
    if (!screen.includes('to go on: ') && (screen + chunk).includes('to go on: ')) child.stdin.write(typed)
    screen += chunk
  }
  return { exitCode: (await child).exitCode, screen }
}

test('a piped "yes" deletes nothing, and the message names what does', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [RESET], {
    env: { AIPRESS_HOME: home },
    input: 'yes\n',
    reject: false,
  })
  expect({ exitCode, isThere: await isThere() }).toEqual({ exitCode: 1, isThere: true })
  expect(stderr).toContain('Nothing was deleted')
  expect(stderr).toContain(`AIPRESS_HOME=${home} npm run reset -- --yes`)
})

test.each([
  { what: 'Ctrl-D', typed: '\x04' },
  { what: 'another path', typed: 'yes\r' },
])('$what at the question deletes nothing and says so', async ({ typed }) => {
  const { exitCode, screen } = await resetOnTerminal(typed)
  expect({ exitCode, isThere: await isThere() }).toEqual({ exitCode: 1, isThere: true })
  expect(screen).toContain('Nothing was deleted')
  expect(screen).toContain('npm run reset -- --yes')
})

test('the path that is typed deletes it', async () => {
  const { exitCode } = await resetOnTerminal(`${home}\r`)
  expect({ exitCode, isThere: await isThere() }).toEqual({ exitCode: 0, isThere: false })
})
