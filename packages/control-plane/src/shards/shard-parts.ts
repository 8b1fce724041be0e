import type { PartHealth } from '@aipress/contract'
import { atMost } from '../kernel/at-most.ts'
import type { ShardHost } from '../platform/shard-host.ts'

/** A probe waits for answers more than it computes. */
const INSPECTIONS_AT_ONCE_MAX = 16

/** What of a shard says where it is and who knows more. */
export interface ShardAddress {
  readonly shardId: string
  readonly controlGroup: number
}

/**
 * The parts of shards as they are this moment. Only their control groups know; those that do not answer are
 * named, and the parts of their shards are left out.
 */
export interface ShardParts {
  partsOf(
    shards: readonly ShardAddress[],
    signal: AbortSignal,
  ): Promise<{ parts: ReadonlyMap<string, PartHealth[]>; missing: readonly string[] }>
}

/** Where the shards' only control group is this process. */
export function partsOn(host: Pick<ShardHost, 'inspect'>): ShardParts {
  return {
    async partsOf(shards, signal) {
      const entries = await atMost(
        INSPECTIONS_AT_ONCE_MAX,
        shards,
        async ({ shardId }) => [shardId, await host.inspect(shardId, signal)] as const,
      )
      return { parts: new Map(entries), missing: [] }
    },
  }
}
