import type { SiteState, Tier } from '@aipress/contract'
import type { Generated, Kysely } from 'kysely'
import { type Migration, sql, type Tables } from '../kernel/database.ts'

/**
 * The table of sites. Changes carry the id of the operation that makes them: the same operation may make
 * its change twice, and its undo takes back nothing that another operation has changed since.
 */
export interface SiteTable {
  site_id: string
  account_id: string
  name: string
  title: string
  tier: Tier
  state: SiteState
  shard_id: string
  slot: number
  control_group: number
  region: string
  pinned: Generated<boolean>
  on_hold: Generated<boolean>
  /** Name, title and hostnames in lower case, for searching by a part. */
  search_text: Generated<string>
  epoch: Generated<number>
  admin_email: string
  wordpress_version: string
  php_version: string
  created_at: Generated<Date>
  undeletable_until: Date | null
  state_before_deletion: SiteState | null
  changed_by: string | null
  told_url: string | null
  php_memory_mb: number | null
  php_upload_mb: number | null
  php_seconds: number | null
}

declare module '../kernel/database.ts' {
  interface Tables {
    sites: SiteTable
  }
}

export const siteMigrations: Record<string, Migration> = {
  '050_sites': {
    async up(database) {
      await sql`create table sites (
        site_id text primary key, account_id text not null, name text not null, title text not null,
        tier text not null, state text not null, shard_id text not null, slot bigint not null,
        epoch bigint not null default 1, admin_email text not null, wordpress_version text not null,
        php_version text not null, created_at timestamptz not null default now(), undeletable_until timestamptz,
        state_before_deletion text, changed_by text)`.execute(database)
      await sql`create unique index sites_by_name on sites (name)`.execute(database)
      await sql`create index sites_by_account on sites (account_id, name)`.execute(database)
    },
  },
  '051_sites_told_url': {
    async up(database) {
      await sql`alter table sites add column told_url text`.execute(database)
    },
  },
  '052_sites_fleet': {
    async up(database: Kysely<Tables>) {
      for (const column of [
        'control_group bigint not null default 1',
        `region text not null default 'local'`,
        'pinned boolean not null default false',
        'on_hold boolean not null default false',
        `search_text text not null default ''`,
      ]) {
        await sql`alter table sites add column ${sql.raw(column)}`.execute(database)
      }
      await indexAllForSearch(database)
      await sql`create index sites_by_shard on sites (shard_id, name)`.execute(database)
      await sql`create index sites_by_creation on sites (created_at, site_id)`.execute(database)
      await sql`create index sites_by_group on sites (control_group, site_id)`.execute(database)
      await sql`create table site_labels (
        site_id text not null, label text not null, primary key (site_id, label))`.execute(database)
      await sql`create index site_labels_by_label on site_labels (label, site_id)`.execute(database)
    },
  },
  '053_sites_php': {
    async up(database) {
      for (const column of ['php_memory_mb', 'php_upload_mb', 'php_seconds']) {
        await sql`alter table sites add column ${sql.raw(column)} bigint`.execute(database)
      }
    },
  },
}

/** Of a platform from before there was an index: it has few sites, as one machine held them. */
async function indexAllForSearch(database: Kysely<Tables>): Promise<void> {
  const hostnames = await database.selectFrom('hostnames').select(['site_id', 'hostname']).execute()
  const bySite = Map.groupBy(hostnames, (row) => row.site_id)
  for (const site of await database.selectFrom('sites').select(['site_id', 'name', 'title']).execute()) {
    const own = (bySite.get(site.site_id) ?? []).map((row) => row.hostname)
    await database
      .updateTable('sites')
      .set({ search_text: [site.name, site.title, ...own].join(' ').toLowerCase() })
      .where('site_id', '=', site.site_id)
      .execute()
  }
}
