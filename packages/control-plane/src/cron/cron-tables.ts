import type { CronRun } from '@aipress/contract'
import type { ColumnType } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'

/** When each site of this control group is to be started next. It may be lost: all of it is found again by looking. */
interface CronSiteTable {
  site_id: string
  /** Where it was when this was found out. */
  shard_id: string
  slot: number
  /** As the site says; null where nothing is scheduled. */
  due_at: Date | null
  /** When to start it: a little after it is due, or later where it failed. */
  run_at: Date | null
  /** Not before this, whatever the site says meanwhile. */
  not_before: Date | null
  /** When the site's database was last asked; null where it has to be soon. */
  looked_at: Date | null
  /** The process that has a run under way. */
  running_by: string | null
  started_at: Date | null
  /** Runs in a row that could not even begin. */
  failures: number
  /** By hook, how many times in a row it failed. */
  failing: Record<string, number>
  /** Whether its last run took long. */
  runs_long: ColumnType<boolean, boolean | undefined, boolean>
}

interface CronRunTable {
  run_id: string
  site_id: string
  started_at: Date
  duration_ms: number
  trigger: CronRun['trigger']
  outcome: CronRun['outcome']
  problem: string | null
  /** JSON. */
  events: CronRun['events']
}

declare module '../kernel/database.ts' {
  interface Tables {
    cron_sites: CronSiteTable
    cron_runs: CronRunTable
  }
}

export const cronMigrations: Record<string, Migration> = {
  '080_cron': {
    async up(database) {
      await sql`create table cron_sites (
        site_id text primary key, shard_id text not null, slot integer not null, due_at timestamptz, run_at timestamptz,
        not_before timestamptz, looked_at timestamptz, running_by text, started_at timestamptz,
        failures integer not null default 0, failing jsonb not null default '{}')`.execute(database)
      await sql`create index cron_sites_to_run on cron_sites (run_at) where run_at is not null`.execute(
        database,
      )
      await sql`create index cron_sites_running on cron_sites (started_at) where running_by is not null`.execute(
        database,
      )
      await sql`create table cron_runs (
        run_id text primary key, site_id text not null, started_at timestamptz not null, duration_ms integer not null,
        trigger text not null, outcome text not null, problem text, events jsonb not null)`.execute(database)
      await sql`create index cron_runs_by_site on cron_runs (site_id, started_at desc)`.execute(database)
    },
  },
  '081_cron_long_runs': {
    async up(database) {
      await sql`alter table cron_sites add column runs_long boolean not null default false`.execute(database)
    },
  },
}
