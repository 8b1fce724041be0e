import type { AnyAction } from '@aipress/contract/action.ts'
import { listOperations } from '@aipress/contract/operations.ts'
import {
  listShards,
  mapShards,
  type ShardOperation,
  type ShardSummary,
  showShard,
} from '@aipress/contract/shards.ts'
import { refresh, useAction } from '../client/queries.ts'
import { announceOperation } from '../operations/announce-operation.ts'

interface ShardOperationOptions {
  /** What is said when it has been done, for example "shard-004 is retired". */
  done: (shard: ShardSummary) => string
  onStarted?: (answer: ShardOperation) => void
}

export function refreshShards(): void {
  refresh(mapShards, listShards, showShard)
}

/** Calls an action that starts an operation on a shard, and tells how it ended. */
export function useShardOperation<A extends AnyAction>(action: A, options: ShardOperationOptions) {
  return useAction(action, {
    onSuccess: (output) => {
      const answer: ShardOperation = output
      refreshShards()
      refresh(listOperations)
      options.onStarted?.(answer)
      void announceOperation(answer.operation, { done: options.done(answer.shard), onSettled: refreshShards })
    },
  })
}
