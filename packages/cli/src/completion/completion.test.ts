import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { serveContract } from '../testing/contract-server.ts'
import { runCli } from '../testing/run-cli.ts'
import { sampleSite } from '../testing/samples.ts'

const evil = '$(touch /tmp/aipress-completion-was-here)'
const answers = {
  'sites.list': (input: { state?: string }) => ({
    items:
      input.state === 'deleted'
        ? [sampleSite({ name: 'gone' })]
        : [sampleSite(), sampleSite({ name: 'blog' })],
    total: 2,
  }),
  'accounts.list': () => ({
    items: [{ accountId: 'acc_1', name: evil, sites: 0, people: 0, createdAt: new Date().toISOString() }],
  }),
}

async function complete(words: readonly string[], home = '/nonexistent'): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runCli(['complete', '--', ...words], { AIPRESS_HOME: home })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '')
}

describe('candidates', () => {
  test.each([
    { words: ['si'], expected: ['site'] },
    { words: ['site', 'un'], expected: ['undelete'] },
    { words: ['site', 'list', '--st'], expected: ['--state'] },
    { words: ['site', 'list', '--state', 's'], expected: ['suspended'] },
    { words: ['site', 'list', '--state=s'], expected: ['--state=suspended'] },
    { words: ['site', 'list', '--state', '=', 's'], expected: ['suspended'] },
    { words: ['site', 'list', '"--st'], expected: ['--state'] },
    { words: ['completion', ''], expected: ['bash', 'zsh', 'fish'] },
    { words: ['site', 'tier', 'a', ''], expected: ['bronze', 'silver', 'gold'] },
    { words: ['person', 'role', 'a@example.com', 'de'], expected: ['developer'] },
    { words: ['bulk', 'preview', 'su'], expected: ['suspend'] },
    { words: ['site', 'wp', 'a', '--', ''], expected: [] },
    { words: ['no', 'such', ''], expected: [] },
  ])('$words → $expected', async ({ words, expected }) => {
    expect(await complete(words)).toEqual(expected)
  })

  test('the hidden command and nothing else is left out at the top', async () => {
    const top = await complete([''])
    expect(top).toContain('whoami')
    expect(top).not.toContain('complete')
  })

  test('sites are named by the platform, deleted ones where they are wanted', async () => {
    await using platform = await serveContract(answers)
    expect(await complete(['site', 'show', ''], platform.home)).toEqual(['corner-bakery', 'blog'])
    expect(await complete(['mail', 'list', '--site', 'b'], platform.home)).toEqual(['blog'])
    expect(await complete(['site', 'undelete', ''], platform.home)).toEqual(['gone'])
  })

  test('mail is named by its id, with what it is about beside it', async () => {
    const mail = {
      mailId: 'mail_kfewh2jvajy829k',
      siteId: 'site_0123456789abcde',
      siteName: 'blog',
      from: 'a@example.com',
      to: ['b@example.com'],
      subject: 'Welcome',
      sentAt: new Date().toISOString(),
      sizeBytes: 362,
      delivery: 'captured',
    }
    await using platform = await serveContract({ 'mail.list': () => ({ items: [mail] }) })
    expect(await complete(['mail', 'show', ''], platform.home)).toEqual([mail.mailId])
  })

  test('a platform that hangs is not waited for', async () => {
    await using platform = await serveContract({ 'sites.list': () => new Promise(() => undefined) })
    expect(await complete(['site', 'show', ''], platform.home)).toEqual([])
  })
})

describe('bash', () => {
  /** What TAB would offer at the end of the line. */
  async function tab(words: readonly string[], home: string): Promise<string> {
    const { stdout: script } = await runCli(['completion', 'bash'], {})
    const press =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are bash's
      'source /dev/stdin <<<"$SCRIPT"; COMP_WORDS=(aipress "$@"); COMP_CWORD=$#; _aipress; printf "%s\\n" "${COMPREPLY[@]}"'
    const { stdout } = await execa('bash', ['-c', press, 'bash', ...words], {
      env: { SCRIPT: script, AIPRESS_HOME: home },
    })
    return stdout
  }

  test('offers names, and runs nothing that a name contains', async () => {
    await using platform = await serveContract(answers)
    expect(await tab(['site', 'show', 'cor'], platform.home)).toBe('corner-bakery')
    expect(await tab(['site', 'create', 'A', '--account', ''], platform.home)).toContain('touch')
    await expect(execa('test', ['-e', '/tmp/aipress-completion-was-here'])).rejects.toThrow()
  })
})

test.each(['bash', 'zsh', 'fish'])('the script of %s asks this very command line', async (shell) => {
  const { stdout, exitCode } = await runCli(['completion', shell], {})
  expect(exitCode).toBe(0)
  expect(stdout).toContain(join(import.meta.dirname, '../../bin/aipress.mjs'))
})
