import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ChatColumns } from './chat-columns.tsx'
import { ConversationView } from './conversation-view.tsx'
import { beginConversation, type Conversation, onConversationNamed } from './conversations.ts'

/** A conversation that has just begun on the home page. It gets an address of its own as soon as it has a name. */
export function NewConversation({ conversation }: { conversation: Conversation }) {
  const navigate = useNavigate()
  useEffect(
    () =>
      onConversationNamed(
        conversation,
        (conversationId) =>
          void navigate({ to: '/c/$conversationId', params: { conversationId }, replace: true }),
      ),
    [conversation, navigate],
  )
  return (
    <ChatColumns>
      <h1 className="sr-only">New conversation</h1>
      <ConversationView conversation={conversation} />
    </ChatColumns>
  )
}

export function newConversation(text: string) {
  return <NewConversation conversation={beginConversation(text)} />
}
