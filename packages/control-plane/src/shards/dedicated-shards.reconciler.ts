import type { Engine } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { startRetirement } from './shard-operations.ts'
import { laneOf } from './shard-services.ts'
import type { ShardStore } from './shard-store.ts'
import { isDedicated, type ShardRow } from './shard-tables.ts'

interface Deps {
  directory: Database
  shards: Pick<ShardStore, 'all'>
  engine: Engine
}

/** Removes the servers that a gold site had to itself once it has left them. One that is made has its site from its opening on. */
export function createDedicatedShards({ directory, shards, engine }: Deps): Reconciler {
  const isLeft = (shard: ShardRow) => isDedicated(shard) && shard.sites === 0 && shard.state === 'ready'
  return {
    name: 'dedicated-shards',
    everySeconds: 30,
    async run() {
      const left = (await shards.all()).filter(isLeft)
      const busy = await engine.atWork(left.map(({ shardId }) => laneOf(shardId)))
      const changes: string[] = []
      for (const { shardId } of left.filter((shard) => !busy.has(laneOf(shard.shardId)))) {
        await startRetirement({ directory, engine }, shardId, { requestedBy: 'the platform' })
        changes.push(`retiring ${shardId}, which its site has left`)
      }
      return changes
    },
  }
}
