import { execa } from 'execa'
import { describe, expect, test, vi } from 'vitest'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { identityOf, makeSite, openTestWorld, SEED } from './testing/test-world.ts'
import { createSimulatedWorld } from './world.ts'

const SHARD = { shardId: 'shard-001', slots: 50 }
const place = (slot: number) => ({ shardId: SHARD.shardId, slot })
const PROCESS = new URL('testing/world-process.ts', import.meta.url).pathname

describe('a world and its processes', () => {
  const start = (folder: string, shard: string, sites: number, ...more: string[]) =>
    execa(process.execPath, [
      PROCESS,
      ...[`--folder=${folder}`, `--seed=${SEED}`, `--shard=${shard}`, `--sites=${sites}`, ...more],
    ])

  test('four processes that open it at the same time all see what each has made', async ({ signal }) => {
    using opened = openTestWorld()
    const shards = ['shard-001', 'shard-002', 'shard-003', 'shard-004']
    await Promise.all(shards.map((shard) => start(opened.folder, shard, 25)))
    expect(await opened.edge.hostnames(signal)).toHaveLength(100)
    for (const shardId of shards) {
      expect(await opened.siteHost.inspect({ shardId, slot: 25 }, signal)).toMatchObject({ kind: 'claimed' })
    }
    expect(opened.world.figures().calls).toMatchObject({ 'site.prepare': 100, 'edge.publish': 100 })
  })

  test('what a process has made outlives its being killed', async ({ signal }) => {
    using opened = openTestWorld()
    const killed = start(opened.folder, 'shard-001', 3, '--stay')
    await vi.waitFor(async () => expect(await opened.edge.hostnames(signal)).toHaveLength(3), {
      timeout: 30_000,
    })
    killed.kill('SIGKILL')
    await killed.catch(() => undefined)
    expect(await opened.edge.hostnames(signal)).toHaveLength(3)
    expect(await opened.siteHost.inspect(place(3), signal)).toMatchObject({ kind: 'claimed' })
    await makeSite(opened, place(4), signal)
  })

  test('a fault that one process commands, another hears of', async ({ signal }) => {
    using opened = openTestWorld()
    using other = createSimulatedWorld({ folder: opened.folder, seed: SEED, timeScale: 0 })
    await opened.shardHost.ensure(SHARD, signal)
    other.failRegion('europe-west1')
    await vi.waitFor(() => expect(opened.siteHost.inspect(place(1), signal)).rejects.toThrow('not answer'))
  })

  test('a folder keeps to its seed', () => {
    using opened = openTestWorld()
    expect(() => createSimulatedWorld({ folder: opened.folder, seed: 7 })).toThrow('seed 2026, not 7')
  })
})

describe('chance', () => {
  const shares = { 'site.prepare': 0.5, 'site.claim': 0.5, 'edge.publish': 0.5 }

  /** Which of many calls fail, and what they leave; every second one starts a little later or not. */
  async function outcomes(seed: number, signal: AbortSignal, backwards = false) {
    using opened = openTestWorld({ seed, failureShares: shares })
    const shardIds = ['shard-001', 'shard-002', 'shard-003']
    const found = new Map<string, string[]>()
    for (const shardId of backwards ? shardIds.toReversed() : shardIds) {
      await opened.shardHost.ensure({ ...SHARD, shardId }, signal)
      const each: string[] = []
      for (let slot = 1; slot <= 40; slot += 1) {
        const answer = await opened.siteHost.prepare({ shardId, slot }, randomSecrets(), signal).then(
          () => 'answered',
          (error) => error.code,
        )
        each.push(`${answer}, ${(await opened.siteHost.inspect({ shardId, slot }, signal)).kind}`)
      }
      found.set(shardId, each)
    }
    return shardIds.map((shardId) => found.get(shardId))
  }

  test('the same seed gives the same run whatever order shards come in, and another seed another', async ({
    signal,
  }) => {
    const first = await outcomes(1, signal)
    expect(await outcomes(1, signal, true)).toEqual(first)
    expect(await outcomes(2, signal)).not.toEqual(first)
  })

  test('a call that fails has done nothing or all, and succeeds when repeated', async ({ signal }) => {
    const kinds = new Set((await outcomes(1, signal)).flat())
    expect(kinds).toEqual(
      new Set(['answered, prepared', 'platform_unavailable, empty', 'platform_unavailable, prepared']),
    )
    using opened = openTestWorld({ failureShares: shares })
    await opened.shardHost.ensure(SHARD, signal)
    const persistently = async (call: () => Promise<void>) => {
      for (let attempt = 1; attempt <= 20; attempt += 1) {
        const failure = await call().catch((error) => error)
        if (failure === undefined) return
        expect(failure).toMatchObject({ retryable: true })
      }
      throw new Error('It failed twenty times.')
    }
    await persistently(() => opened.siteHost.prepare(place(1), randomSecrets(), signal))
    await persistently(() => opened.siteHost.claim(place(1), identityOf('site_a'), signal))
    expect(await opened.siteHost.inspect(place(1), signal)).toEqual({ kind: 'claimed', siteId: 'site_a' })
  })

  test('latencies lie around their median, and are counted although nothing waits', async ({ signal }) => {
    using opened = openTestWorld({ latenciesMs: { 'edge.inspect': 1_000 } })
    const startedAt = performance.now()
    for (let count = 0; count < 1_000; count += 1) await opened.edge.inspect('a.localhost', signal)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    const { calls, waitedSeconds } = opened.world.figures()
    expect(calls['edge.inspect']).toBe(1_000)
    // The mean of a log-normal distribution is a little above its median.
    expect(waitedSeconds['edge.inspect']).toBeGreaterThan(1_000)
    expect(waitedSeconds['edge.inspect']).toBeLessThan(1_150)
  })
})

describe('quotas', () => {
  /** A real second is a simulated thousand, on a clock that stands until the test moves it. */
  function openTimed() {
    let nowMs = 1_000_000
    const instant = Object.fromEntries(
      ['shard.create', 'site.prepare', 'site.claim', 'site.empty'].map((kind) => [kind, 0]),
    )
    const opened = openTestWorld({ timeScale: 0.001, latenciesMs: instant, clock: () => nowMs })
    return {
      ...opened,
      pass(simulatedSeconds: number) {
        nowMs += simulatedSeconds
      },
    }
  }

  test('a shard allows 180 database mutations a minute, two for each slot', async ({ signal }) => {
    using opened = openTimed()
    const { siteHost } = opened
    await opened.shardHost.ensure({ ...SHARD, slots: 200 }, signal)
    for (let slot = 1; slot <= 90; slot += 1) await siteHost.prepare(place(slot), randomSecrets(), signal)
    await expect(siteHost.prepare(place(91), randomSecrets(), signal)).rejects.toMatchObject({
      code: 'rate_limited',
      retryable: true,
      message: 'Google Cloud allows 180 Cloud SQL mutations in 60 seconds.',
    })
    expect(await siteHost.inspect(place(91), signal)).toEqual({ kind: 'empty' })
    opened.pass(1)
    await siteHost.prepare(place(91), randomSecrets(), signal)
    expect(opened.world.figures().quotaHits).toEqual({ 'Cloud SQL mutations': 1 })
  })

  test('all processes together may make one project a second', async ({ signal }) => {
    using opened = openTimed()
    await opened.shardHost.ensure(SHARD, signal)
    const second = { ...SHARD, shardId: 'shard-002' }
    await expect(opened.shardHost.ensure(second, signal)).rejects.toMatchObject({ code: 'rate_limited' })
    await opened.shardHost.ensure(SHARD, signal)
    opened.pass(1)
    await opened.shardHost.ensure(second, signal)
  })

  test('a project has so many services and no more, until one is removed', async ({ signal }) => {
    using opened = openTestWorld({ quotas: { 'Cloud Run services': 3 } })
    const { siteHost } = opened
    await opened.shardHost.ensure(SHARD, signal)
    for (const slot of [1, 2, 3]) await siteHost.prepare(place(slot), randomSecrets(), signal)
    await expect(siteHost.prepare(place(4), randomSecrets(), signal)).rejects.toMatchObject({
      code: 'shard_full',
    })
    await siteHost.prepare(place(3), randomSecrets(), signal)
    await siteHost.empty(place(2), signal)
    await siteHost.prepare(place(4), randomSecrets(), signal)
  })
})

test('the machine shows the edge and the world, and has room', async ({ signal }) => {
  using opened = openTestWorld()
  const parts = await opened.machine.parts(signal)
  expect(parts.map(({ name, healthy }) => [name, healthy])).toEqual([
    ['edge', true],
    ['simulated world', true],
  ])
  expect((await opened.machine.disk()).freeBytes).toBeGreaterThan(1e11)
  expect(await opened.machine.incidents(signal)).toEqual([])
})
