import type { ColumnType } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'

declare module '../kernel/database.ts' {
  interface Tables {
    model_settings: ModelSettingsTable
    model_usage_days: ModelUsageTable
  }
}

/** One row, once anything was changed. What is null there is as the platform was started. */
export interface ModelSettingsTable {
  platform: 'this'
  /** `<provider>/<model>` or `built-in`; null for what the platform was started with. */
  model: string | null
  url: string | null
  sealed_api_key: string | null
  sealed_credentials: string | null
  project: string | null
  location: string | null
  input_price: number | null
  output_price: number | null
  tokens_per_day: ColumnType<string | null, number | null, number | null>
  cost_per_day: number | null
  changed_at: Date
  changed_by: string
}

/** What each account has used of each model on a day in UTC. */
export interface ModelUsageTable {
  day: string
  account_id: string
  model: string
  /** Counters, which arrive as text. */
  calls: ColumnType<string, number, number>
  failures: ColumnType<string, number, number>
  input_tokens: ColumnType<string, number, number>
  output_tokens: ColumnType<string, number, number>
  /** Millionths of a US dollar; null where no price was set. */
  cost_micros: ColumnType<string | null, number | null, number | null>
}

export const modelMigrations: Record<string, Migration> = {
  '130_models': {
    async up(database) {
      await sql`create table model_settings (
        platform text primary key, model text, url text, sealed_api_key text, sealed_credentials text,
        project text, location text, input_price double precision, output_price double precision,
        tokens_per_day bigint, cost_per_day double precision, changed_at timestamptz not null,
        changed_by text not null)`.execute(database)
      await sql`create table model_usage_days (
        day text not null, account_id text not null, model text not null, calls bigint not null,
        failures bigint not null, input_tokens bigint not null, output_tokens bigint not null,
        cost_micros bigint, primary key (day, account_id, model))`.execute(database)
    },
  },
}
