import { expect, test } from 'vitest'
import { describeShardHost } from '../../platform/shard-host.suite.ts'
import { PARTS } from './faults.ts'
import { openTestWorld } from './testing/test-world.ts'

describeShardHost('simulated', async () => {
  const opened = openTestWorld({ timeScale: 0.001 })
  return {
    host: opened.shardHost,
    async breakPart(shardId, name) {
      const part = PARTS.find((each) => each === name)
      if (part !== undefined) opened.world.crashPart(shardId, part)
    },
    async stallPart(shardId, name) {
      const part = PARTS.find((each) => each === name)
      if (part !== undefined) opened.world.inner.faults.stall(shardId, part)
    },
    loseFile: async (shardId) => opened.world.inner.faults.loseFile(shardId),
    [Symbol.asyncDispose]: async () => opened[Symbol.dispose](),
  }
})

const SHARD = { shardId: 'shard-001', slots: 50 }

test('a shard whose maker has died goes on being made, and is there only when it is ready', async ({
  signal,
}) => {
  let nowMs = 1_000_000
  using opened = openTestWorld({ timeScale: 0.01, clock: () => nowMs })
  const { shardHost, siteHost } = opened
  const died = AbortSignal.timeout(5)
  await expect(shardHost.ensure(SHARD, died)).rejects.toMatchObject({ name: 'TimeoutError' })

  const [part] = await shardHost.inspect(SHARD.shardId, signal)
  expect(part).toMatchObject({ healthy: false, problem: 'It is still being made.' })
  await expect(siteHost.inspect({ shardId: SHARD.shardId, slot: 1 }, signal)).rejects.toMatchObject({
    code: 'platform_unavailable',
  })
  nowMs += 240_000 * 8 * 0.01
  for (const each of await shardHost.inspect(SHARD.shardId, signal)) expect(each.healthy).toBe(true)
})

test('slow shards are those that the seed makes slow, and their probes show it', async ({ signal }) => {
  using opened = openTestWorld({ slowShards: { share: 0.2, factor: 10 } })
  const slow: string[] = []
  for (let number = 1; number <= 100; number += 1) {
    const shardId = `shard-${number}`
    await opened.shardHost.ensure({ shardId, slots: 50 }, signal)
    const [mariadb] = await opened.shardHost.inspect(shardId, signal)
    if ((mariadb?.latencyMs ?? 0) > 15) slow.push(shardId)
  }
  expect(slow.length).toBeGreaterThan(10)
  expect(slow.length).toBeLessThan(30)
  const { chance } = opened.world.inner
  expect(slow.every((shardId) => chance.slownessOf(shardId) === 10)).toBe(true)
})

test('while a part, a shard or a region is failed, its calls fail retryably, and heal', async ({
  signal,
}) => {
  using opened = openTestWorld({ regions: ['europe-west1', 'us-central1'] })
  const { world, shardHost, siteHost } = opened
  await shardHost.ensure(SHARD, signal)
  await shardHost.ensure({ shardId: 'shard-002', slots: 50 }, signal)
  const unhealthy = async (shardId: string) =>
    (await shardHost.inspect(shardId, signal)).filter((part) => !part.healthy).map((part) => part.name)
  const asks = (shardId: string) => siteHost.inspect({ shardId, slot: 1 }, signal)

  world.failShard('shard-001', 'redis', 'Out of memory.')
  expect(await unhealthy('shard-001')).toEqual(['shard-001/redis'])
  await expect(asks('shard-001')).rejects.toMatchObject({ code: 'platform_unavailable', retryable: true })
  world.healShard('shard-001')
  expect(await unhealthy('shard-001')).toEqual([])

  world.failRegion('us-central1')
  expect(await unhealthy('shard-001')).toEqual([])
  expect(await unhealthy('shard-002')).toHaveLength(3)
  await expect(asks('shard-002')).rejects.toMatchObject({ code: 'platform_unavailable' })
  world.restoreRegion('us-central1')
  expect(await asks('shard-002')).toEqual({ kind: 'empty' })
  expect((await opened.machine.incidents(signal)).map(({ part }) => part)).toEqual([
    'us-central1',
    'shard-001/redis',
  ])
})

test('a shard is where its maker says', async ({ signal }) => {
  using opened = openTestWorld({ regions: ['europe-west1', 'us-central1'] })
  const spec = { ...SHARD, region: 'us-central1' }
  await opened.shardHost.ensure(spec, signal)
  opened.world.failRegion('us-central1')
  const [part] = await opened.shardHost.inspect(SHARD.shardId, signal)
  expect(part).toMatchObject({ healthy: false, problem: 'The region us-central1 is down.' })
})
