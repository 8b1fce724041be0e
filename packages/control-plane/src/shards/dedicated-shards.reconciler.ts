import type { Engine } from '../engine/engine.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Turns } from '../kernel/turns.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { removeUnopened } from './shard-lifecycle.ts'
import { startRetirement } from './shard-operations.ts'
import { findShard } from './shard-records.ts'
import { isBeingMade, laneOf } from './shard-services.ts'
import type { ShardStore } from './shard-store.ts'
import { isDedicated, type ShardRow } from './shard-tables.ts'

interface Deps {
  directory: Database
  shards: Pick<ShardStore, 'all'>
  host: Pick<ShardHost, 'remove'>
  turns: Turns
  engine: Engine
  clock: Clock
}

/**
 * Removes the servers that a gold site had to itself once it has left them, and those that were never opened for it.
 * One that is opened has its site from that moment on, so none is seen empty before its site has come.
 */
export function createDedicatedShards(deps: Deps): Reconciler {
  const { directory, shards, engine } = deps
  return {
    name: 'dedicated-shards',
    everySeconds: 30,
    async run(signal) {
      const empty = (await shards.all()).filter((shard) => isDedicated(shard) && shard.sites === 0)
      const busy = await engine.atWork(empty.map(({ shardId }) => laneOf(shardId)))
      const changes: string[] = []
      for (const shard of empty.filter(({ shardId }) => !busy.has(laneOf(shardId)))) {
        const { shardId, state } = shard
        if (state === 'ready' || state === 'draining') {
          await startRetirement({ directory, engine }, shardId, { requestedBy: 'the platform' })
          changes.push(`retiring ${shardId}, which its site has left`)
        } else if (await removeAbandoned(deps, shard, signal)) {
          changes.push(`removed ${shardId}, which was never opened`)
        }
      }
      return changes
    },
  }
}

/** Answers whether it was: its operation may be at work, or have come to its end meanwhile. */
async function removeAbandoned(deps: Deps, { shardId }: ShardRow, signal: AbortSignal): Promise<boolean> {
  const { directory, host, turns, engine, clock } = deps
  const remove = async () => {
    const shard = await findShard(directory, shardId)
    if (shard?.state !== 'preparing' || !isDedicated(shard) || shard.sites > 0) return false
    if (await isBeingMade(engine, shard, clock())) return false
    await removeUnopened({ directory, shardHost: host }, shardId, signal)
    return true
  }
  return turns.take(shardId, remove, signal)
}
