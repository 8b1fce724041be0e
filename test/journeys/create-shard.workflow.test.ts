import { createShard } from '@aipress/contract'
import { expect, vi } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { createShardWorkflow } from '../../packages/control-plane/src/shards/index.ts'
import { openShardSubject, retire, shardOf } from './shard-subject.ts'

const HEALTHY_WITHIN = { timeout: 60_000, interval: 500 }

describeWorkflow(createShardWorkflow, () =>
  openShardSubject({
    act: (cloud, _thing, options) => cloud.call(createShard, {}, options),
    async proveDone(cloud, operation) {
      // Four that are made at once keep two processors busy, and a slow answer shows as degraded for a while.
      await vi.waitFor(async () => {
        const shard = await shardOf(cloud, operation)
        expect(shard).toMatchObject({ state: 'healthy', sites: 0 })
        expect(shard.parts.map(({ healthy }) => healthy)).toEqual([true, true, true])
      }, HEALTHY_WITHIN)
    },
    takeAway: async (cloud, operation) => retire(cloud, (await shardOf(cloud, operation)).shardId),
  }),
)
