import type { Operation } from '@aipress/contract'
import { AipressError, isSettled } from '@aipress/contract'
import type { Engine } from '../engine/engine.ts'
import type { Database, Tx } from '../kernel/database.ts'
import type { Turns } from '../kernel/turns.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import type { SiteHost } from '../platform/site-host.ts'
import type { ShardRow } from './shard-tables.ts'

/** What the steps of shard workflows work with. */
export interface ShardServices {
  directory: Database
  shardHost: ShardHost
  /** By shard: a server that a reconciler starts while an operation removes it would stay behind. */
  turns: Turns
  host: Pick<SiteHost, 'versions'>
}

/** Operations on a shard run one after another; those on its sites do not wait for them. */
export const laneOf = (shardId: string) => `shard:${shardId}`

/** Holds the shard's lane until the transaction ends. Throws `shard_state_conflict` where something is at work in it. */
export async function requireIdle(engine: Engine, tx: Tx, shardId: string): Promise<void> {
  const busy: Operation | undefined = await engine.holdLane(tx, laneOf(shardId))
  if (busy === undefined) return
  throw new AipressError('shard_state_conflict', `"${busy.title}" is at work on ${shardId}.`, {
    hint: `Wait for it: aipress operation watch ${busy.operationId}`,
  })
}

/** A request adds its shard a moment before its operation is recorded; after this long there will be none. */
const CLAIMED_MS = 60_000

/** Whether the operation that a shard was added for is still to open it, or to take it back. */
export async function isBeingMade(
  engine: Pick<Engine, 'find'>,
  { state, madeBy, createdAt }: Pick<ShardRow, 'state' | 'madeBy' | 'createdAt'>,
  nowMs: number,
): Promise<boolean> {
  if (state !== 'preparing' || madeBy === undefined) return false
  const operation = await engine.find(madeBy, undefined)
  return operation === undefined ? createdAt.getTime() > nowMs - CLAIMED_MS : !isSettled(operation.state)
}
