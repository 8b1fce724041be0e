import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Failure } from '../ui/failure.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ConversationHead } from './conversation-head.tsx'
import { conversationsQuery } from './conversation-history.ts'
import { ConversationView } from './conversation-view.tsx'
import { conversationQuery, newConversation, onConversationNamed } from './conversations.ts'
import { LivePanel } from './live-panel.tsx'

const route = getRouteApi('/app/c/$conversationId')

export function NewChatPage() {
  useDocumentTitle('')
  const [conversation] = useState(newConversation)
  const navigate = useNavigate()
  useEffect(
    () =>
      onConversationNamed(
        (conversationId) =>
          void navigate({ to: '/c/$conversationId', params: { conversationId }, replace: true }),
      ),
    [navigate],
  )
  return (
    <Columns>
      <ConversationView conversation={conversation} />
    </Columns>
  )
}

export function ChatPage() {
  const { conversationId } = route.useParams()
  const { data: conversation, error, refetch } = useQuery(conversationQuery(conversationId))
  const { data: conversations } = useQuery(conversationsQuery)
  const summary = conversations?.find((each) => each.conversationId === conversationId)
  useDocumentTitle(summary?.title ?? 'Chat')
  return (
    <Columns>
      {summary !== undefined && <ConversationHead conversation={summary} />}
      {conversation !== undefined ? (
        <ConversationView key={conversationId} conversation={conversation} readersOf={summary?.sharedBy} />
      ) : (
        <div className="mx-auto w-full max-w-2xl px-4 py-10">
          {error === null ? (
            <Skeleton className="h-40" />
          ) : (
            <Failure error={error} onRetry={() => void refetch()} />
          )}
        </div>
      )}
    </Columns>
  )
}

function Columns({ children }: { children: React.ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
      <LivePanel />
    </div>
  )
}
