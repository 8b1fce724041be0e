import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import { type Database, transact } from '../kernel/database.ts'
import type { ShardHost } from '../platform/shard-host.ts'
import { recordShardEvent } from './shard-events.ts'
import { changeLifecycle, findShard } from './shard-records.ts'
import { withFreeSlots } from './shard-store.ts'
import type { ShardLifecycle, ShardRow } from './shard-tables.ts'

/**
 * How a shard comes and goes, in the directory. What must never happen: that a shard with a site is closed for
 * good. So it is closed in one statement that asks for its count, and placing a site asks for its state.
 */

/** Takes it out of service where it has no site; answers whether it is. Safe to repeat. */
export async function closeEmptyShard(
  directory: Database,
  shardId: string,
  from: readonly ShardLifecycle[],
  to: 'preparing' | 'retiring',
): Promise<boolean> {
  const closed = await directory
    .updateTable('shards')
    .set({ state: to })
    .where('shard_id', '=', shardId)
    .where('state', 'in', [...from, to])
    .where('sites', '=', 0)
    .executeTakeFirst()
  return closed.numUpdatedRows > 0n
}

/** Preparing takes a fifth of a second; what has been at it for this long died with its process. */
const PREPARING_MS_MAX = 30_000
const LOOK_AGAIN_MS = 200

/** Waits until nobody prepares a slot of the shard any more. Only of one that is closed, where nobody begins to. */
export async function nothingIsPrepared(
  directory: Database,
  shardId: string,
  signal: AbortSignal,
): Promise<void> {
  const isPreparing = async () =>
    (await directory
      .selectFrom('slots')
      .select('slot')
      .where('shard_id', '=', shardId)
      .where('state', '=', 'preparing')
      .where('preparing_since', '>', new Date(Date.now() - PREPARING_MS_MAX))
      .limit(1)
      .executeTakeFirst()) !== undefined
  while (await isPreparing()) await delay(LOOK_AGAIN_MS, undefined, { signal })
}

/** Their data goes with the servers, so none is warm any more. Only of a shard that is closed. */
export async function forgetSlots(directory: Database, shardId: string): Promise<void> {
  await directory
    .updateTable('slots')
    .set({ state: 'empty', secrets_sealed: null })
    .where('shard_id', '=', shardId)
    .where('site_id', 'is', null)
    .execute()
}

/**
 * Removes a shard as if it had never been. Only of one that was never open or is closed, and in the shard's turn:
 * whoever finds its record between the end of the servers and its own would make them again, for nobody.
 */
export async function removeUnopened(
  { directory, shardHost }: { directory: Database; shardHost: Pick<ShardHost, 'remove'> },
  shardId: string,
  signal: AbortSignal,
): Promise<void> {
  await nothingIsPrepared(directory, shardId, signal)
  await shardHost.remove(shardId, signal)
  await transact(directory, async (tx) => {
    await tx.deleteFrom('shard_events').where('shard_id', '=', shardId).execute()
    await tx.deleteFrom('slots').where('shard_id', '=', shardId).execute()
    await tx.deleteFrom('shards').where('shard_id', '=', shardId).where('state', '=', 'preparing').execute()
  })
}

/** Changes the lifecycle and writes it into the shard's history; neither where it was not one of `from`. */
export async function turnShard(
  directory: Database,
  shardId: string,
  turn: { from: readonly ShardLifecycle[]; to: ShardLifecycle; what: string },
): Promise<boolean> {
  return transact(directory, async (tx) => {
    if (!(await changeLifecycle(tx, shardId, turn.from, turn.to))) return false
    const state = turn.to === 'ready' ? 'healthy' : turn.to === 'retiring' ? 'draining' : turn.to
    await recordShardEvent(tx, shardId, { kind: 'state', state, what: turn.what })
    return true
  })
}

/** Before anything of it is removed. Throws `shard_not_empty` or `shard_state_conflict`. */
export async function requireRetirable(directory: Database, shard: ShardRow): Promise<void> {
  if (shard.state === 'preparing' || shard.state === 'retired') {
    const what = shard.state === 'retired' ? 'has been retired' : 'is still being made'
    throw new AipressError('shard_state_conflict', `${shard.shardId} ${what}.`, {
      hint: 'See the shards with "aipress shard list".',
    })
  }
  if (shard.sites === 0) return
  const departed = (await withFreeSlots(directory, [shard]))[0]?.departed ?? 0
  if (departed >= shard.sites) {
    const places = departed === 1 ? 'the place of a site' : `the places of ${departed} sites`
    throw new AipressError('shard_not_empty', `${shard.shardId} still keeps ${places} that moved away.`, {
      hint: 'They are emptied some minutes after the move (AIPRESS_MOVE_GRACE_MINUTES). Try again then.',
    })
  }
  const left = shard.sites - departed
  const sites = `${left} ${left === 1 ? 'site' : 'sites'}`
  throw new AipressError(
    'shard_not_empty',
    `${shard.shardId} has ${sites}, deleted ones in their grace period included.`,
    { hint: `Move them away first: aipress shard drain ${shard.shardId}` },
  )
}

export async function shardOrGone(directory: Database, shardId: string): Promise<ShardRow> {
  const shard = await findShard(directory, shardId)
  if (shard !== undefined) return shard
  throw new AipressError('shard_not_found', `There is no shard "${shardId}".`, {
    hint: 'See the shards with "aipress shard list".',
  })
}
