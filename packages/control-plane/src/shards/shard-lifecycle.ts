import { AipressError } from '@aipress/contract'
import { type Database, transact } from '../kernel/database.ts'
import { recordShardEvent } from './shard-events.ts'
import { changeLifecycle, findShard } from './shard-records.ts'
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

/** What prepares slots has died if it takes this long; see shard-store.ts. */
const PREPARING_LEASE_SECONDS = 60

/** Throws, for another try, while somebody is still preparing a slot of a shard that takes no more. */
export async function requireNoPreparing(directory: Database, shardId: string): Promise<void> {
  const preparing = await directory
    .selectFrom('slots')
    .select('slot')
    .where('shard_id', '=', shardId)
    .where('state', '=', 'preparing')
    .where('preparing_since', '>', new Date(Date.now() - PREPARING_LEASE_SECONDS * 1_000))
    .limit(1)
    .executeTakeFirst()
  if (preparing === undefined) return
  throw new AipressError('platform_unavailable', `A slot of ${shardId} is still being prepared.`, {
    hint: 'Try again in a few seconds.',
  })
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

/** As if it had never been. Only of a shard that was never open or is closed. */
export async function forgetShard(directory: Database, shardId: string): Promise<void> {
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
export function requireRetirable(shard: ShardRow): void {
  if (shard.state === 'preparing' || shard.state === 'retired') {
    const what = shard.state === 'retired' ? 'has been retired' : 'is still being made'
    throw new AipressError('shard_state_conflict', `${shard.shardId} ${what}.`, {
      hint: 'See the shards with "aipress shard list".',
    })
  }
  if (shard.sites === 0) return
  const sites = `${shard.sites} ${shard.sites === 1 ? 'site' : 'sites'}`
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
