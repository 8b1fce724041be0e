import { AipressError, type Tier } from '@aipress/contract'
import { type Connection, sql, type Tx } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import { findShard, requireShard } from './shard-records.ts'
import type { ShardRow, SlotUse } from './shard-tables.ts'

/**
 * Where a site goes: to the least-loaded shard that takes its tier and region, those below their target
 * first. What must never happen: more sites on a shard than its cap, or two in one slot. So the shard's
 * count grows only where it is below the cap, in one statement that locks its row, and the slot is chosen
 * under that lock; whoever comes meanwhile sees the new count.
 */
export interface PlacementWish {
  readonly tier: Tier
  readonly region?: string | undefined
  /** This one and no other, whatever its load, region and tiers. */
  readonly shardId?: string | undefined
  readonly controlGroup?: number | undefined
  /** Not here: where it is now. */
  readonly notOn?: string | undefined
  /** Not where PHP is older. */
  readonly phpVersion?: string | undefined
}

/** Fifty creations at once then spread over several shards instead of waiting in line at one. */
const CANDIDATES_MAX = 16

/** A slot that was taken, and what the site has to know of its shard. */
export interface Reserved {
  readonly place: Place
  readonly warm: boolean
  readonly controlGroup: number
  readonly region: string
}

/** Takes a slot for the site, a warm one if there is any. Throws `shard_full` where no shard has room. */
export async function reserve(
  tx: Tx,
  siteId: string,
  wish: PlacementWish,
  use: 'claimed' | 'arriving' = 'claimed',
): Promise<Reserved> {
  for (const shardId of await candidates(tx, wish)) {
    const taken = await takeSlot(tx, shardId, siteId, use)
    if (taken !== undefined) return taken
  }
  throw await noPlace(tx, wish)
}

/**
 * The control groups that have room for it, that of the least-loaded shard first. Nothing is reserved: by the
 * time that the group is asked another may be better, which does no harm.
 */
export async function bestGroups(connection: Connection, wish: PlacementWish): Promise<number[]> {
  if (wish.shardId !== undefined) return [(await requireShard(connection, wish.shardId)).controlGroup]
  const rows = await openShards(connection, wish).execute()
  return [...new Set(spread(rows).map((row) => row.control_group))]
}

async function candidates(tx: Tx, wish: PlacementWish): Promise<string[]> {
  if (wish.shardId !== undefined) return [requireOpen(await requireShard(tx, wish.shardId), wish).shardId]
  const rows = await openShards(tx, wish).limit(CANDIDATES_MAX).execute()
  return warmFirst(tx, spread(rows.filter((row) => !isOlder(row.php_version, wish.phpVersion))))
}

/** The best first. */
function openShards(connection: Connection, wish: PlacementWish) {
  let query = connection
    .selectFrom('shards')
    .select(['shard_id', 'sites', 'sites_target', 'php_version', 'control_group'])
    .where('state', '=', 'ready')
    .where('health', '!=', 'down')
    .where('tiers', 'like', `%${wish.tier}%`)
    .where((eb) => eb('sites', '<', eb.ref('slots')))
    .orderBy(sql`case when health = 'healthy' then 0 else 1 end`)
    .orderBy(sql`case when sites < sites_target then 0 else 1 end`)
    .orderBy('sites')
    .orderBy('number')
  if (wish.region !== undefined) query = query.where('region', '=', wish.region)
  if (wish.controlGroup !== undefined) query = query.where('control_group', '=', wish.controlGroup)
  if (wish.notOn !== undefined) query = query.where('shard_id', '!=', wish.notOn)
  return query
}

/** For a site that exists in a tenth of the time, a shard may be this much fuller than the emptiest. */
const SITES_MORE_FOR_WARM_MAX = 5

async function warmFirst(tx: Tx, rows: { shard_id: string; sites: number }[]): Promise<string[]> {
  const least = rows[0]?.sites ?? 0
  const near = rows.filter((row) => row.sites <= least + SITES_MORE_FOR_WARM_MAX).map((row) => row.shard_id)
  if (near.length < 2) return rows.map((row) => row.shard_id)
  const warm = await tx
    .selectFrom('slots')
    .select('shard_id')
    .distinct()
    .where('shard_id', 'in', near)
    .where('state', '=', 'warm')
    .execute()
  const isWarm = new Set(warm.map((row) => row.shard_id))
  const ids = rows.map((row) => row.shard_id)
  return [...ids.filter((id) => isWarm.has(id)), ...ids.filter((id) => !isWarm.has(id))]
}

/** Those with as few sites as the first come in a random order, so that many at once do not all ask for one. */
function spread<Row extends { sites: number }>(rows: Row[]): Row[] {
  const more = rows.findIndex((row) => row.sites !== rows[0]?.sites)
  const equal = more === -1 ? rows : rows.slice(0, more)
  const start = Math.floor(Math.random() * equal.length)
  return [...equal.slice(start), ...equal.slice(0, start), ...rows.slice(equal.length)]
}

function requireOpen(shard: ShardRow, wish: PlacementWish): ShardRow {
  const refuse = (why: string, hint: string) =>
    new AipressError('shard_state_conflict', `${shard.shardId} ${why}.`, { hint })
  const list = 'Choose another shard: aipress shard list'
  if (shard.shardId === wish.notOn) throw refuse('is where the site is already', list)
  if (shard.state !== 'ready') throw refuse(`is ${shard.state} and takes no sites`, list)
  if (shard.health === 'down') throw refuse('is down', list)
  if (isOlder(shard.phpVersion, wish.phpVersion)) {
    throw refuse(`runs PHP ${shard.phpVersion}, older than the site’s ${wish.phpVersion}`, list)
  }
  return shard
}

/** Versions like `8.2`; an unknown one is not older. */
export function isOlder(version: string, than: string | undefined): boolean {
  if (version === '' || than === undefined || than === '') return false
  const [a, b] = [version, than].map((text) => text.split('.').map(Number))
  const at = (a ?? []).findIndex((part, index) => part !== b?.[index])
  return at >= 0 && (a?.[at] ?? 0) < (b?.[at] ?? 0)
}

async function takeSlot(
  tx: Tx,
  shardId: string,
  siteId: string,
  use: SlotUse,
): Promise<Reserved | undefined> {
  const counted = await tx
    .updateTable('shards')
    .set({ sites: sql<number>`sites + 1` })
    .where('shard_id', '=', shardId)
    .where('state', '=', 'ready')
    .where((eb) => eb('sites', '<', eb.ref('slots')))
    .returning(['control_group', 'region'])
    .executeTakeFirst()
  if (counted === undefined) return undefined
  const free = await tx
    .selectFrom('slots')
    .select(['slot', 'state'])
    .where('shard_id', '=', shardId)
    .where('state', 'in', ['warm', 'empty'])
    .orderBy('state', 'desc')
    .orderBy('slot')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  const taken =
    free &&
    (await tx
      .updateTable('slots')
      .set({ state: use, site_id: siteId, preparing_since: sql<Date>`now()` })
      .where('shard_id', '=', shardId)
      .where('slot', '=', free.slot)
      .where('state', '=', free.state)
      .executeTakeFirst())
  if (free !== undefined && taken?.numUpdatedRows === 1n) {
    const place = { shardId, slot: Number(free.slot) }
    const { control_group: controlGroup, region } = counted
    return { place, warm: free.state === 'warm', controlGroup, region }
  }
  // All that are free are being prepared at this moment.
  await tx
    .updateTable('shards')
    .set({ sites: sql<number>`sites - 1` })
    .where('shard_id', '=', shardId)
    .execute()
  return undefined
}

async function noPlace(tx: Tx, wish: PlacementWish): Promise<AipressError> {
  if (wish.shardId !== undefined) {
    const shard = await findShard(tx, wish.shardId)
    return new AipressError(
      'shard_full',
      `${wish.shardId} has no room: ${shard?.sites} of ${shard?.slots} places are taken.`,
      {
        hint: 'Choose another shard, or let the platform choose: aipress shard list',
      },
    )
  }
  let coming = tx
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .select('slots.slot')
    .where('slots.state', 'in', ['empty', 'preparing', 'warm'])
    .where('shards.state', 'in', ['preparing', 'ready'])
    .where('shards.health', '!=', 'down')
    .where('shards.tiers', 'like', `%${wish.tier}%`)
    .limit(1)
  if (wish.region !== undefined) coming = coming.where('shards.region', '=', wish.region)
  if (wish.notOn !== undefined) coming = coming.where('shards.shard_id', '!=', wish.notOn)
  if ((await coming.executeTakeFirst()) !== undefined) {
    return new AipressError('shard_full', 'No place is free this moment; the next one is being prepared.', {
      hint: 'Try again in a few seconds.',
    })
  }
  const where = wish.region === undefined ? 'of this platform' : `in ${wish.region}`
  return new AipressError('shard_full', `Every shard ${where} is full.`, {
    hint: 'Make another with "aipress shard create", wait until the grace period of a deleted site ends, or raise AIPRESS_SHARDS_MAX and run "npm run up" again.',
  })
}
