import { AipressError, type Tier } from '@aipress/contract'
import { LRUCache } from 'lru-cache'
import { type Connection, type Database, sql, type Tx } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import { findShard, requireShard } from './shard-records.ts'
import { DEDICATED, type ShardHealth, type ShardRow, type SlotUse } from './shard-tables.ts'

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
  readonly health: ShardHealth
}

/** Takes a slot for the site, a warm one if there is any. Throws `shard_full` where no shard has room. */
export async function reserve(
  tx: Tx,
  siteId: string,
  wish: PlacementWish,
  use: 'claimed' | 'arriving' = 'claimed',
): Promise<Reserved> {
  for (const shardId of await candidates(tx, wish)) {
    noteTaken(shardId)
    const taken = await takeSlot(tx, shardId, siteId, use)
    if (taken !== undefined) return taken
  }
  throw await noPlace(tx, wish)
}

/** A new site that asks for a slot. */
export interface SlotWish {
  readonly siteId: string
  readonly wish: Pick<PlacementWish, 'tier' | 'region' | 'controlGroup'>
}

/**
 * The same for several at once. Undefined where that does not do for all of them, as
 * room is running out: the transaction is to be taken back then, and each to try in one of its own.
 */
export async function reserveTogether(tx: Tx, wanted: readonly SlotWish[]): Promise<Reserved[] | undefined> {
  const known = new Map<string, Promise<Candidate[]>>()
  const picks: Promise<string | undefined>[] = wanted.map(async ({ wish }) => {
    const key = JSON.stringify([wish.tier, wish.region, wish.controlGroup])
    const rows = known.get(key) ?? openShardsWithWarmth(tx, wish)
    known.set(key, rows)
    const [best] = bestFirst((await rows).sort(byLoad))
    if (best === undefined) return undefined
    best.sites += 1
    noteTaken(best.shard_id)
    return best.shard_id
  })
  const shardIds = await Promise.all(picks)
  const taken = await Promise.all(
    wanted.map(async ({ siteId }, index) => {
      const shardId = shardIds[index]
      if (shardId === undefined) return undefined
      const [counted, slot] = await Promise.all([
        countSite(tx, shardId),
        takeFreeSlot(tx, shardId, siteId, 'claimed'),
      ])
      return counted && slot && reservedOf(shardId, counted, slot)
    }),
  )
  const all = taken.filter((one) => one !== undefined)
  return all.length === wanted.length ? all : undefined
}

/**
 * The control groups that have room for it, that of the least-loaded shard first. Nothing is reserved: by the
 * time that the group is asked another may be better, which does no harm. So what is known of the shards may be a
 * second old.
 */
export type BestGroups = (wish: PlacementWish) => Promise<number[]>

const REMEMBERED_MS = 1_000
const WISHES_MAX = 100

export function createBestGroups(directory: Database): BestGroups {
  const known = new LRUCache<string, OpenShard[]>({ max: WISHES_MAX, ttl: REMEMBERED_MS })
  return async (wish) => {
    if (wish.shardId !== undefined) return [(await requireShard(directory, wish.shardId)).controlGroup]
    const key = JSON.stringify([wish.tier, wish.region, wish.notOn])
    let shards = known.get(key)
    if (shards === undefined) {
      shards = await openShards(directory, wish).execute()
      // Where there was no room, there may be some the next moment.
      if (shards.length > 0) known.set(key, shards)
    }
    return [...new Set(spread(shards).map((shard) => shard.control_group))]
  }
}

type OpenShard = Awaited<ReturnType<ReturnType<typeof openShards>['execute']>>[number]

async function candidates(tx: Tx, wish: PlacementWish): Promise<string[]> {
  if (wish.shardId !== undefined) return [requireOpen(await requireShard(tx, wish.shardId), wish).shardId]
  const rows = await openShardsWithWarmth(tx, wish)
  return bestFirst(rows.filter((row) => !isOlder(row.php_version, wish.phpVersion))).map(
    (row) => row.shard_id,
  )
}

type Candidate = Awaited<ReturnType<typeof openShardsWithWarmth>>[number]

const bestFirst = (rows: Candidate[]): Candidate[] => warmFirst(inTurn(rows))

/** As the statement orders them. */
const byLoad = (a: Ranked, b: Ranked): number =>
  Number(a.health !== 'healthy') - Number(b.health !== 'healthy') ||
  Number(a.sites >= a.sites_target) - Number(b.sites >= b.sites_target) ||
  a.sites - b.sites

/** The best first, as far as their rows tell. */
function openShardsWithWarmth(tx: Tx, wish: PlacementWish) {
  return openShards(tx, wish)
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('slots')
            .select('slot')
            .whereRef('slots.shard_id', '=', 'shards.shard_id')
            .where('slots.state', '=', 'warm'),
        )
        .$castTo<boolean>()
        .as('warm'),
    )
    .limit(CANDIDATES_MAX)
    .execute()
}

/** As their rows have it: they are asked for by name, and stand empty only for a moment before they go. */
const DEDICATED_TIERS = DEDICATED.tiers.join(',')

/** The best first. */
function openShards(connection: Connection, wish: PlacementWish) {
  let query = connection
    .selectFrom('shards')
    .select(['shard_id', 'sites', 'sites_target', 'health', 'php_version', 'control_group'])
    .where('state', '=', 'ready')
    .where('health', '!=', 'down')
    .where('tiers', 'like', `%${wish.tier}%`)
    .where('tiers', '!=', DEDICATED_TIERS)
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

function warmFirst(rows: Candidate[]): Candidate[] {
  const least = rows[0]?.sites ?? 0
  const isNear = (row: { sites: number }) => row.sites <= least + SITES_MORE_FOR_WARM_MAX
  const first = rows.filter((row) => row.warm && isNear(row))
  return [...first, ...rows.filter((row) => !first.includes(row))]
}

/** Those with as few sites as the first come in a random order, so that many at once do not all ask for one. */
function spread<Row extends { sites: number }>(rows: Row[]): Row[] {
  const more = rows.findIndex((row) => row.sites !== rows[0]?.sites)
  const equal = more === -1 ? rows : rows.slice(0, more)
  const start = Math.floor(Math.random() * equal.length)
  return [...equal.slice(start), ...equal.slice(0, start), ...rows.slice(equal.length)]
}

/** Sites of difference that do not matter, so that creations at the same time go to several shards. */
const NEARLY_EQUAL = 2
const TAKEN_MAX = 1_000
const takenLately = new Map<string, number>()
let takings = 0

function noteTaken(shardId: string): void {
  takings += 1
  takenLately.delete(shardId)
  takenLately.set(shardId, takings)
  const oldest = takenLately.keys().next().value
  if (takenLately.size > TAKEN_MAX && oldest !== undefined) takenLately.delete(oldest)
}

/** Of shards with nearly as few sites as the first, the one comes first that this process has not used for longest: nobody waits for its row. */
function inTurn<Row extends Ranked>(rows: Row[]): Row[] {
  const [first] = rows
  const near = rows.filter(
    (row) => first && rankOf(row) === rankOf(first) && row.sites <= first.sites + NEARLY_EQUAL,
  )
  const lastUse = (row: Row) => takenLately.get(row.shard_id) ?? 0
  return [...near.sort((a, b) => lastUse(a) - lastUse(b)), ...rows.filter((row) => !near.includes(row))]
}

interface Ranked {
  shard_id: string
  sites: number
  sites_target: number
  health: ShardHealth
}

/** What counts more than a few sites of difference. */
const rankOf = ({ sites, sites_target, health }: Ranked) => `${health} ${sites < sites_target}`

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
  const counted = await countSite(tx, shardId)
  if (counted === undefined) return undefined
  for (let attempt = 1; attempt <= SLOT_ATTEMPTS_MAX; attempt += 1) {
    const taken = await takeFreeSlot(tx, shardId, siteId, use)
    if (taken !== undefined) return reservedOf(shardId, counted, taken)
  }
  // All that are free are being prepared at this moment.
  await tx
    .updateTable('shards')
    .set({ sites: sql<number>`sites - 1` })
    .where('shard_id', '=', shardId)
    .execute()
  return undefined
}

/** Undefined where it takes no more. */
function countSite(tx: Tx, shardId: string) {
  return tx
    .updateTable('shards')
    .set({ sites: sql<number>`sites + 1` })
    .where('shard_id', '=', shardId)
    .where('state', '=', 'ready')
    .where((eb) => eb('sites', '<', eb.ref('slots')))
    .returning(['control_group', 'region', 'health'])
    .executeTakeFirst()
}

function reservedOf(
  shardId: string,
  shard: { control_group: number; region: string; health: ShardHealth },
  { slot, was_warm: warm }: { slot: number; was_warm: boolean },
): Reserved {
  const { control_group: controlGroup, region, health } = shard
  return { place: { shardId, slot: Number(slot) }, warm, controlGroup, region, health }
}

/** Whoever warms slots takes them without counting, and may just have taken the one that looked best. */
const SLOT_ATTEMPTS_MAX = 3

function takeFreeSlot(tx: Tx, shardId: string, siteId: string, use: SlotUse) {
  return tx
    .updateTable('slots')
    .set({
      was_warm: sql<boolean>`state = 'warm'`,
      state: use,
      site_id: siteId,
      preparing_since: sql<Date>`now()`,
    })
    .where('shard_id', '=', shardId)
    .where('state', 'in', ['warm', 'empty'])
    .where('slot', '=', (best) =>
      best
        .selectFrom('slots')
        .select('slot')
        .where('shard_id', '=', shardId)
        .where('state', 'in', ['warm', 'empty'])
        .orderBy('state', 'desc')
        .orderBy('slot')
        .limit(1),
    )
    .returning(['slot', 'was_warm'])
    .executeTakeFirst()
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
    .select('shards.health')
    .where('slots.state', 'in', ['empty', 'preparing', 'warm'])
    .where('shards.state', 'in', ['preparing', 'ready'])
    .where('shards.tiers', 'like', `%${wish.tier}%`)
    .where('shards.tiers', '!=', DEDICATED_TIERS)
    .orderBy(sql`case when shards.health = 'down' then 1 else 0 end`)
    .limit(1)
  if (wish.region !== undefined) coming = coming.where('shards.region', '=', wish.region)
  if (wish.notOn !== undefined) coming = coming.where('shards.shard_id', '!=', wish.notOn)
  const place = await coming.executeTakeFirst()
  if (place?.health === 'down') {
    return new AipressError('platform_unavailable', 'The shards that have room are down at the moment.', {
      hint: 'Try again in a minute: the platform brings them back by itself. See "aipress status".',
    })
  }
  if (place !== undefined) {
    return new AipressError('shard_full', 'No place is free this moment; the next one is being prepared.', {
      hint: 'Try again in a few seconds.',
    })
  }
  const where = wish.region === undefined ? 'of this platform' : `in ${wish.region}`
  return new AipressError('shard_full', `No shard ${where} has room for another site.`, {
    hint: 'Make another with "aipress shard create", wait until the grace period of a deleted site ends, or raise AIPRESS_SHARDS_MAX and run "npm run up" again.',
  })
}
