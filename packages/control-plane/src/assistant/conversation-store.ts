import { newId } from '@aipress/contract'
import type { UIMessage } from 'ai'
import type { Updateable } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import { type Database, sql } from '../kernel/database.ts'
import type { ConversationTable } from './assistant-migrations.ts'

/** The oldest go when there are more: nobody scrolls further back. */
export const CONVERSATIONS_MAX = 100
export const MESSAGES_MAX = 200
export const TITLE_LENGTH_MAX = 60
/** A crashed process blocks a conversation for this long at most. */
export const LEASE_MS = 15_000

export interface Conversation {
  conversationId: string
  title: string
  updatedAt: string
  /** Members of the owner's account may read it. */
  shared?: true
  /** Whose it is, where it is another's: it can be read and not gone on with. */
  sharedBy?: string
}

/** Who looks: at what is theirs, and at what was shared with their account by somebody who may do no more than they. */
export interface Reader {
  readonly owner: string
  readonly accountId: string
  readonly permissions: readonly string[]
}

export interface Sharing {
  readonly accountId: string
  readonly permissions: readonly string[]
  /** The owner's name. */
  readonly by: string
}

export type ConversationStore = ReturnType<typeof createConversationStore>

/** Conversations and their messages. Every look-up takes the owner, so that none can be forgotten. */
export function createConversationStore(database: Database, clock: Clock) {
  const now = () => new Date(clock())
  return {
    async create(owner: string, title: string): Promise<Conversation> {
      const row = {
        conversation_id: newId('conversation'),
        owner,
        title,
        shared_with: null,
        shared_permissions: null,
        shared_by: null,
        created_at: now(),
        updated_at: now(),
        answering_until: null,
      }
      await database.insertInto('conversations').values(row).execute()
      await removeOldest(database, owner)
      return asConversation(row, owner)
    },

    async find(owner: string, conversationId: string): Promise<Conversation | undefined> {
      const row = await database
        .selectFrom('conversations')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('owner', '=', owner)
        .executeTakeFirst()
      return row === undefined ? undefined : asConversation(row, owner)
    },

    async remove(owner: string, conversationId: string): Promise<boolean> {
      if ((await this.find(owner, conversationId)) === undefined) return false
      await removeConversations(database, [conversationId])
      return true
    },

    ...reading(database),

    ...leases(database, clock),

    /** In the order they were said. */
    async messages(conversationId: string): Promise<UIMessage[]> {
      const rows = await database
        .selectFrom('conversation_messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('position')
        .execute()
      return rows.map((row) => ({
        id: row.message_id,
        role: row.role,
        parts: row.parts as UIMessage['parts'],
      }))
    },

    /** Only the process that has claimed the conversation calls this. */
    append: (conversationId: string, message: StoredMessage) =>
      appendMessage(database, now(), conversationId, message),
  }
}

/** What is read by others than the owner too, and what makes it so. */
function reading(database: Database) {
  return {
    /** The latest first, 100 at most; with `search` those in whose title or messages it is, in any case. */
    async list(reader: Reader, search = ''): Promise<Conversation[]> {
      const rows = await readable(database, reader)
        .$if(search !== '', (query) => query.where(holds(search)))
        .orderBy('updated_at', 'desc')
        .limit(CONVERSATIONS_MAX)
        .execute()
      return rows.map((row) => asConversation(row, reader.owner))
    },

    async findReadable(reader: Reader, conversationId: string): Promise<Conversation | undefined> {
      const row = await readable(database, reader)
        .where('conversation_id', '=', conversationId)
        .executeTakeFirst()
      return row === undefined ? undefined : asConversation(row, reader.owner)
    },

    /** Answers whether there is such a conversation of the owner's. */
    rename: (owner: string, conversationId: string, title: string) =>
      change(database, owner, conversationId, { title }),

    /** Undefined shares it with nobody. */
    share: (owner: string, conversationId: string, sharing: Sharing | undefined) =>
      change(database, owner, conversationId, {
        shared_with: sharing?.accountId ?? null,
        shared_permissions: sharing === undefined ? null : JSON.stringify(sharing.permissions),
        shared_by: sharing?.by ?? null,
      }),
  }
}

/** One process answers in a conversation at a time. */
function leases(database: Database, clock: Clock) {
  const until = () => new Date(clock() + LEASE_MS)
  return {
    /** True when this process may answer now; it must `release`, and `renew` before the lease ends. */
    async claim(conversationId: string): Promise<boolean> {
      const { numUpdatedRows } = await database
        .updateTable('conversations')
        .set({ answering_until: until() })
        .where('conversation_id', '=', conversationId)
        .where((where) =>
          where.or([where('answering_until', 'is', null), where('answering_until', '<', new Date(clock()))]),
        )
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    renew: (conversationId: string) => setLease(database, conversationId, until()),
    release: (conversationId: string) => setLease(database, conversationId, null),
  }
}

export type StoredMessage = Pick<UIMessage, 'id' | 'parts'> & { role: 'user' | 'assistant' }

async function appendMessage(
  database: Database,
  at: Date,
  conversationId: string,
  { id, role, parts }: StoredMessage,
): Promise<void> {
  await database.transaction().execute(async (tx) => {
    const { last } = await tx
      .selectFrom('conversation_messages')
      .select((select) => select.fn.max('position').as('last'))
      .where('conversation_id', '=', conversationId)
      .executeTakeFirstOrThrow()
    const position = Number(last ?? 0) + 1
    const row = {
      conversation_id: conversationId,
      position,
      message_id: id,
      role,
      parts: JSON.stringify(parts),
    }
    await tx.insertInto('conversation_messages').values(row).execute()
    await tx
      .deleteFrom('conversation_messages')
      .where('conversation_id', '=', conversationId)
      .where('position', '<=', position - MESSAGES_MAX)
      .execute()
    await tx
      .updateTable('conversations')
      .set({ updated_at: at })
      .where('conversation_id', '=', conversationId)
      .execute()
  })
}

/** The first words of the first thing said. */
export function titleOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= TITLE_LENGTH_MAX) return line
  return `${line.slice(0, TITLE_LENGTH_MAX - 1).replace(/\s+\S*$/, '')}…`
}

interface ConversationRow {
  conversation_id: string
  owner: string
  title: string
  updated_at: Date
  shared_with: string | null
  shared_by: string | null
}

function asConversation(row: ConversationRow, reader: string): Conversation {
  return {
    conversationId: row.conversation_id,
    title: row.title,
    updatedAt: row.updated_at.toISOString(),
    ...(row.shared_with === null ? {} : { shared: true }),
    ...(row.owner === reader ? {} : { sharedBy: row.shared_by ?? 'somebody' }),
  }
}

function readable(database: Database, { owner, accountId, permissions }: Reader) {
  return database
    .selectFrom('conversations')
    .selectAll()
    .where((where) =>
      where.or([
        where('owner', '=', owner),
        where.and([
          where('shared_with', '=', accountId),
          sql<boolean>`shared_permissions <@ ${JSON.stringify(permissions)}::jsonb`,
        ]),
      ]),
    )
}

/** Looked for in the title and in what was said, as it is typed: none of its signs is a pattern. */
function holds(search: string) {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(title ilike ${pattern} or exists (
    select from conversation_messages as message, jsonb_path_query(message.parts, '$[*].text') as said
    where message.conversation_id = conversations.conversation_id and said #>> '{}' ilike ${pattern}))`
}

async function change(
  database: Database,
  owner: string,
  conversationId: string,
  values: Updateable<ConversationTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('conversations')
    .set(values)
    .where('conversation_id', '=', conversationId)
    .where('owner', '=', owner)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

async function setLease(database: Database, conversationId: string, until: Date | null): Promise<void> {
  await database
    .updateTable('conversations')
    .set({ answering_until: until })
    .where('conversation_id', '=', conversationId)
    .execute()
}

async function removeOldest(database: Database, owner: string): Promise<void> {
  const old = await database
    .selectFrom('conversations')
    .select('conversation_id')
    .where('owner', '=', owner)
    .orderBy('updated_at', 'desc')
    .offset(CONVERSATIONS_MAX)
    .limit(CONVERSATIONS_MAX)
    .execute()
  await removeConversations(
    database,
    old.map((row) => row.conversation_id),
  )
}

async function removeConversations(database: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await database.transaction().execute(async (tx) => {
    for (const table of ['conversation_messages', 'approvals', 'conversations'] as const)
      await tx.deleteFrom(table).where('conversation_id', 'in', ids).execute()
  })
}
