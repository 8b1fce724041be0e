import { AipressError, type Tier } from '@aipress/contract'
import { type Connection, sql, type Tx } from '../kernel/database.ts'
import { type ShardNames, takeNumber } from './shard-numbers.ts'
import { type ShardHealth, type ShardLifecycle, type ShardRow, toShard } from './shard-tables.ts'

export interface NewShard {
  readonly slots: number
  readonly sitesTarget: number
  readonly region: string
  readonly tiers: readonly Tier[]
  readonly controlGroup: number
  /** The operation that makes it. */
  readonly madeBy?: string | undefined
}

export interface ShardFilter {
  readonly state?: ShardLifecycle | readonly ShardLifecycle[] | undefined
  readonly health?: ShardHealth | undefined
  readonly region?: string | undefined
  readonly controlGroup?: number | undefined
  /** Left out unless asked for by state. */
  readonly withRetired?: boolean
  /** Of a page: those with a greater number, this many at most. */
  readonly afterNumber?: number | undefined
  readonly limit?: number | undefined
}

/** By number. A thousand shards are a thousand small rows: callers page what they make of them. */
export async function listShardRows(connection: Connection, filter: ShardFilter = {}): Promise<ShardRow[]> {
  let query = connection.selectFrom('shards').selectAll().orderBy('number')
  if (filter.state !== undefined) query = query.where('state', 'in', [filter.state].flat())
  else if (filter.withRetired !== true) query = query.where('state', '!=', 'retired')
  if (filter.region !== undefined) query = query.where('region', '=', filter.region)
  if (filter.controlGroup !== undefined) query = query.where('control_group', '=', filter.controlGroup)
  if (filter.health !== undefined) query = query.where('health', '=', filter.health)
  if (filter.afterNumber !== undefined) query = query.where('number', '>', filter.afterNumber)
  if (filter.limit !== undefined) query = query.limit(filter.limit)
  return (await query.execute()).map(toShard)
}

export async function findShard(connection: Connection, shardId: string): Promise<ShardRow | undefined> {
  const row = await connection
    .selectFrom('shards')
    .selectAll()
    .where('shard_id', '=', shardId)
    .executeTakeFirst()
  return row && toShard(row)
}

/** By id, or by number alone as people say it: `shard 7`, `7`. Throws `shard_not_found`. */
export async function requireShard(connection: Connection, text: string): Promise<ShardRow> {
  const wanted = text.trim().toLowerCase()
  const number = /^(?:shard[- ]?)?0*(\d{1,9})$/.exec(wanted)?.[1]
  const row = await connection
    .selectFrom('shards')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('shard_id', '=', wanted),
        ...(number === undefined ? [] : [eb('number', '=', Number(number))]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  if (row !== undefined) return toShard(row)
  throw new AipressError('shard_not_found', `There is no shard "${text}".`, {
    hint: 'See the shards with "aipress shard list".',
  })
}

/** Throws `shards_exhausted` where there is no number for it. `lastNumber` is the highest that a shard has. */
export async function insertShard(
  tx: Tx,
  shard: NewShard,
  names: ShardNames,
  lastNumber: number,
): Promise<ShardRow> {
  const number = await takeNumber(tx, names.numbersMax, lastNumber)
  const row = await tx
    .insertInto('shards')
    .values({
      shard_id: names.idOf(number),
      number,
      control_group: shard.controlGroup,
      region: shard.region,
      tiers: shard.tiers.join(','),
      state: 'preparing',
      health: 'healthy',
      reasons: '[]',
      slots: shard.slots,
      sites_target: Math.min(shard.sitesTarget, shard.slots),
      sites: 0,
      php_version: '',
      made_by: shard.madeBy ?? null,
      created_at: sql<Date>`now()`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const slots = Array.from({ length: shard.slots }, (_, index) => ({
    shard_id: row.shard_id,
    slot: index + 1,
    state: 'empty' as const,
    site_id: null,
    secrets_sealed: null,
    preparing_since: sql<Date>`now()`,
  }))
  await tx.insertInto('slots').values(slots).execute()
  return toShard(row)
}

/** Changes the lifecycle where it is one of `from`; answers whether it was. */
export async function changeLifecycle(
  connection: Connection,
  shardId: string,
  from: readonly ShardLifecycle[],
  to: ShardLifecycle,
  phpVersion?: string,
): Promise<boolean> {
  const changed = await connection
    .updateTable('shards')
    .set({ state: to, ...(phpVersion === undefined ? {} : { php_version: phpVersion }) })
    .where('shard_id', '=', shardId)
    .where('state', 'in', from)
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

export async function setHealth(
  connection: Connection,
  shardId: string,
  health: ShardHealth,
  reasons: readonly string[],
): Promise<void> {
  await connection
    .updateTable('shards')
    .set({ health, reasons: JSON.stringify(reasons) })
    .where('shard_id', '=', shardId)
    .execute()
}

/** Retired ones included: a site may still be recorded on one for a moment. */
export async function shardHealths(
  connection: Connection,
  shardIds: readonly string[],
): Promise<Map<string, ShardHealth>> {
  if (shardIds.length === 0) return new Map()
  const rows = await connection
    .selectFrom('shards')
    .select(['shard_id', 'health'])
    .where('shard_id', 'in', shardIds)
    .execute()
  return new Map(rows.map((row) => [row.shard_id, row.health]))
}
