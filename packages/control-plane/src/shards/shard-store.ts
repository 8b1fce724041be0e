import { randomBytes } from 'node:crypto'
import { AipressError } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Connection, type Database, type Migration, sql, type Tx } from '../kernel/database.ts'
import type { Seal } from '../kernel/seal.ts'
import type { Place } from '../platform/place.ts'
import type { SiteSecrets } from '../platform/site-host.ts'

/**
 * Shards and their slots. A slot is `empty`, then `preparing`, then `warm`; a site makes it `claimed`.
 * What must never happen: two sites in one slot. So a slot changes hands in one statement, under its
 * row's lock, and only `empty` and `warm` ones can be taken.
 */
export interface ShardStore {
  /** Adds the next shard, not yet ready. Answers undefined where `countMax` is reached. */
  add(slots: number, countMax: number): Promise<ShardRow | undefined>
  markReady(shardId: string): Promise<void>
  all(): Promise<ShardRow[]>
  loads(): Promise<ShardLoad[]>
  /** Takes a slot for the site, a warm one if there is any, on the least-loaded ready shard. */
  reserve(tx: Tx, siteId: string): Promise<{ place: Place; warm: boolean }>
  /** The slot is free again; its secrets are forgotten. Succeeds where the site has none. */
  release(connection: Connection, siteId: string): Promise<void>
  placeOf(siteId: string): Promise<Place | undefined>
  /** The site in a slot; undefined where nobody owns it. */
  siteAt(place: Place): Promise<string | undefined>
  /** Random secrets of the slot, made at the first call and the same until it is released. */
  secretsOf(place: Place): Promise<SiteSecrets>
  /** A slot to prepare, of the shard with fewest warm ones below `warmMax`; taken as `preparing`. */
  takeForWarming(warmMax: number): Promise<Place | undefined>
  markWarm(place: Place): Promise<void>
}

export interface ShardRow {
  shardId: string
  number: number
  state: 'preparing' | 'ready'
  slots: number
  createdAt: Date
}

export interface ShardLoad extends ShardRow {
  sites: number
  warm: number
  /** Slots that a new site could take. */
  free: number
}

interface ShardTable {
  shard_id: string
  number: number
  state: 'preparing' | 'ready'
  slots: number
  created_at: Generated<Date>
}

interface SlotTable {
  shard_id: string
  slot: number
  state: 'empty' | 'preparing' | 'warm' | 'claimed'
  site_id: string | null
  secrets_sealed: string | null
  preparing_since: Generated<Date>
}

declare module '../kernel/database.ts' {
  interface Tables {
    shards: ShardTable
    slots: SlotTable
  }
}

export const shardMigrations: Record<string, Migration> = {
  '040_shards_and_slots': {
    async up(database) {
      await sql`create table shards (
        shard_id text primary key, number integer not null unique, state text not null,
        slots integer not null, created_at timestamptz not null default now())`.execute(database)
      await sql`create table slots (
        shard_id text not null references shards, slot integer not null, state text not null,
        site_id text unique, secrets_sealed text, primary key (shard_id, slot))`.execute(database)
      await sql`create index slots_by_state on slots (state, shard_id, slot)`.execute(database)
    },
  },
  '041_shards_preparing_lease': {
    async up(database) {
      await sql`alter table slots add column preparing_since timestamptz not null default now()`.execute(
        database,
      )
    },
  },
}

export function createShardStore(
  database: Database,
  seal: Seal,
  idOf: (number: number) => string,
): ShardStore {
  return {
    add: (slots, countMax) => database.transaction().execute((tx) => addShard(tx, slots, countMax, idOf)),
    async markReady(shardId) {
      await database.updateTable('shards').set({ state: 'ready' }).where('shard_id', '=', shardId).execute()
    },
    async all() {
      return (await database.selectFrom('shards').selectAll().orderBy('number').execute()).map(toShard)
    },
    loads: () => loads(database),
    reserve,
    async release(connection, siteId) {
      await connection
        .updateTable('slots')
        .set({ state: 'empty', site_id: null, secrets_sealed: null })
        .where('site_id', '=', siteId)
        .execute()
    },
    async placeOf(siteId) {
      const row = await database
        .selectFrom('slots')
        .select(['shard_id', 'slot'])
        .where('site_id', '=', siteId)
        .executeTakeFirst()
      return row && { shardId: row.shard_id, slot: row.slot }
    },
    async siteAt(place) {
      const row = await database
        .selectFrom('slots')
        .select('site_id')
        .where('shard_id', '=', place.shardId)
        .where('slot', '=', place.slot)
        .executeTakeFirst()
      return row?.site_id ?? undefined
    },
    secretsOf: (place) => secretsOf(database, seal, place),
    takeForWarming: (warmMax) => takeForWarming(database, warmMax),
    async markWarm(place) {
      await database
        .updateTable('slots')
        .set({ state: 'warm' })
        .where('shard_id', '=', place.shardId)
        .where('slot', '=', place.slot)
        .where('state', '=', 'preparing')
        .execute()
    },
  }
}

async function addShard(tx: Tx, slots: number, countMax: number, idOf: (number: number) => string) {
  await sql`lock table shards in share row exclusive mode`.execute(tx)
  const rows = await tx.selectFrom('shards').selectAll().orderBy('number').execute()
  const unfinished = rows.find((row) => row.state === 'preparing')
  if (unfinished !== undefined) return toShard(unfinished)
  if (rows.length >= countMax) return undefined
  const number = (rows.at(-1)?.number ?? 0) + 1
  const shardId = idOf(number)
  const row = await tx
    .insertInto('shards')
    .values({ shard_id: shardId, number, state: 'preparing', slots })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('slots')
    .values(
      Array.from({ length: slots }, (_, index) => ({
        shard_id: shardId,
        slot: index + 1,
        state: 'empty' as const,
        site_id: null,
        secrets_sealed: null,
      })),
    )
    .execute()
  return toShard(row)
}

/**
 * `skip locked` lets creations at once take different slots without waiting for each other. Warm slots
 * come first, as they save the visitor a fifth of a second; then the emptier shard.
 */
async function reserve(tx: Tx, siteId: string): Promise<{ place: Place; warm: boolean }> {
  const found = await sql<{ shard_id: string; slot: number; state: string }>`
    select slots.shard_id, slots.slot, slots.state from slots join shards on shards.shard_id = slots.shard_id
    where shards.state = 'ready' and slots.state in ('warm', 'empty')
    order by slots.state = 'warm' desc,
      (select count(*) from slots as taken where taken.shard_id = slots.shard_id and taken.state = 'claimed'),
      slots.shard_id, slots.slot
    limit 1 for update of slots skip locked`.execute(tx)
  const row = found.rows[0]
  if (row === undefined) throw await noPlace(tx)
  await tx
    .updateTable('slots')
    .set({ state: 'claimed', site_id: siteId })
    .where('shard_id', '=', row.shard_id)
    .where('slot', '=', row.slot)
    .execute()
  return { place: { shardId: row.shard_id, slot: row.slot }, warm: row.state === 'warm' }
}

async function noPlace(tx: Tx): Promise<AipressError> {
  const coming = await tx
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .select('slots.slot')
    .where('slots.state', '!=', 'claimed')
    .limit(1)
    .executeTakeFirst()
  if (coming !== undefined) {
    return new AipressError('shard_full', 'No place is free this moment; the next one is being prepared.', {
      hint: 'Try again in a few seconds.',
    })
  }
  return new AipressError('shard_full', 'Every shard of this platform is full.', {
    hint: 'Wait until the grace period of a deleted site ends, or raise AIPRESS_SHARDS_MAX and run "npm run up" again.',
  })
}

async function secretsOf(database: Database, seal: Seal, place: Place): Promise<SiteSecrets> {
  const purpose = `slot:${place.shardId}/${place.slot}`
  const fresh = seal.seal(JSON.stringify(randomSecrets()), purpose)
  const row = await database
    .updateTable('slots')
    .set((eb) => ({ secrets_sealed: eb.fn.coalesce('secrets_sealed', eb.val(fresh)) }))
    .where('shard_id', '=', place.shardId)
    .where('slot', '=', place.slot)
    .returning('secrets_sealed')
    .executeTakeFirstOrThrow()
  return JSON.parse(seal.open(String(row.secrets_sealed), purpose)) as SiteSecrets
}

function randomSecrets(): SiteSecrets {
  const random = () => randomBytes(24).toString('base64url')
  return { databasePassword: random(), cachePassword: random(), loginKey: random(), salt: random() }
}

/**
 * Preparing takes a fifth of a second. A slot that is still at it after this time belongs to a process that
 * died, or could not be prepared: it is tried again then, and does not hold up the others until then.
 */
const PREPARING_LEASE = '1 minute'

async function takeForWarming(database: Database, warmMax: number): Promise<Place | undefined> {
  const found = await sql<{ shard_id: string; slot: number }>`
    with next as materialized (
      select slots.shard_id, slots.slot from slots join shards on shards.shard_id = slots.shard_id
      where shards.state = 'ready' and (
        slots.state = 'preparing' and slots.preparing_since < now() - ${PREPARING_LEASE}::interval or
        slots.state = 'empty' and (select count(*) from slots as warm where warm.shard_id = slots.shard_id and warm.state = 'warm') < ${warmMax})
      order by slots.state = 'preparing' desc,
        (select count(*) from slots as warm where warm.shard_id = slots.shard_id and warm.state = 'warm'),
        slots.shard_id, slots.slot
      limit 1 for update of slots skip locked)
    update slots set state = 'preparing', preparing_since = now() from next
    where slots.shard_id = next.shard_id and slots.slot = next.slot
    returning slots.shard_id, slots.slot`.execute(database)
  const row = found.rows[0]
  return row && { shardId: row.shard_id, slot: row.slot }
}

async function loads(database: Database): Promise<ShardLoad[]> {
  const rows = await database
    .selectFrom('shards')
    .leftJoin('slots', 'slots.shard_id', 'shards.shard_id')
    .selectAll('shards')
    .select([
      sql<number>`(count(*) filter (where slots.state = 'claimed'))::int`.as('sites'),
      sql<number>`(count(*) filter (where slots.state = 'warm'))::int`.as('warm'),
      sql<number>`(count(*) filter (where slots.state <> 'claimed'))::int`.as('free'),
    ])
    .groupBy('shards.shard_id')
    .orderBy('shards.number')
    .execute()
  return rows.map((row) => ({ ...toShard(row), sites: row.sites, warm: row.warm, free: row.free }))
}

function toShard(row: {
  shard_id: string
  number: number
  state: 'preparing' | 'ready'
  slots: number
  created_at: Date
}): ShardRow {
  return {
    shardId: row.shard_id,
    number: row.number,
    state: row.state,
    slots: row.slots,
    createdAt: row.created_at,
  }
}
