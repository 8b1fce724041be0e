import { createShard, retireShard, showShard } from '@aipress/contract'
import { expect } from 'vitest'
import { describeWorkflow } from '../../packages/control-plane/src/engine/workflow.suite.ts'
import { retireShardWorkflow } from '../../packages/control-plane/src/shards/index.ts'
import { openShardSubject, retire, type ShardCloud, shardOf } from './shard-subject.ts'

describeWorkflow(retireShardWorkflow, (things) => {
  const spares: string[] = []

  /** Those that were not retired are there for the next tests. */
  async function replaceRetired(cloud: ShardCloud): Promise<void> {
    const numbers = Array.from({ length: things }, (_, index) => index)
    await Promise.all(
      numbers.map(async (number) => {
        const spare = spares[number]
        if (spare !== undefined && (await cloud.call(showShard, { shard: spare })).state !== 'retired') return
        const { shard, operation } = await cloud.call(createShard, {})
        await cloud.settled(operation.operationId)
        spares[number] = shard.shardId
      }),
    )
  }

  return openShardSubject({
    simulated: true,
    before: replaceRetired,
    act: (cloud, thing, options) => cloud.call(retireShard, { shard: spares[thing] ?? '' }, options),
    async proveDone(cloud, operation) {
      const { shardId, state } = await shardOf(cloud, operation)
      expect(state).toBe('retired')
      expect(await cloud.remains(shardId)).toBe(false)
      await expect(retire(cloud, shardId)).rejects.toMatchObject({ code: 'shard_state_conflict' })
    },
  })
})
