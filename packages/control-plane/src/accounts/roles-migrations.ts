import type { SiteRole } from '@aipress/contract'
import { type Migration, sql } from '../kernel/database.ts'

declare module '../kernel/database.ts' {
  interface Tables {
    site_roles: SiteRoleTable
    acting: ActingTable
  }
}

/** Single sites that were shared with a person, by whoever may change the members of the site's account. */
export interface SiteRoleTable {
  person_id: string
  site_id: string
  /** Of the site, which never changes hands. */
  account_id: string
  role: SiteRole
  created_at: Date
}

/** An administrator's browser session that acts as somebody else until then; the row goes when it stops. */
export interface ActingTable {
  acting_id: string
  /** Of better-auth. One session acts as one person. */
  session_id: string
  administrator_id: string
  person_id: string
  expires_at: Date
}

export const rolesMigrations: Record<string, Migration> = {
  '023_roles': {
    async up(database) {
      for (const statement of STATEMENTS) await sql.raw(statement).execute(database)
    },
  },
}

const STATEMENTS = [
  `create table site_roles (
    person_id text not null references people (person_id) on delete cascade, site_id text not null,
    account_id text not null, role text not null, created_at timestamptz not null,
    primary key (person_id, site_id))`,
  'create index site_roles_by_site on site_roles (site_id)',
  `create table acting (
    acting_id text primary key, session_id text not null unique,
    administrator_id text not null references people (person_id) on delete cascade,
    person_id text not null references people (person_id) on delete cascade, expires_at timestamptz not null)`,
  'create index acting_by_administrator on acting (administrator_id)',
  'create index acting_by_person on acting (person_id)',
  // Each null: no limit but the person's own rights. Permissions and site ids are separated by spaces.
  'alter table api_tokens add column scopes text, add column site_ids text, add column account_id text',
]
