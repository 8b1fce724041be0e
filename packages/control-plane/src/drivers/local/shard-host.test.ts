import { rm, writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { openHosts } from '../../../../../test/harness/shard.ts'
import { describeShardHost } from '../../platform/shard-host.suite.ts'
import { OWN_SLOT, pingPhp } from './php-fpm.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

describeShardHost('local', async () => {
  const hosts = await openHosts({ fromNothing: true })
  return {
    host: hosts.shardHost,
    breakPart: (shardId, part) => hosts.supervisor.signal(`${shardId}-${part}`, 'KILL'),
    stallPart: (shardId, part) => hosts.supervisor.signal(`${shardId}-${part}`, 'STOP'),
    loseFile: (shardId) => rm(hosts.layout.shard(shardId).php.pools),
    [Symbol.asyncDispose]: () => hosts[Symbol.asyncDispose](),
  }
})

test('PHP that answers a ping and can run no script is not well', async () => {
  await using hosts = await openHosts()
  const shardId = 'shard-001'
  const signal = AbortSignal.timeout(120_000)
  await hosts.shardHost.ensure({ shardId, slots: 1 }, signal)
  const shard = hosts.layout.shard(shardId)
  const { probe } = shard.php
  const problems = async () =>
    (await hosts.shardHost.inspect(shardId, signal)).filter(({ healthy }) => !healthy).map(({ name }) => name)
  expect(await problems()).toEqual([])

  await writeFile(probe, '<?php posix_kill(getmypid(), 11);')
  await hosts.shardHost.restart(shardId, 'php', signal)
  await vi.waitFor(() => pingPhp(shard.slot(OWN_SLOT).sharedSocket), { timeout: 60_000, interval: 100 })
  expect(await problems()).toEqual([`${shardId}/php`])
})
