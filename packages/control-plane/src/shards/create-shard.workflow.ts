import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { needs, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import { recordShardEvent } from './shard-events.ts'
import {
  closeEmptyShard,
  forgetShard,
  forgetSlots,
  nothingIsPrepared,
  shardOrGone,
} from './shard-lifecycle.ts'
import { changeLifecycle, findShard } from './shard-records.ts'
import type { ShardServices } from './shard-services.ts'

/**
 * Makes the servers of a shard whose number its request has taken, and opens it for sites last of all, so that
 * no site is ever placed where there is nothing. Undoing gives the number back, unless a site was faster.
 */
export const createShardWorkflow = workflow(
  'create-shard',
  z.object({ shardId: z.string(), slots: z.number().int(), region: z.string().optional() }),
  needs<ShardServices>(),
)
  .step('make-servers', {
    title: 'Start its database, cache and PHP',
    do: ({ input, services: { shardHost, turns }, signal }) =>
      turns.take(input.shardId, () => shardHost.ensure(input, signal), signal),
    async undo({ input: { shardId }, services, signal, operationId }) {
      const { directory, shardHost, turns } = services
      const shard = await findShard(directory, shardId)
      // Its number may be another's by now, if this undo has run to its end once before.
      if (shard?.madeBy !== operationId || shard.state !== 'preparing') return
      await nothingIsPrepared(directory, shardId, signal)
      await turns.take(shardId, () => shardHost.remove(shardId, signal), signal)
      await forgetShard(directory, shardId)
    },
  })
  .step('open', {
    title: 'Open it for sites',
    async do({ input: { shardId }, services }) {
      const { directory, host } = services
      const opened = await transact(directory, async (tx) => {
        if (!(await changeLifecycle(tx, shardId, ['preparing'], 'ready', host.versions.php))) return false
        await recordShardEvent(tx, shardId, { kind: 'state', state: 'healthy', what: 'It was made.' })
        return true
      })
      if (opened || (await shardOrGone(directory, shardId)).state === 'ready') return
      throw new AipressError('shard_state_conflict', `${shardId} was changed while it was being made.`)
    },
    async undo({ input: { shardId }, services, signal }) {
      if (!(await closeEmptyShard(services.directory, shardId, ['ready'], 'preparing'))) return
      await nothingIsPrepared(services.directory, shardId, signal)
      await forgetSlots(services.directory, shardId)
    },
  })
