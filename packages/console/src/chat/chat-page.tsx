import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Failure } from '../ui/failure.tsx'
import { useDocumentTitle } from '../ui/page.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ChatColumns } from './chat-columns.tsx'
import { ConversationHead } from './conversation-head.tsx'
import { conversationsQuery } from './conversation-history.ts'
import { ConversationView } from './conversation-view.tsx'
import { conversationQuery } from './conversations.ts'

const route = getRouteApi('/app/c/$conversationId')

export function ChatPage() {
  const { conversationId } = route.useParams()
  const { data: conversation, error, refetch } = useQuery(conversationQuery(conversationId))
  const { data: conversations } = useQuery(conversationsQuery)
  const summary = conversations?.find((each) => each.conversationId === conversationId)
  useDocumentTitle(summary?.title ?? 'Chat')
  return (
    <ChatColumns>
      {summary !== undefined && <ConversationHead conversation={summary} />}
      {conversation !== undefined ? (
        <ConversationView key={conversationId} conversation={conversation} readersOf={summary?.sharedBy} />
      ) : (
        <div className="mx-auto w-full max-w-2xl px-4 py-10">
          <h1 className="sr-only">Conversation</h1>
          {error === null ? (
            <Skeleton className="h-40" />
          ) : (
            <Failure
              error={error}
              onRetry={() => void refetch()}
              elsewhere={<Link to="/">A new conversation</Link>}
            />
          )}
        </div>
      )}
    </ChatColumns>
  )
}
