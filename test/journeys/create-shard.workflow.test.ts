import { createShard } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { createShardWorkflow } from '../../packages/control-plane/src/shards/index.ts'
import { openShardSubject, retire, shardOf } from './shard-subject.ts'

describeWorkflow(createShardWorkflow, () =>
  openShardSubject({
    act: (cloud, _thing, options) => cloud.call(createShard, {}, options),
    async proveDone(cloud, operation) {
      const shard = await shardOf(cloud, operation)
      expect(shard).toMatchObject({ state: 'healthy', sites: 0 })
      expect(shard.parts.map(({ healthy }) => healthy)).toEqual([true, true, true])
    },
    takeAway: async (cloud, operation) => retire(cloud, (await shardOf(cloud, operation)).shardId),
  }),
)
