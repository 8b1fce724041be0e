import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'
import { queryClient } from '../client/query-client.ts'
import type { ConversationSummary } from './chat-message.ts'

/** The sidebar lists conversations on every page, so this file must not load the chat itself. */
export const conversationsQuery = conversationsWith('')

/** Those in whose title or words it is. */
export function conversationsWith(search: string) {
  return queryOptions({
    queryKey: ['chat conversations', search],
    queryFn: ({ signal }) =>
      fetchJson<{ items: ConversationSummary[] }>(
        `/chat/conversations?search=${encodeURIComponent(search)}`,
        { signal },
      ).then(({ items }) => items),
  })
}

export async function changeConversation(
  conversationId: string,
  change: { title?: string; shared?: boolean },
): Promise<void> {
  await fetchJson(conversationPath(conversationId), { method: 'PATCH', body: change })
  refreshConversations()
}

const deletedListeners = new Set<(conversationId: string) => void>()

export function onConversationDeleted(listener: (conversationId: string) => void): void {
  deletedListeners.add(listener)
}

export async function deleteConversation(conversationId: string): Promise<void> {
  await fetchJson(conversationPath(conversationId), { method: 'DELETE' })
  for (const listener of deletedListeners) listener(conversationId)
  refreshConversations()
}

export function refreshConversations(): void {
  void queryClient.invalidateQueries({ queryKey: ['chat conversations'] })
}

export function conversationPath(conversationId: string): string {
  return `/chat/conversations/${encodeURIComponent(conversationId)}`
}
