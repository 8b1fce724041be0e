import { newId } from '@aipress/contract'
import type { UIMessage } from 'ai'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'

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
        created_at: now(),
        updated_at: now(),
        answering_until: null,
      }
      await database.insertInto('conversations').values(row).execute()
      await removeOldest(database, owner)
      return asConversation(row)
    },

    async find(owner: string, conversationId: string): Promise<Conversation | undefined> {
      const row = await database
        .selectFrom('conversations')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('owner', '=', owner)
        .executeTakeFirst()
      return row === undefined ? undefined : asConversation(row)
    },

    async list(owner: string): Promise<Conversation[]> {
      const rows = await database
        .selectFrom('conversations')
        .selectAll()
        .where('owner', '=', owner)
        .orderBy('updated_at', 'desc')
        .limit(CONVERSATIONS_MAX)
        .execute()
      return rows.map(asConversation)
    },

    async remove(owner: string, conversationId: string): Promise<boolean> {
      if ((await this.find(owner, conversationId)) === undefined) return false
      await removeConversations(database, [conversationId])
      return true
    },

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

function asConversation(row: { conversation_id: string; title: string; updated_at: Date }): Conversation {
  return { conversationId: row.conversation_id, title: row.title, updatedAt: row.updated_at.toISOString() }
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
