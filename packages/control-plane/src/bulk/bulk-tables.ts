import type { BulkKind, BulkState, Door } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'

export interface BulkTable {
  bulk_id: string
  kind: BulkKind
  title: string
  state: BulkState
  at_once: number
  /** JSON of `Change`. */
  change: string
  /** Who asked, in whose name each site is changed. */
  principal: string
  door: Door
  requested_by: string
  /** The shard that it empties, where that is what it is for. */
  drains: string | null
  created_at: Generated<Date>
  finished_at: Date | null
}

export type ItemState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped'

export interface BulkItemTable {
  bulk_id: string
  /** Its place in the order of work. */
  seq: number
  site_id: string
  site_name: string
  state: Generated<ItemState>
  /** Null while it waits, and where its change needs none. */
  operation_id: string | null
  /** Why it failed or was passed over. */
  message: string | null
  /** How often it could not begin. */
  attempts: Generated<number>
  not_before: Generated<Date>
}

declare module '../kernel/database.ts' {
  interface Tables {
    bulks: BulkTable
    bulk_items: BulkItemTable
  }
}

export const bulkMigrations: Record<string, Migration> = {
  '070_bulk': {
    async up(database) {
      await sql`create table bulks (
        bulk_id text primary key, kind text not null, title text not null, state text not null,
        at_once bigint not null, change text not null, principal text not null, door text not null,
        requested_by text not null, drains text, created_at timestamptz not null default now(),
        finished_at timestamptz)`.execute(database)
      await sql`create index bulks_by_time on bulks (created_at, bulk_id)`.execute(database)
      await sql`create index bulks_by_state on bulks (state, bulk_id)`.execute(database)
      await sql`create table bulk_items (
        bulk_id text not null, seq bigint not null, site_id text not null, site_name text not null,
        state text not null default 'waiting', operation_id text, message text,
        attempts bigint not null default 0, not_before timestamptz not null default now(),
        primary key (bulk_id, seq))`.execute(database)
      await sql`create index bulk_items_by_state on bulk_items (bulk_id, state, seq)`.execute(database)
      await sql`create index bulk_items_at_work on bulk_items (state, bulk_id)`.execute(database)
    },
  },
}
