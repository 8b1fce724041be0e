import { describe, expect, test } from 'vitest'
import { type Answer, serveContract } from './testing/contract-server.ts'
import { runCli, startCli } from './testing/run-cli.ts'

const wp: Answer = (_, { emit }) => {
  emit({ stream: 'stdout', text: 'Corner ' })
  emit({ stream: 'stderr', text: 'Warning: careful\n' })
  emit({ stream: 'stdout', text: 'Bakery\n' })
  return { exitCode: 3, stdout: 'Corner Bakery\n', stderr: 'Warning: careful\n' }
}

const line = { time: '2026-11-21T10:00:00.000Z', kind: 'access' as const, text: 'GET / 200\u001b[2J' }

describe('site wp', () => {
  test('passes arguments on untouched, streams both outputs and ends with the exit code of WP-CLI', async () => {
    await using platform = await serveContract({ 'sites.wp': wp })
    const words = [
      'site',
      'wp',
      'bakery',
      '--',
      'option',
      'get',
      'blogname',
      '--format=json',
      '--help',
      '--json',
    ]
    const { exitCode, stdout, stderr } = await runCli(words, { AIPRESS_HOME: platform.home })
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 3,
      stdout: 'Corner Bakery\n',
      stderr: 'Warning: careful\n',
    })
    expect(platform.heard[0]?.input).toEqual({ site: 'bakery', args: words.slice(4) })
  })

  test('shows output while the command still runs', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    await using platform = await serveContract({
      'sites.wp': async (_, { emit }) => {
        emit({ stream: 'stdout', text: 'first\n' })
        await finished
        return { exitCode: 0, stdout: 'first\n', stderr: '' }
      },
    })
    const child = startCli(['site', 'wp', 'bakery', '--', 'cron'], { AIPRESS_HOME: platform.home })
    // The server ends only once the line has been seen.
    child.stdout.once('data', finish)
    expect(await child).toMatchObject({ exitCode: 0, stdout: 'first\n' })
  })

  test('with --json prints events as lines, then the output, and keeps the exit code', async () => {
    await using platform = await serveContract({ 'sites.wp': wp })
    const { exitCode, stdout } = await runCli(['site', 'wp', 'bakery', '--json', '--', 'x'], {
      AIPRESS_HOME: platform.home,
    })
    const lines = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect(exitCode).toBe(3)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toEqual({ event: { stream: 'stdout', text: 'Corner ' } })
    expect(lines[3]).toMatchObject({ output: { exitCode: 3 } })
  })
})

describe('site logs', () => {
  test('prints the lines there are, harmless to the terminal', async () => {
    await using platform = await serveContract({
      'sites.logs': () => ({ siteName: 'bakery', lines: [line] }),
    })
    const { stdout } = await runCli(['site', 'logs', 'bakery', '--lines', '5'], {
      AIPRESS_HOME: platform.home,
    })
    expect(stdout).toBe('2026-11-21 10:00:00 access GET / 200\n')
    expect(platform.heard[0]?.input).toMatchObject({ lines: 5, follow: false })
  })

  test('with --json and no --follow is one document', async () => {
    await using platform = await serveContract({
      'sites.logs': () => ({ siteName: 'bakery', lines: [line] }),
    })
    const { stdout } = await runCli(['site', 'logs', 'bakery', '--json'], { AIPRESS_HOME: platform.home })
    expect(JSON.parse(stdout)).toEqual({ siteName: 'bakery', lines: [line] })
  })

  test('--follow goes on until Ctrl-C', async () => {
    let left = false
    await using platform = await serveContract({
      'sites.logs': async (_, { emit, signal }) => {
        emit(line)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        left = true
        return { siteName: 'bakery', lines: [] }
      },
    })
    const child = startCli(['site', 'logs', 'bakery', '--follow'], { AIPRESS_HOME: platform.home })
    child.stdout.once('data', () => child.kill('SIGINT'))
    const { exitCode, stdout, stderr } = await child
    const seen = '2026-11-21 10:00:00 access GET / 200\n'
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 130, stdout: seen, stderr: '' })
    expect(platform.heard[0]?.input).toMatchObject({ follow: true })
    await expect.poll(() => left).toBe(true)
  })
})
