import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

let shard: TestShard
let place: Place
const signal = AbortSignal.timeout(300_000)

beforeAll(async () => {
  shard = await startShard(1)
  place = shard.freshPlace()
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  const identity = { siteId: 'site_wp', title: 'Commands', adminEmail: 'anna@example.com' }
  await shard.siteHost.claim(place, { ...identity, url: 'http://commands.localhost:8080' }, signal)
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function wp(...args: string[]) {
  let output = ''
  const onOutput = (_: string, text: string) => {
    output += text
  }
  const { exitCode } = await shard.siteHost.wp(place, { args, signal, onOutput })
  return { exitCode, output }
}

test.each([
  ['plugin', 'install', 'akismet'],
  ['theme', 'update', '--all'],
])('a command that would change code says how code comes: %s %s', async (...args) => {
  const { exitCode, output } = await wp(...args)
  expect(exitCode).toBe(1)
  expect(output).toContain('releases through AIPress')
  expect(output).not.toContain('WordPress.org')
})

test('at the site’s number of processes a command says so, and runs once they have ended', async () => {
  const stop = new AbortController()
  const { promise: isFull, resolve: full } = Promise.withResolvers<void>()
  const code = `
    for ($kept = []; $one = @proc_open(['sleep', '300'], [], $pipes);) { $kept[] = $one; }
    echo 'full';
    sleep(300);
  `
  const filling = shard.siteHost.wp(place, {
    args: ['eval', code],
    signal: AbortSignal.any([signal, stop.signal]),
    onOutput: (stream) => stream === 'stdout' && full(),
  })
  await Promise.race([isFull, filling])
  const refused = { code: 'site_busy', message: expect.stringContaining('number of processes (64)') }
  await expect(wp('eval', 'proc_close(proc_open(["true"], [], $p)); echo "ran";')).rejects.toMatchObject(
    refused,
  )
  stop.abort()
  await filling
  expect(await wp('eval', 'echo "ran";')).toEqual({ exitCode: 0, output: 'ran' })
  expect((await wp('eval', 'exit(2);')).exitCode).toBe(2)
})
