import type { Engine } from '../engine/engine.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { giveNumberBack, keepingNumbers } from './shard-numbers.ts'
import { laneOf } from './shard-services.ts'

interface Deps {
  directory: Database
  controlGroup: number
  engine: Pick<Engine, 'atWork'>
}

/** Lets the numbers of retired shards be given again, once nothing that was begun on them can go on or be undone. */
export function createRetiredShards({ directory, controlGroup, engine }: Deps): Reconciler {
  return {
    name: 'retired-shards',
    everySeconds: 30,
    async run() {
      const retired = await keepingNumbers(directory, controlGroup)
      const busy = await engine.atWork(retired.map(({ shardId }) => laneOf(shardId)))
      const changes: string[] = []
      for (const { shardId } of retired.filter((shard) => !busy.has(laneOf(shard.shardId)))) {
        await giveNumberBack(directory, shardId)
        changes.push(`the number of ${shardId} is free`)
      }
      return changes
    },
  }
}
