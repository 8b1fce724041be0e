import { Chat } from '@ai-sdk/react'
import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'
import { queryClient } from '../client/query-client.ts'
import { asksSomething, withDecisions } from './approval-decisions.ts'
import type { ChatMessage } from './chat-message.ts'
import { createChatTransport } from './chat-transport.ts'
import { conversationPath, onConversationDeleted, refreshConversations } from './conversation-history.ts'

export type Conversation = Chat<ChatMessage>

/** Conversations stay open while one looks at other pages; the oldest is read again when wanted. */
const OPEN_MAX = 20
const open = new Map<string, Conversation>()
let unnamed: Conversation | undefined
let whenNamed: ((conversationId: string) => void) | undefined

/** Calls back once the server has given the new conversation its id. Answers how to stop listening. */
export function onConversationNamed(listener: (conversationId: string) => void): () => void {
  whenNamed = listener
  return () => {
    whenNamed = undefined
  }
}

onConversationDeleted((conversationId) => {
  void open.get(conversationId)?.stop()
  open.delete(conversationId)
})

/** The conversation in which nothing has been said yet. */
export function newConversation(): Conversation {
  unnamed ??= createConversation(undefined, [])
  return unnamed
}

export async function openConversation(conversationId: string, signal: AbortSignal): Promise<Conversation> {
  const already = open.get(conversationId)
  if (already !== undefined) return already
  const messages = await fetchMessages(conversationId, signal)
  const conversation = createConversation(conversationId, messages)
  keep(conversationId, conversation)
  return conversation
}

export function conversationQuery(conversationId: string) {
  return queryOptions({
    queryKey: ['chat', conversationId],
    queryFn: ({ signal }) => openConversation(conversationId, signal),
    staleTime: 0,
    // The conversation is live by itself; the query only finds it.
    structuralSharing: false,
  })
}

export const suggestionsQuery = queryOptions({
  queryKey: ['chat suggestions'],
  queryFn: ({ signal }) =>
    fetchJson<{ items: string[] }>('/chat/suggestions', { signal }).then(({ items }) => items),
  staleTime: 30_000,
})

function createConversation(knownId: string | undefined, messages: ChatMessage[]): Conversation {
  let conversationId = knownId
  const conversation = new Chat<ChatMessage>({
    messages,
    transport: createChatTransport(() => conversationId),
    onData: (part) => {
      if (part.type !== 'data-conversation') return
      const named = part.data.conversationId
      if (conversationId === undefined) {
        conversationId = named
        keep(named, conversation)
        if (unnamed === conversation) unnamed = undefined
        queryClient.setQueryData(conversationQuery(named).queryKey, conversation)
        whenNamed?.(named)
      }
      refreshConversations()
    },
    onFinish: () => {
      // Whatever was asked may have changed anything that is shown beside the chat.
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => /\.list$/.test(String(queryKey[0])) })
      if (conversationId !== undefined && asksSomething(conversation.messages)) {
        void learnDecisions(conversation, conversationId)
      }
    },
  })
  return conversation
}

async function fetchMessages(conversationId: string, signal?: AbortSignal): Promise<ChatMessage[]> {
  const path = conversationPath(conversationId)
  const { messages } = await fetchJson<{ messages: ChatMessage[] }>(path, { ...(signal && { signal }) })
  return messages
}

/** A question may have been answered in words; its card shows the answer as soon as the turn is over. */
async function learnDecisions(conversation: Conversation, conversationId: string): Promise<void> {
  // Without an answer the cards stay as they are; the server refuses a second decision anyway.
  const history = await fetchMessages(conversationId).catch(() => [])
  // Messages of a turn that has begun meanwhile are being written; its end asks again.
  if (conversation.status === 'submitted' || conversation.status === 'streaming') return
  conversation.messages = withDecisions(conversation.messages, history)
}

function keep(conversationId: string, conversation: Conversation): void {
  open.set(conversationId, conversation)
  for (const [oldest] of open) {
    if (open.size <= OPEN_MAX) return
    open.delete(oldest)
    queryClient.removeQueries({ queryKey: ['chat', oldest] })
  }
}
