import { z } from 'zod'
import { needs, workflow } from '../engine/workflow.ts'
import {
  closeEmptyShard,
  forgetSlots,
  nothingIsPrepared,
  requireRetirable,
  shardOrGone,
  turnShard,
} from './shard-lifecycle.ts'
import { changeLifecycle } from './shard-records.ts'
import type { ShardServices } from './shard-services.ts'

/**
 * Removes an empty shard for good: closed first, so that no site can come, then its servers with their data.
 * Undoing makes empty servers again before it opens, so that what is open is always whole.
 */
export const retireShardWorkflow = workflow(
  'retire-shard',
  z.object({ shardId: z.string(), slots: z.number().int(), from: z.enum(['ready', 'draining']) }),
  needs<ShardServices>(),
)
  .step('close', {
    title: 'Close it for sites',
    async do({ input: { shardId, from }, services: { directory }, signal }) {
      if (!(await closeEmptyShard(directory, shardId, [from], 'retiring'))) {
        const shard = await shardOrGone(directory, shardId)
        await requireRetirable(directory, shard)
        throw new Error(`${shardId} is ${shard.state} and was to be ${from}.`)
      }
      await nothingIsPrepared(directory, shardId, signal)
      await forgetSlots(directory, shardId)
    },
    async undo({ input: { shardId, from }, services: { directory } }) {
      await changeLifecycle(directory, shardId, ['retiring'], from)
    },
  })
  .step('remove-servers', {
    title: 'Remove its servers and their data',
    do: ({ input: { shardId }, services: { shardHost, turns }, signal }) =>
      turns.take(shardId, () => shardHost.remove(shardId, signal), signal),
    async undo({ input, services: { directory, shardHost, turns }, signal }) {
      if ((await shardOrGone(directory, input.shardId)).state !== 'retiring') return
      await turns.take(input.shardId, () => shardHost.ensure(input, signal), signal)
    },
  })
  .step('retire', {
    title: 'Give it up',
    async do({ input: { shardId }, services: { directory } }) {
      await turnShard(directory, shardId, { from: ['retiring'], to: 'retired', what: 'It was retired.' })
    },
    async undo({ input: { shardId, from }, services: { directory } }) {
      const what = `Retiring failed: it is ${from} again.`
      await turnShard(directory, shardId, { from: ['retired'], to: 'retiring', what })
    },
  })
