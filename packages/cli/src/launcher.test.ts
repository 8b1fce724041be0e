import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, test } from 'vitest'
import { serveContract } from './testing/contract-server.ts'
import { runCli } from './testing/run-cli.ts'

const launcher = fileURLToPath(new URL('../bin/aipress.mjs', import.meta.url))

test('shows help without asking the platform for anything', async () => {
  const { stdout, exitCode } = await runCli(['--help'], { AIPRESS_URL: 'http://127.0.0.1:9' })
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^ +site create <title> /m)])
})

test('tells its version, for people and programs', async () => {
  const { stdout } = await runCli(['version'], {})
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await runCli(['--version'], {})).stdout).toBe(stdout)
  expect(JSON.parse((await runCli(['version', '--json'], {})).stdout)).toMatchObject({
    version: stdout.trim(),
  })
})

describe('under an older Node', () => {
  let olderNode: string | undefined
  beforeAll(async () => {
    olderNode = await findOlderNode()
  })

  const wp = { 'sites.wp': () => ({ exitCode: 7, stdout: '', stderr: '' }) }
  const run = (words: string[], home: string) =>
    execa(String(olderNode), [launcher, ...words], { env: { AIPRESS_HOME: home }, reject: false })

  test('the pinned Node takes over, with the same output and exit code', async ({ skip }) => {
    if (olderNode === undefined) skip('there is no older Node on this machine')
    await using platform = await serveContract(wp)
    expect((await run(['site', 'wp', 'a', '--', 'x'], platform.home)).exitCode).toBe(7)
    const { stdout } = await run(['version', '--json'], platform.home)
    expect(Number(JSON.parse(stdout).node.split('.')[0])).toBeGreaterThanOrEqual(24)
  })

  test('signals reach the command', async ({ skip }) => {
    if (olderNode === undefined) skip('there is no older Node on this machine')
    await using platform = await serveContract({
      'sites.logs': async (_, { emit, signal }) => {
        emit({ time: new Date().toISOString(), kind: 'access', text: 'GET /' })
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return { siteName: 'a', lines: [] }
      },
    })
    for (const [signal, outcome] of [
      ['SIGINT', { exitCode: 130 }],
      ['SIGTERM', { signal: 'SIGTERM' }],
    ] as const) {
      const child = run(['site', 'logs', 'a', '--follow'], platform.home)
      child.stdout.once('data', () => child.kill(signal))
      expect(await child).toMatchObject(outcome)
    }
  })
})

/** A Node that cannot run TypeScript by itself, as Debian and many machines have one. */
async function findOlderNode(): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  for (const path of folders.map((folder) => join(folder, 'node')).filter(existsSync)) {
    const { stdout } = await execa(path, ['--version'], { reject: false })
    const major = Number(/^v(\d+)\./.exec(stdout ?? '')?.[1])
    if (major >= 18 && major < 23) return path
  }
  return undefined
}
