import { AipressError } from '@aipress/contract'
import { atMost } from '../kernel/at-most.ts'
import type { Log } from '../kernel/log.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { isServing } from './shard-description.ts'
import type { ShardStore } from './shard-store.ts'

interface Deps {
  shards: Pick<ShardStore, 'all'>
  host: Pick<ShardHost, 'collectLogs'>
  log: Log
}

/** Where nothing was slow it is one small question to a server. */
const SHARDS_AT_ONCE_MAX = 8
const SHARD_MS_MAX = 20_000

/** Gives each site the slow queries that its shard's server keeps for all. A server that is away is looked after elsewhere. */
export function createShardLogs({ shards, host, log }: Deps): Reconciler {
  return {
    name: 'shard-logs',
    everySeconds: 5,
    async run(signal) {
      const serving = (await shards.all()).filter(isServing)
      await atMost(SHARDS_AT_ONCE_MAX, serving, async ({ shardId }) => {
        const within = AbortSignal.any([signal, AbortSignal.timeout(SHARD_MS_MAX)])
        await host.collectLogs(shardId, within).catch((err: unknown) => {
          signal.throwIfAborted()
          if (!(err instanceof AipressError && err.retryable) && !within.aborted)
            log.warn({ err, shardId }, 'slow queries were not collected')
        })
      })
      return []
    },
  }
}
