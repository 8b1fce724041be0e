import type { LimitKind, Tier } from '@aipress/contract'
import type { ColumnType } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'
import { CPU_COLUMN, FURTHER_COLUMNS, type FurtherColumn, type Sums } from './figures.ts'
import type { DetailKind } from './tally.ts'

/**
 * Usage is in the directory, beside the sites: it stays when a site moves to another control group, and the front
 * lists it while groups are away. Days are UTC, as texts that sort.
 */
/** Nothing where they are 0. */
type FurtherFigures = Record<
  FurtherColumn | typeof CPU_COLUMN,
  ColumnType<number | null, number | null | undefined, number | null>
>

export interface UsageTables {
  /** How far each site's requests are counted; changes in the same transaction as the sums. */
  usage_positions: { site_id: string; position: string }
  /** How far each counter of a site's processor time is counted; changes in the same transaction as the sums. */
  usage_cpu_positions: { site_id: string; shard_id: string; slot: number; counter: string; ms: number }
  usage_hours: Sums & FurtherFigures & { site_id: string; hour: string }
  usage_days: Sums & FurtherFigures & { site_id: string; day: string }
  /** Sums of the days, so that lists over 50,000 sites read one row of each. */
  usage_months: Sums & { site_id: string; month: string }
  /** Of a day: paths that were slow, and why pages could not come from the cache. */
  usage_details: {
    site_id: string
    day: string
    kind: DetailKind
    what: string
    count: number
    total_ms: number
    max_ms: number
  }
  /** Who has been counted on a day; forgotten after the day that follows. */
  usage_visitors: { site_id: string; day: string; visitor: string }
  /** Sealed. */
  usage_salts: { day: string; salt: string }
  usage_storage: {
    site_id: string
    media_bytes: number
    database_bytes: number
    measured_at: Date
    /** Whose limit the place was told last, and which place that was. */
    told_tier: Tier | null
    shard_id: string
    slot: number
    /** In a row, that it could not be measured; not again before the time. */
    failures: ColumnType<number, number | undefined, number>
    try_after: Date | null
  }
  /** A changed tier has limits of its own, and so warnings. */
  usage_warnings: {
    site_id: string
    month: string
    kind: LimitKind
    percent: number
    tier: Tier
    warned_at: Date
  }
}

declare module '../kernel/database.ts' {
  interface Tables extends UsageTables {}
}

const SUMS = 'bandwidth_bytes bigint not null, requests bigint not null, visits bigint not null'

const TABLES = [
  'usage_positions (site_id text primary key, position text not null)',
  `usage_days (site_id text not null, day text not null, ${SUMS}, primary key (site_id, day))`,
  `usage_months (site_id text not null, month text not null, ${SUMS}, primary key (site_id, month))`,
  `usage_visitors (site_id text not null, day text not null, visitor text not null,
    primary key (site_id, day, visitor))`,
  'usage_salts (day text primary key, salt text not null)',
  `usage_storage (site_id text primary key, media_bytes bigint not null, database_bytes bigint not null,
    measured_at timestamptz not null, told_tier text, shard_id text not null, slot bigint not null)`,
  `usage_warnings (site_id text not null, month text not null, kind text not null, percent bigint not null,
    tier text not null, warned_at timestamptz not null, primary key (site_id, month, kind, percent, tier))`,
]

export const usageMigrations: Record<string, Migration> = {
  '080_usage': {
    async up(database) {
      for (const table of TABLES) await sql`create table ${sql.raw(table)}`.execute(database)
      await sql`create index usage_days_by_day on usage_days (day)`.execute(database)
      await sql`create index usage_visitors_by_day on usage_visitors (day)`.execute(database)
      await sql`create index usage_storage_by_time on usage_storage (measured_at)`.execute(database)
    },
  },
  '081_usage_storage_rest': {
    async up(database) {
      for (const column of ['failures bigint not null default 0', 'try_after timestamptz']) {
        await sql`alter table usage_storage add column ${sql.raw(column)}`.execute(database)
      }
    },
  },
  '082_usage_hours': {
    async up(database) {
      const figures = FURTHER_COLUMNS.map((column) => `${column} bigint`)
      for (const column of figures) {
        await sql`alter table usage_days add column ${sql.raw(column)}`.execute(database)
      }
      const tables = [
        `usage_hours (site_id text not null, hour text not null, ${SUMS}, ${figures.join(', ')},
          primary key (site_id, hour))`,
        `usage_details (site_id text not null, day text not null, kind text not null, what text not null,
          count bigint not null, total_ms bigint not null, max_ms bigint not null,
          primary key (site_id, day, kind, what))`,
      ]
      for (const table of tables) await sql`create table ${sql.raw(table)}`.execute(database)
      await sql`create index usage_hours_by_hour on usage_hours (hour)`.execute(database)
      await sql`create index usage_details_by_day on usage_details (day)`.execute(database)
    },
  },
  '083_usage_cpu': {
    async up(database) {
      for (const table of ['usage_hours', 'usage_days']) {
        await sql`alter table ${sql.raw(table)} add column ${sql.raw(CPU_COLUMN)} bigint`.execute(database)
      }
      await sql`create table usage_cpu_positions (site_id text not null, shard_id text not null,
        slot bigint not null, counter text not null, ms bigint not null,
        primary key (site_id, shard_id, slot))`.execute(database)
    },
  },
}
