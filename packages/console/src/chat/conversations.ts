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
const names = new WeakMap<Conversation, string>()
const whenNamed = new WeakMap<Conversation, (conversationId: string) => void>()

/** Calls back once the server has given the new conversation its id. Answers how to stop listening. */
export function onConversationNamed(
  conversation: Conversation,
  listener: (conversationId: string) => void,
): () => void {
  const already = names.get(conversation)
  if (already === undefined) whenNamed.set(conversation, listener)
  else listener(already)
  return () => {
    whenNamed.delete(conversation)
  }
}

onConversationDeleted((conversationId) => {
  void open.get(conversationId)?.stop()
  open.delete(conversationId)
  // Whoever goes back to it shall read that it is gone.
  queryClient.removeQueries({ queryKey: conversationQuery(conversationId).queryKey })
})

/** A new conversation, with its first words on their way. */
export function beginConversation(text: string): Conversation {
  const conversation = createConversation(undefined, [])
  void conversation.sendMessage({ text })
  return conversation
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
        queryClient.setQueryData(conversationQuery(named).queryKey, conversation)
        names.set(conversation, named)
        whenNamed.get(conversation)?.(named)
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
