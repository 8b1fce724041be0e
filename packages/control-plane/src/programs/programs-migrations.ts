import type { ProgramScope } from '@aipress/contract'
import { type Migration, sql } from '../kernel/database.ts'

declare module '../kernel/database.ts' {
  interface Tables {
    programs: ProgramTable
    oauth_records: OAuthRecordTable
  }
}

export interface ProgramTable {
  program_id: string
  /** Of the authorization server; all its tokens carry it. */
  grant_id: string
  person_id: string
  client_id: string
  name: string
  address: string
  scope: ProgramScope
  created_at: Date
  expires_at: Date
  last_used_at: Date | null
}

export interface OAuthRecordTable {
  /** What the library calls it: `AccessToken`, `Client`, `Interaction`. */
  kind: string
  /** SHA-256: the ids of tokens and codes are the tokens and codes themselves. */
  id_hash: string
  /** Sealed, as the library keeps the id in it too. */
  payload: string
  grant_id: string | null
  uid_hash: string | null
  consumed_at: Date | null
  created_at: Date
  expires_at: Date
}

export const programsMigrations: Record<string, Migration> = {
  '120_programs': {
    async up(database) {
      for (const statement of PROGRAMS) await sql.raw(statement).execute(database)
    },
  },
}

const PROGRAMS = [
  `create table programs (
    program_id text primary key, grant_id text not null unique,
    person_id text not null references people (person_id) on delete cascade,
    client_id text not null, name text not null, address text not null, scope text not null,
    created_at timestamptz not null, expires_at timestamptz not null, last_used_at timestamptz)`,
  'create index programs_by_person on programs (person_id)',
  'create index programs_by_end on programs (expires_at)',
  `create table oauth_records (
    kind text not null, id_hash text not null, payload text not null, grant_id text, uid_hash text,
    consumed_at timestamptz, created_at timestamptz not null, expires_at timestamptz not null,
    primary key (kind, id_hash))`,
  'create index oauth_records_by_grant on oauth_records (grant_id)',
  'create index oauth_records_by_uid on oauth_records (uid_hash)',
  'create index oauth_records_by_end on oauth_records (expires_at)',
]
