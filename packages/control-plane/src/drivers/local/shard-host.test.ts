import { openHosts } from '../../../../../test/harness/shard.ts'
import { describeShardHost } from '../../platform/shard-host.suite.ts'

describeShardHost('local', async () => {
  const hosts = await openHosts()
  return {
    host: hosts.shardHost,
    breakPart: (shardId, part) => hosts.supervisor.signal(`${shardId}-${part}`, 'KILL'),
    [Symbol.asyncDispose]: () => hosts[Symbol.asyncDispose](),
  }
})
