import type { SignInMethod } from '@aipress/contract'
import type { Generated } from 'kysely'
import { type Database, type Migration, sql } from '../kernel/database.ts'
import { ENROLMENT_MS_MAX } from './second-factor.ts'

declare module '../kernel/database.ts' {
  interface Tables {
    auth_sessions: SessionTable
    password_resets: PasswordResetTable
    second_factors: SecondFactorTable
    recovery_codes: { person_id: string; code_hash: string }
    sign_in_challenges: ChallengeTable
    passkeys: PasskeyTable
  }
}

/** Columns as better-auth names them. */
export interface SessionTable {
  id: string
  userId: string
  token: string
  createdAt: Date
  expiresAt: Date
  ipAddress: string | null
  userAgent: string | null
  method: SignInMethod
  lastUsedAt: Date | null
}

export interface PasswordResetTable {
  /** SHA-256 of the token in the link; the row goes when it is used. */
  token_hash: string
  person_id: string
  expires_at: Date
  created_at: Date
}

export interface SecondFactorTable {
  person_id: string
  /** Sealed for this person. */
  secret: string
  /** Null until a code was typed: then it counts. */
  confirmed_at: Date | null
  /** Of the app's clock; none before it is taken again. */
  last_step: Generated<number>
  /** In a row. */
  failures: Generated<number>
  locked_until: Date | null
  created_at: Date
}

export interface ChallengeTable {
  token_hash: string
  kind: 'second-factor' | 'passkey-registration' | 'passkey' | 'provider'
  person_id: string | null
  /** JSON. */
  data: string
  expires_at: Date
}

export interface PasskeyTable {
  /** The device's name for its key, in base64url. */
  passkey_id: string
  person_id: string
  name: string
  public_key: Buffer
  /** How often the device says the key was used; some always say 0. */
  counter: number
  created_at: Date
  last_used_at: Date | null
}

export const signingInMigrations: Record<string, Migration> = {
  '027_sessions_and_resets': {
    async up(database) {
      for (const statement of SESSIONS_AND_RESETS) await sql.raw(statement).execute(database)
    },
  },
  '028_second_factors': {
    async up(database) {
      for (const statement of SECOND_FACTORS) await sql.raw(statement).execute(database)
    },
  },
  '029_passkeys': {
    async up(database) {
      for (const statement of PASSKEYS) await sql.raw(statement).execute(database)
    },
  },
}

const SESSIONS_AND_RESETS = [
  'alter table auth_sessions add column "method" text, add column "lastUsedAt" timestamptz',
  `update auth_sessions set method = 'password'`,
  `create table password_resets (
    token_hash text primary key, person_id text not null references people (person_id) on delete cascade,
    expires_at timestamptz not null, created_at timestamptz not null)`,
  'create index password_resets_by_person on password_resets (person_id)',
]

const SECOND_FACTORS = [
  `create table second_factors (
    person_id text primary key references people (person_id) on delete cascade, secret text not null,
    confirmed_at timestamptz, last_step integer not null default 0, failures integer not null default 0,
    locked_until timestamptz, created_at timestamptz not null)`,
  `create table recovery_codes (
    person_id text not null references second_factors (person_id) on delete cascade, code_hash text not null,
    primary key (person_id, code_hash))`,
  `create table sign_in_challenges (
    token_hash text primary key, kind text not null,
    person_id text references people (person_id) on delete cascade, data text not null,
    expires_at timestamptz not null)`,
]

const PASSKEYS = [
  `create table passkeys (
    passkey_id text primary key, person_id text not null references people (person_id) on delete cascade,
    name text not null, public_key bytea not null, counter bigint not null, created_at timestamptz not null,
    last_used_at timestamptz)`,
  'create index passkeys_by_person on passkeys (person_id)',
]

/** Removes what can no longer be used. Answers how many rows. */
export async function purgeSigningIn(database: Database, nowMs: number): Promise<number> {
  const now = new Date(nowMs)
  const enrolledSince = new Date(nowMs - ENROLMENT_MS_MAX)
  const gone = await Promise.all([
    database.deleteFrom('auth_sessions').where('expiresAt', '<', now).executeTakeFirst(),
    database.deleteFrom('password_resets').where('expires_at', '<', now).executeTakeFirst(),
    database.deleteFrom('sign_in_challenges').where('expires_at', '<', now).executeTakeFirst(),
    database
      .deleteFrom('second_factors')
      .where('confirmed_at', 'is', null)
      .where('created_at', '<', enrolledSince)
      .executeTakeFirst(),
  ])
  return gone.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
