import { rm } from 'node:fs/promises'
import { vi } from 'vitest'
import { openHosts } from '../../../../../test/harness/shard.ts'
import { describeShardHost } from '../../platform/shard-host.suite.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

describeShardHost('local', async () => {
  const hosts = await openHosts()
  return {
    host: hosts.shardHost,
    breakPart: (shardId, part) => hosts.supervisor.signal(`${shardId}-${part}`, 'KILL'),
    stallPart: (shardId, part) => hosts.supervisor.signal(`${shardId}-${part}`, 'STOP'),
    loseFile: (shardId) => rm(hosts.layout.shard(shardId).php.pools),
    [Symbol.asyncDispose]: () => hosts[Symbol.asyncDispose](),
  }
})
