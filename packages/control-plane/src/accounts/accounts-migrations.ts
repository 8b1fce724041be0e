import type { Role } from '@aipress/contract'
import { type Migration, sql } from '../kernel/database.ts'
import { rolesMigrations } from './roles-migrations.ts'
import { signInRulesMigrations } from './sign-in-rules.ts'
import { signingInMigrations } from './signing-in-migrations.ts'

/**
 * The account that owns the platform: its administrators' and this machine's. Its id is fixed, so that
 * every process knows it before it has asked the database.
 */
export const PLATFORM_ACCOUNT_ID = 'acc_000000000000000'
export const PLATFORM_ACCOUNT_NAME = 'Platform'

declare module '../kernel/database.ts' {
  interface Tables {
    accounts: { account_id: string; name: string; name_key: string; created_at: Date }
    people: PersonTable
    invitations: InvitationTable
    api_tokens: ApiTokenTable
    auth_users: { id: string; name: string; email: string; emailVerified: boolean }
    auth_credentials: {
      id: string
      accountId: string
      providerId: string
      userId: string
      password: string | null
      updatedAt: Date
    }
  }
}

export interface PersonTable {
  person_id: string
  /** Lower case. */
  email: string
  name: string
  role: Role
  account_id: string
  active: boolean
  created_at: Date
}

export interface InvitationTable {
  /** SHA-256 of the token in the link; the row goes when it is used. */
  token_hash: string
  /** Null: whoever holds the link becomes the first administrator. */
  person_id: string | null
  expires_at: Date
  created_at: Date
}

export interface ApiTokenTable {
  token_id: string
  /** A `personId`, or `machine`. */
  owner: string
  name: string
  start: string
  /** SHA-256: the tokens are random enough that nothing slower is needed. */
  secret_hash: string
  read_only: boolean
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
  /** Each null: no limit but the person's own rights. Several are separated by spaces. */
  scopes: string | null
  site_ids: string | null
  account_id: string | null
}

export const accountsMigrations: Record<string, Migration> = {
  '020_accounts': {
    async up(database) {
      for (const statement of ACCOUNTS) await sql.raw(statement).execute(database)
      await sql`insert into accounts (account_id, name, name_key, created_at) values
        (${PLATFORM_ACCOUNT_ID}, ${PLATFORM_ACCOUNT_NAME}, ${PLATFORM_ACCOUNT_NAME.toLowerCase()}, now())`.execute(
        database,
      )
    },
  },
  '021_auth': {
    async up(database) {
      for (const statement of AUTH) await sql.raw(statement).execute(database)
    },
  },
  ...rolesMigrations,
  ...signingInMigrations,
  ...signInRulesMigrations,
}

const ACCOUNTS = [
  `create table accounts (
    account_id text primary key, name text not null, name_key text not null unique,
    created_at timestamptz not null)`,
  `create table people (
    person_id text primary key, email text not null unique, name text not null, role text not null,
    account_id text not null references accounts (account_id), active boolean not null,
    created_at timestamptz not null)`,
  'create index people_by_account on people (account_id)',
  `create table invitations (
    token_hash text primary key, person_id text references people (person_id) on delete cascade,
    expires_at timestamptz not null, created_at timestamptz not null)`,
  'create index invitations_by_person on invitations (person_id)',
  `create table api_tokens (
    token_id text primary key, owner text not null, name text not null, start text not null,
    secret_hash text not null unique, read_only boolean not null, created_at timestamptz not null,
    expires_at timestamptz, last_used_at timestamptz)`,
  'create index api_tokens_by_owner on api_tokens (owner)',
]

/** What better-auth's own migration makes of our configuration; a test compares the two. */
const AUTH = [
  `create table auth_users (
    id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null,
    image text, "createdAt" timestamptz not null default current_timestamp,
    "updatedAt" timestamptz not null default current_timestamp)`,
  `create table auth_sessions (
    id text primary key, "expiresAt" timestamptz not null, token text not null unique,
    "createdAt" timestamptz not null default current_timestamp, "updatedAt" timestamptz not null,
    "ipAddress" text, "userAgent" text,
    "userId" text not null references auth_users (id) on delete cascade)`,
  'create index "auth_sessions_userId_idx" on auth_sessions ("userId")',
  `create table auth_credentials (
    id text primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references auth_users (id) on delete cascade, "accessToken" text,
    "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz, scope text, password text,
    "createdAt" timestamptz not null default current_timestamp, "updatedAt" timestamptz not null)`,
  'create index "auth_credentials_userId_idx" on auth_credentials ("userId")',
  `create table auth_verifications (
    id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
    "createdAt" timestamptz not null default current_timestamp,
    "updatedAt" timestamptz not null default current_timestamp)`,
  'create index "auth_verifications_identifier_idx" on auth_verifications (identifier)',
]
