import type { PartHealth } from '@aipress/contract'

export interface ShardSpec {
  readonly shardId: string
  /** How many slots it has; fixed for its life. */
  readonly slots: number
  /** Where its servers are to be; on one machine there is no choice. */
  readonly region?: string | undefined
}

/**
 * Makes shards: cells with a database server, a cache and a PHP runtime of their own.
 *
 * Every method may be called again after a crash, so each accepts finding its work already done.
 * Failures are `AipressError`; `retryable` tells the engine whether to wait and try again.
 */
export interface ShardHost {
  /** Makes the shard's servers and the slots' users and pools exist and run. Slow the first time (seconds). */
  ensure(shard: ShardSpec, signal: AbortSignal): Promise<void>

  /**
   * Looks whether the files that the shard's servers start from are there, and makes those again that are not.
   * Answers what it mended, a sentence each; takes next to nothing where all is well. Leaves a shard alone of which
   * there is nothing at all.
   */
  repair(shard: ShardSpec, signal: AbortSignal): Promise<string[]>

  /**
   * Ends one part at once, also where it no longer reacts to anything, and starts it. Whether it then answers is
   * for `inspect` to say. Fails with `shard_not_found` where there is no such part.
   */
  restart(shardId: string, part: string, signal: AbortSignal): Promise<void>

  /** What is really there, each server probed by a request of its own kind. Never throws for a sick shard. */
  inspect(shardId: string, signal: AbortSignal): Promise<PartHealth[]>

  /**
   * Brings into the logs of each site what the shard's servers keep for all of them together. What comes in
   * between is neither lost nor told to another site; after a crash a line may come twice.
   */
  collectLogs(shardId: string, signal: AbortSignal): Promise<void>

  /** Stops and removes the shard with all its data. Succeeds where there is none. */
  remove(shardId: string, signal: AbortSignal): Promise<void>
}
