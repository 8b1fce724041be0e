import { AipressError } from '@aipress/contract'
import {
  type Connection,
  type Database,
  isUniqueViolation,
  sql,
  type Tx,
  transact,
} from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Place } from '../platform/place.ts'
import type { SiteSecrets } from '../platform/site-host.ts'
import { type PlacementWish, type Reserved, reserve, reserveTogether, type SlotWish } from './placement.ts'
import { lastNumber, type ShardNames } from './shard-numbers.ts'
import { changeLifecycle, insertShard, listShardRows, type NewShard } from './shard-records.ts'
import { isDedicated, type ShardRow, type SlotUse } from './shard-tables.ts'
import { bequeathSecrets, createSecretsReader, type FilledSlot, filledSlots } from './slot-secrets.ts'
import { atSlot, placeOf } from './slots.ts'

/**
 * The shards of one control group and their slots, in the directory. What must never happen: two sites in
 * one slot. So a slot changes hands in one statement that names the state it was in.
 */
export interface ShardStore {
  readonly controlGroup: number
  /**
   * Adds a shard, not yet ready; answers one that is unfinished instead. Undefined where the group has `countMax`;
   * throws `shards_exhausted` where the platform has no number for it.
   */
  add(shard: Omit<NewShard, 'controlGroup' | 'madeBy'>, countMax: number): Promise<ShardRow | undefined>
  /** The same for an operation; answers the one that it has added before. */
  addFor(
    operationId: string,
    shard: Omit<NewShard, 'controlGroup' | 'madeBy'>,
    countMax: number,
  ): Promise<ShardRow | undefined>
  markReady(shardId: string, phpVersion: string): Promise<void>
  /** Those of this group that are not retired. */
  all(): Promise<ShardRow[]>
  loads(): Promise<ShardLoad[]>
  /** Takes a slot for the site: see placement.ts. */
  reserve(tx: Tx, siteId: string, wish: PlacementWish): Promise<Reserved>
  /** See placement.ts. */
  reserveTogether(tx: Tx, wanted: readonly SlotWish[]): Promise<Reserved[] | undefined>
  /** Takes a second slot, for a site that moves there. */
  reserveArrival(tx: Tx, siteId: string, wish: PlacementWish): Promise<Reserved>
  /**
   * The site lives where it arrived; where it was is `departed`. Changes nothing where that is so. Throws
   * `internal_error` where the place is not the site's, which must never happen: nothing is there to live in.
   */
  arrive(tx: Tx, siteId: string, from: Place, to: Place): Promise<void>
  /** The reverse: the site lives where it was. Changes nothing where that is so; throws as `arrive` does. */
  goBack(tx: Tx, siteId: string, from: Place, to: Place): Promise<void>
  /** The slot is free again and its secrets are forgotten. Succeeds where it is not the site's. */
  release(tx: Tx, siteId: string, place: Place): Promise<void>
  /** Every slot that the site has, wherever it lives, comes to or was. */
  slotsOf(siteId: string): Promise<{ place: Place; use: SlotUse; since: Date }[]>
  placeOf(siteId: string): Promise<Place | undefined>
  /** The site that lives in a slot; undefined where nobody does. */
  siteAt(place: Place): Promise<string | undefined>
  /** Random secrets of the slot, made at the first call and the same until it is released. */
  secretsOf(place: Place): Promise<SiteSecrets>
  /** Gives the slot the keys that people's log-ins depend on, so that they stay logged in. */
  bequeathSecrets(from: Place, to: Place): Promise<SiteSecrets>
  /**
   * Slots of this group's open shards that hold a WordPress, with their secrets: `limit` of them at most, in an
   * order of their own, after the place.
   */
  filledSlots(after: Place | undefined, limit: number): Promise<FilledSlot[]>
  /** Slots to prepare, of each ready shard as many as it lacks to `warmMax`, in turns; `placesMax` at most. */
  toWarm(warmMax: number, placesMax: number): Promise<Place[]>
  /** Takes the slot as `preparing`; answers whether it was free. */
  takeForWarming(place: Place): Promise<boolean>
  markWarm(place: Place): Promise<void>
}

export interface ShardLoad extends ShardRow {
  warm: number
  /** Places that sites have left and that are not emptied yet. */
  departed: number
  /** Slots that a new site could take. */
  free: number
}

export interface ShardStoreDeps {
  readonly directory: Database
  readonly seal: Seal
  readonly controlGroup: number
  readonly idOf: (number: number) => string
  /** See shard-numbers.ts. */
  readonly numbersMax: number
}

/** As many may ask for a number at the same moment, and each round one of them gets it. */
const NUMBER_ATTEMPTS_MAX = 100

export function createShardStore(deps: ShardStoreDeps): ShardStore {
  const { directory, seal, controlGroup, idOf, numbersMax } = deps
  const names = { idOf, numbersMax }
  const add = async (shard: NewShard, countMax: number) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transact(directory, (tx) => addShard(tx, shard, countMax, names))
      } catch (error) {
        // Numbers are given platform-wide: of several that make a shard at once, one alone gets the next.
        if (!isUniqueViolation(error) || attempt === NUMBER_ATTEMPTS_MAX) throw error
      }
    }
  }
  return {
    controlGroup,
    add: (shard, countMax) => add({ ...shard, controlGroup }, countMax),
    addFor: (madeBy, shard, countMax) => add({ ...shard, controlGroup, madeBy }, countMax),
    async markReady(shardId, phpVersion) {
      await changeLifecycle(directory, shardId, ['preparing'], 'ready', phpVersion)
    },
    all: () => listShardRows(directory, { controlGroup }),
    loads: () => loads(directory, controlGroup),
    reserve,
    reserveTogether,
    reserveArrival: (tx, siteId, wish) => reserve(tx, siteId, wish, 'arriving'),
    arrive,
    goBack,
    release,
    async slotsOf(siteId) {
      const rows = await directory.selectFrom('slots').selectAll().where('site_id', '=', siteId).execute()
      return rows.map((row) => ({ place: placeOf(row), use: row.state, since: row.preparing_since }))
    },
    async placeOf(siteId) {
      const row = await directory
        .selectFrom('slots')
        .select(['shard_id', 'slot'])
        .where('site_id', '=', siteId)
        .where('state', '=', 'claimed')
        .executeTakeFirst()
      return row && placeOf(row)
    },
    siteAt: (place) => siteAt(directory, place),
    secretsOf: createSecretsReader(directory, seal),
    bequeathSecrets: (from, to) => bequeathSecrets(directory, seal, from, to),
    filledSlots: (after, limit) => filledSlots(directory, seal, controlGroup, after, limit),
    toWarm: (warmMax, placesMax) => toWarm(directory, controlGroup, warmMax, placesMax),
    takeForWarming: (place) => takeForWarming(directory, place),
    async markWarm(place) {
      await atSlot(directory, place).set({ state: 'warm' }).where('state', '=', 'preparing').execute()
    },
  }
}

async function addShard(tx: Tx, shard: NewShard, countMax: number, names: ShardNames) {
  // The last row is what two that add at once have in common; where there is none, the primary key is.
  await tx.selectFrom('shards').select('shard_id').orderBy('number', 'desc').limit(1).forUpdate().execute()
  // Read before the shards are: one that is added in between takes this number, and so is met at the insert.
  const last = await lastNumber(tx)
  // The dedicated ones have a limit of their own.
  const present = (await listShardRows(tx, { controlGroup: shard.controlGroup })).filter(
    (row) => isDedicated(row) === isDedicated(shard),
  )
  const unfinished = present.find((row) =>
    shard.madeBy === undefined
      ? row.state === 'preparing' && row.region === shard.region && row.madeBy === undefined
      : row.madeBy === shard.madeBy,
  )
  if (unfinished !== undefined) return unfinished
  if (present.length >= countMax) return undefined
  return insertShard(tx, shard, names, last)
}

async function arrive(tx: Tx, siteId: string, from: Place, to: Place): Promise<void> {
  const turned = await atSlot(tx, to)
    .set({ state: 'claimed' })
    .where('site_id', '=', siteId)
    .where('state', '=', 'arriving')
    .executeTakeFirst()
  if (turned.numUpdatedRows === 0n) return requireHome(tx, siteId, to)
  await atSlot(tx, from)
    .set({ state: 'departed', preparing_since: sql<Date>`now()` })
    .where('site_id', '=', siteId)
    .execute()
}

async function goBack(tx: Tx, siteId: string, from: Place, to: Place): Promise<void> {
  const turned = await atSlot(tx, from)
    .set({ state: 'claimed' })
    .where('site_id', '=', siteId)
    .where('state', '=', 'departed')
    .executeTakeFirst()
  if (turned.numUpdatedRows === 0n) return requireHome(tx, siteId, from)
  await atSlot(tx, to).set({ state: 'arriving' }).where('site_id', '=', siteId).execute()
}

async function requireHome(tx: Tx, siteId: string, place: Place): Promise<void> {
  if ((await siteAt(tx, place)) === siteId) return
  throw new AipressError('internal_error', `Slot ${place.slot} of ${place.shardId} is not ${siteId}'s.`)
}

async function release(tx: Tx, siteId: string, place: Place): Promise<void> {
  const freed = await atSlot(tx, place)
    .set({ state: 'empty', site_id: null, secrets_sealed: null })
    .where('site_id', '=', siteId)
    .executeTakeFirst()
  if (freed.numUpdatedRows === 0n) return
  await tx
    .updateTable('shards')
    .set({ sites: sql<number>`sites - 1` })
    .where('shard_id', '=', place.shardId)
    .execute()
}

async function siteAt(directory: Connection, place: Place): Promise<string | undefined> {
  const row = await directory
    .selectFrom('slots')
    .select('site_id')
    .where('shard_id', '=', place.shardId)
    .where('slot', '=', place.slot)
    .where('state', '=', 'claimed')
    .executeTakeFirst()
  return row?.site_id ?? undefined
}

/**
 * Preparing takes a fifth of a second. A slot that is still at it after this time belongs to a process that
 * died, or could not be prepared: it is tried again then, and does not hold up the others until then.
 */
const PREPARING_LEASE_MS = 60_000

const overdue = () => new Date(Date.now() - PREPARING_LEASE_MS)

/** Those that are overdue first, then one of each shard in turn, the emptier of warm ones first. */
async function toWarm(directory: Database, controlGroup: number, warmMax: number, placesMax: number) {
  const ofGroup = directory
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .where('shards.control_group', '=', controlGroup)
    .where('shards.state', '=', 'ready')
  const [left, counts] = await Promise.all([
    ofGroup
      .select(['slots.shard_id', 'slots.slot'])
      .where('slots.state', '=', 'preparing')
      .where('slots.preparing_since', '<', overdue())
      .limit(placesMax)
      .execute(),
    ofGroup
      .select(['slots.shard_id', ({ fn }) => fn.countAll<number>().as('count')])
      .where((eb) =>
        eb.or([
          eb('slots.state', '=', 'warm'),
          eb.and([eb('slots.state', '=', 'preparing'), eb('slots.preparing_since', '>=', overdue())]),
        ]),
      )
      .groupBy('slots.shard_id')
      .execute(),
  ])
  const warm = new Map(counts.map((row) => [row.shard_id, Number(row.count)]))
  const full = [...warm].filter(([, count]) => count >= warmMax).map(([shardId]) => shardId)
  let rest = ofGroup
    .select(['slots.shard_id', 'slots.slot'])
    .where('slots.state', '=', 'empty')
    .orderBy('shards.number')
    .orderBy('slots.slot')
  if (full.length > 0) rest = rest.where('slots.shard_id', 'not in', full)
  const empty = warmMax === 0 ? [] : await rest.execute()
  const turns = [...Map.groupBy(empty, (row) => row.shard_id)].flatMap(([shardId, slots]) => {
    const present = warm.get(shardId) ?? 0
    return slots.slice(0, warmMax - present).map((slot, index) => ({ slot, turn: present + index }))
  })
  turns.sort((a, b) => a.turn - b.turn)
  return [...left, ...turns.map(({ slot }) => slot)].slice(0, placesMax).map(placeOf)
}

async function takeForWarming(directory: Database, place: Place): Promise<boolean> {
  const taken = await atSlot(directory, place)
    .set({ state: 'preparing', preparing_since: sql<Date>`now()` })
    // One that is being retired meanwhile is nothing to prepare for.
    .where('shard_id', 'in', directory.selectFrom('shards').select('shard_id').where('state', '=', 'ready'))
    .where((eb) =>
      eb.or([
        eb('state', '=', 'empty'),
        eb.and([eb('state', '=', 'preparing'), eb('preparing_since', '<', overdue())]),
      ]),
    )
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

async function loads(directory: Database, controlGroup: number): Promise<ShardLoad[]> {
  return withFreeSlots(directory, await listShardRows(directory, { controlGroup }))
}

/** Adds what the slots say. */
export async function withFreeSlots(directory: Connection, shards: ShardRow[]): Promise<ShardLoad[]> {
  if (shards.length === 0) return []
  const counts = await directory
    .selectFrom('slots')
    .select(['shard_id', 'state', ({ fn }) => fn.countAll<number>().as('count')])
    .where(
      'shard_id',
      'in',
      shards.map((shard) => shard.shardId),
    )
    .where('state', 'in', ['empty', 'preparing', 'warm', 'departed'])
    .groupBy(['shard_id', 'state'])
    .execute()
  const byShard = Map.groupBy(counts, (row) => row.shard_id)
  return shards.map((shard) => {
    const ofShard = byShard.get(shard.shardId) ?? []
    const countOf = (state: SlotUse) => Number(ofShard.find((row) => row.state === state)?.count ?? 0)
    const warm = countOf('warm')
    const free = countOf('empty') + countOf('preparing') + warm
    return { ...shard, warm, departed: countOf('departed'), free }
  })
}
