import { access } from 'node:fs/promises'
import { createShard, retireShard, showShard } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { retireShardWorkflow } from '../../packages/control-plane/src/shards/index.ts'
import { openShardSubject, retire, shardOf } from './shard-subject.ts'

describeWorkflow(retireShardWorkflow, () => {
  /** One that was not retired is there for the next test. */
  let spare: string | undefined
  return openShardSubject({
    async before(cloud) {
      if (spare !== undefined && (await cloud.call(showShard, { shard: spare })).state !== 'retired') return
      const { shard, operation } = await cloud.call(createShard, {})
      await cloud.settled(operation.operationId)
      spare = shard.shardId
    },
    act: (cloud, options) => cloud.call(retireShard, { shard: spare ?? '' }, options),
    async proveDone(cloud, operation) {
      const { shardId, state } = await shardOf(cloud, operation)
      expect(state).toBe('retired')
      await expect(access(cloud.layout.shard(shardId).root)).rejects.toThrow()
      await expect(retire(cloud, shardId)).rejects.toMatchObject({ code: 'shard_state_conflict' })
    },
  })
})
