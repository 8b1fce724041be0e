import type { Tier } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'

/** What a shard is for; its health is apart, as a draining shard may be sick too. */
export type ShardLifecycle = 'preparing' | 'ready' | 'draining' | 'retiring' | 'retired'
export type ShardHealth = 'healthy' | 'degraded' | 'down'

/**
 * `empty`, then `preparing`, then `warm`; a site makes it `claimed`. A site on its way to another shard has
 * two: where it comes to is `arriving`, and once it lives there, where it was is `departed` until it is emptied.
 */
export type SlotUse = 'empty' | 'preparing' | 'warm' | 'claimed' | 'arriving' | 'departed'

export interface ShardTable {
  shard_id: string
  number: number
  control_group: number
  region: string
  /** Separated by commas. */
  tiers: string
  state: ShardLifecycle
  health: ShardHealth
  /** JSON, a list of sentences. */
  reasons: string
  /** Slots, which is the cap. */
  slots: number
  sites_target: number
  /** Slots with a site. Kept beside them, so that placing a site does not count 50 rows of each shard. */
  sites: number
  /** Of the runtime that its sites get. */
  php_version: string
  /** The operation that makes it; null where the platform does so by itself. */
  made_by: string | null
  created_at: Date
}

export interface SlotTable {
  shard_id: string
  slot: number
  state: SlotUse
  site_id: string | null
  secrets_sealed: string | null
  preparing_since: Date
  /** Whether it was complete when it was taken. */
  was_warm: Generated<boolean>
}

declare module '../kernel/database.ts' {
  interface Tables {
    shards: ShardTable
    slots: SlotTable
  }
}

/** The statements keep to what Spanner's PostgreSQL dialect has as well: see directory/testing/spanner-dialect.ts. */
export const shardMigrations: Record<string, Migration> = {
  '040_shards_and_slots': {
    async up(database) {
      await sql`create table shards (
        shard_id text primary key, number bigint not null, state text not null,
        slots bigint not null, created_at timestamptz not null default now())`.execute(database)
      await sql`create unique index shards_by_number on shards (number)`.execute(database)
      await sql`create table slots (
        shard_id text not null, slot bigint not null, state text not null,
        site_id text, secrets_sealed text, primary key (shard_id, slot),
        foreign key (shard_id) references shards (shard_id))`.execute(database)
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
  '042_shards_placement': {
    async up(database) {
      // Of a platform that had it: a moving site has two slots.
      await sql`alter table slots drop constraint if exists slots_site_id_key`.execute(database)
      for (const column of [
        'control_group bigint not null default 1',
        `region text not null default 'local'`,
        `tiers text not null default 'bronze,silver,gold'`,
        `health text not null default 'healthy'`,
        `reasons text not null default '[]'`,
        'sites_target bigint not null default 40',
        'sites bigint not null default 0',
        `php_version text not null default ''`,
      ]) {
        await sql`alter table shards add column ${sql.raw(column)}`.execute(database)
      }
      await sql`update shards set sites = (select count(*) from slots where slots.shard_id = shards.shard_id and slots.site_id is not null)`.execute(
        database,
      )
      await sql`create index slots_by_site on slots (site_id)`.execute(database)
      await sql`create table shard_events (
        shard_id text not null, happened_at timestamptz not null, event_id text not null, kind text not null,
        state text, what text not null, primary key (shard_id, happened_at, event_id))`.execute(database)
      await sql`create index shard_events_by_time on shard_events (happened_at)`.execute(database)
      await sql`create index shards_by_load on shards (control_group, state, sites)`.execute(database)
    },
  },
  '043_shards_made_by': {
    async up(database) {
      await sql`alter table shards add column made_by text`.execute(database)
    },
  },
  '044_slots_was_warm': {
    async up(database) {
      await sql`alter table slots add column was_warm boolean not null default false`.execute(database)
    },
  },
}

export interface ShardRow {
  shardId: string
  number: number
  controlGroup: number
  region: string
  tiers: Tier[]
  state: ShardLifecycle
  health: ShardHealth
  reasons: string[]
  slots: number
  sitesTarget: number
  sites: number
  phpVersion: string
  madeBy: string | undefined
  createdAt: Date
}

/** Servers that one gold site has to itself; nobody else is placed there. */
export const isDedicated = ({ tiers }: Pick<ShardRow, 'tiers'> | { tiers: readonly Tier[] }): boolean =>
  tiers.length === 1 && tiers[0] === 'gold'

export const DEDICATED = {
  slots: 1,
  sitesTarget: 1,
  tiers: ['gold'],
} as const satisfies Partial<ShardRow> & {
  tiers: readonly Tier[]
}

export function toShard(row: ShardTable): ShardRow {
  return {
    shardId: row.shard_id,
    number: Number(row.number),
    controlGroup: Number(row.control_group),
    region: row.region,
    tiers: row.tiers.split(',') as Tier[],
    state: row.state,
    health: row.health,
    reasons: JSON.parse(row.reasons) as string[],
    slots: Number(row.slots),
    sitesTarget: Number(row.sites_target),
    sites: Number(row.sites),
    phpVersion: row.php_version,
    madeBy: row.made_by ?? undefined,
    createdAt: row.created_at,
  }
}
