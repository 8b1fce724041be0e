import type { ColumnType } from 'kysely'
import { type Migration, sql } from '../kernel/database.ts'
import type { TakeBack } from './take-back.ts'

declare module '../kernel/database.ts' {
  interface Tables {
    conversations: ConversationTable
    conversation_messages: ConversationMessageTable
    approvals: ApprovalTable
  }
}

/** Written as text, read as what it says. */
type Json<T> = ColumnType<T, string, string>

export interface ConversationTable {
  conversation_id: string
  /** A person, or a principal that is none. Nobody else sees the conversation, administrators included, unless it is shared. */
  owner: string
  title: string
  /** The account whose members may read it; null where it is the owner's alone. */
  shared_with: string | null
  /** What the owner may do, at the time of sharing: who may do less must not read what it could show. */
  shared_permissions: Json<string[]> | null
  /** The owner's, as readers are told it. */
  shared_by: string | null
  created_at: Date
  updated_at: Date
  /** Until when the process that is answering holds the conversation; renewed while it lives. */
  answering_until: Date | null
}

export interface ConversationMessageTable {
  conversation_id: string
  position: number
  message_id: string
  role: 'user' | 'assistant'
  parts: Json<unknown[]>
}

export interface ApprovalTable {
  approval_id: string
  conversation_id: string
  owner: string
  action: string
  /** Exactly what will be called, with the thing named by its id. */
  input: Json<Record<string, unknown>>
  title: string
  effects: Json<string[]>
  /** What must be typed; null when a click is enough. */
  confirm_text: string | null
  expires_at: Date
  decided_at: Date | null
  approved: boolean | null
  /** When all that was approved had been tried. Until then the same answer may be given again: the process may have died. */
  finished_at: Date | null
  /** Over all of the above but the answer. */
  signature: string
  /** What takes each of its calls back, as it was read before the first try of that call: null where nothing does. */
  take_backs: Json<Record<string, TakeBack | null>>
}

export const assistantMigrations: Record<string, Migration> = {
  '060_assistant_conversations': {
    async up(database) {
      await sql`create table conversations (
        conversation_id text primary key, owner text not null, title text not null,
        created_at timestamptz not null, updated_at timestamptz not null, answering_until timestamptz)`.execute(
        database,
      )
      await sql`create index conversations_by_owner on conversations (owner, updated_at)`.execute(database)
      await sql`create table conversation_messages (
        conversation_id text not null, position bigint not null, message_id text not null,
        role text not null, parts jsonb not null, primary key (conversation_id, position))`.execute(database)
      await sql`create table approvals (
        approval_id text primary key, conversation_id text not null, owner text not null, action text not null,
        input jsonb not null, title text not null, effects jsonb not null, confirm_text text,
        expires_at timestamptz not null, decided_at timestamptz, approved boolean)`.execute(database)
      await sql`create index approvals_by_conversation on approvals (conversation_id)`.execute(database)
    },
  },
  '061_assistant_shared_conversations': {
    async up(database) {
      await sql`alter table conversations add column shared_with text, add column shared_permissions jsonb,
        add column shared_by text`.execute(database)
      await sql`create index conversations_by_reader on conversations (shared_with, updated_at)
        where shared_with is not null`.execute(database)
    },
  },
  '062_assistant_signed_approvals': {
    async up(database) {
      // What was asked before and is still open, ten minutes at most, has to be asked again.
      await sql`alter table approvals add column signature text not null default '', add column finished_at timestamptz`.execute(
        database,
      )
    },
  },
  '063_assistant_take_backs': {
    async up(database) {
      await sql`alter table approvals add column take_backs jsonb not null default '{}'`.execute(database)
    },
  },
}
