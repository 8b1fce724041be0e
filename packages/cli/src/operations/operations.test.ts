import { AipressError } from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { type Answer, serveContract } from '../testing/contract-server.ts'
import { runCli, runOnTerminal, startCli } from '../testing/run-cli.ts'
import { sampleOperation, sampleSite, started } from '../testing/samples.ts'

const succeeding: Answer = (_, { emit }) => {
  emit(sampleOperation('running'))
  emit(sampleOperation('succeeded'))
  return sampleOperation('succeeded')
}

const undone = sampleOperation('undone', {
  error: { code: 'disk_full', message: 'The disk is full.', hint: 'Free some space.', step: 'publish-route' },
})

/** Goes on until the caller leaves, as work that takes long does. */
const endless: Answer = async (_, { emit, signal }) => {
  emit(sampleOperation('running'))
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  return sampleOperation('running')
}

describe('an action that starts an operation', () => {
  test('shows its steps and ends with where the site is and how to log in', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'operations.watch': succeeding,
      'sites.show': () => sampleSite(),
    })
    const variables = { AIPRESS_HOME: platform.home }
    const { exitCode, stdout, stderr } = await runCli(['site', 'create', 'Corner Bakery'], variables)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Corner Bakery is running: http://corner-bakery.localhost:8080')
    expect(stdout).toContain('aipress site login corner-bakery')
    expect(stderr).toMatch(/✓ Claim a prepared slot/)
    expect((await runOnTerminal(['site', 'create', 'Corner Bakery'], variables)).screen).toContain(
      'Publish the address',
    )
  })

  test('with --json answers its output as it is at the end', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'operations.watch': succeeding,
      'sites.show': () => sampleSite(),
    })
    const { stdout, stderr } = await runCli(['site', 'create', 'A', '--json'], {
      AIPRESS_HOME: platform.home,
    })
    expect(JSON.parse(stdout)).toMatchObject({
      site: { state: 'running' },
      operation: { state: 'succeeded' },
    })
    expect(stderr).toBe('')
  })

  test('passes on what the platform has to say besides', async () => {
    const notice = 'DNS does not lead here yet.'
    await using platform = await serveContract({
      'hostnames.add': () => ({ site: sampleSite(), operation: sampleOperation('succeeded'), notice }),
    })
    const { stdout } = await runCli(['hostname', 'add', 'a', 'b.example.com'], {
      AIPRESS_HOME: platform.home,
    })
    expect(stdout).toContain(notice)
  })

  test('with --no-wait leaves at once and says how to follow', async () => {
    await using platform = await serveContract({ 'sites.create': () => started() })
    const { exitCode, stdout } = await runCli(['site', 'create', 'A', '--no-wait'], {
      AIPRESS_HOME: platform.home,
    })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('aipress operation watch op_0123456789abcde')
    expect(platform.heard).toHaveLength(1)
  })

  test('that fails answers 1 with message, step and hint', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'operations.watch': () => undone,
      'sites.show': () => {
        throw new AipressError('site_not_found', 'No such site.')
      },
    })
    const variables = { AIPRESS_HOME: platform.home }
    const { exitCode, stdout, stderr } = await runCli(['site', 'create', 'A'], variables)
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    for (const part of ['The disk is full.', 'Publish the address', 'Free some space.'])
      expect(stderr).toContain(part)

    const json = await runCli(['site', 'create', 'A', '--json'], variables)
    expect(json.exitCode).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({ operation: { state: 'undone' } })
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { code: 'disk_full', step: 'Publish the address', operationId: 'op_0123456789abcde' },
    })
  })

  test('goes on without us after Ctrl-C, and we say how to see it', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'operations.watch': endless,
    })
    const child = startCli(['site', 'create', 'A'], { AIPRESS_HOME: platform.home })
    child.stderr.once('data', () => child.kill('SIGINT'))
    const { exitCode, stderr } = await child
    expect(exitCode).toBe(130)
    expect(stderr).toContain('the operation goes on')
    expect(stderr).toContain('aipress operation watch op_0123456789abcde')
  })

  test('is followed through a restart of the control plane', async () => {
    await using platform = await serveContract({
      'sites.create': () => started(),
      'operations.watch': (input, context) => {
        if (context.attempt > 1) return succeeding(input, context)
        context.emit(sampleOperation('running'))
        return context.drop()
      },
      'sites.show': () => sampleSite(),
    })
    const { exitCode, stdout } = await runCli(['site', 'create', 'A'], { AIPRESS_HOME: platform.home })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('is running')
    expect(platform.heard.filter(({ action }) => action === 'sites.create')).toHaveLength(1)
  })
})

describe('operation watch', () => {
  test('with --json prints each event, then the output', async () => {
    await using platform = await serveContract({ 'operations.watch': succeeding })
    const { stdout } = await runCli(['operation', 'watch', 'op_1', '--json'], { AIPRESS_HOME: platform.home })
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map((line) => Object.keys(line)[0])).toEqual(['event', 'event', 'output'])
    expect(lines.at(-1)).toMatchObject({ output: { state: 'succeeded' } })
  })

  test('answers 1 when the operation was undone', async () => {
    await using platform = await serveContract({ 'operations.watch': () => undone })
    expect((await runCli(['operation', 'watch', 'op_1'], { AIPRESS_HOME: platform.home })).exitCode).toBe(1)
  })
})
