import { AipressError } from '@aipress/contract'
import { z } from 'zod'
import { needs, workflow } from '../engine/workflow.ts'
import { transact } from '../kernel/database.ts'
import { recordShardEvent } from './shard-events.ts'
import {
  closeEmptyShard,
  forgetSlots,
  nothingIsPrepared,
  removeUnopened,
  shardOrGone,
} from './shard-lifecycle.ts'
import { changeLifecycle, findShard } from './shard-records.ts'
import type { ShardServices } from './shard-services.ts'
import type { ShardRow } from './shard-tables.ts'

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
    async do({ input, services: { directory, shardHost, turns }, signal, operationId }) {
      const make = async () => {
        const shard = await findShard(directory, input.shardId)
        // One that was given up while its operation was not heard of may be another's by now, or nobody's.
        if (shard?.madeBy !== operationId || !isMadeOrOpen(shard)) throw changedMeanwhile(input.shardId)
        await shardHost.ensure(input, signal)
      }
      await turns.take(input.shardId, make, signal)
    },
    async undo({ input: { shardId }, services, signal, operationId }) {
      const { directory, shardHost, turns } = services
      const takeBack = async () => {
        const shard = await findShard(directory, shardId)
        // Its number may be another's by now, if this undo has run to its end once before.
        if (shard?.madeBy !== operationId || shard.state !== 'preparing') return
        await removeUnopened({ directory, shardHost }, shardId, signal)
      }
      await turns.take(shardId, takeBack, signal)
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
      throw changedMeanwhile(shardId)
    },
    async undo({ input: { shardId }, services, signal }) {
      if (!(await closeEmptyShard(services.directory, shardId, ['ready'], 'preparing'))) return
      await nothingIsPrepared(services.directory, shardId, signal)
      await forgetSlots(services.directory, shardId)
    },
  })

const isMadeOrOpen = ({ state }: ShardRow) => state === 'preparing' || state === 'ready'

function changedMeanwhile(shardId: string): AipressError {
  return new AipressError('shard_state_conflict', `${shardId} was changed while it was being made.`)
}
