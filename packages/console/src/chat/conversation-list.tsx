import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Trash2, Users } from 'lucide-react'
import { Suspense, useState } from 'react'
import { SearchBox } from '../ui/search-box.tsx'
import type { ConversationSummary } from './chat-message.ts'
import { conversationsQuery, conversationsWith } from './conversation-history.ts'
import { DeleteConversationDialog } from './lazy-conversation-dialogs.tsx'

const SHOWN_MAX = 30
/** Fewer are seen at a glance. */
const SEARCHED_FROM = 6

export function ConversationList() {
  const [search, setSearch] = useState('')
  const { data: all } = useQuery(conversationsQuery)
  const { data: found } = useQuery({ ...conversationsWith(search), placeholderData: keepPreviousData })
  const [deleting, setDeleting] = useState<ConversationSummary>()
  if (all === undefined || all.length === 0) return null
  return (
    <section aria-labelledby="conversations" className="mt-6">
      <h2 id="conversations" className="label-caps mb-1.5 px-2.5 font-sans">
        Conversations
      </h2>
      {all.length >= SEARCHED_FROM && (
        <div className="mb-1.5 flex px-1 text-[0.9rem]">
          <SearchBox
            label="Search conversations"
            placeholder="Search"
            value={search}
            onSearch={(text) => setSearch(text.trim())}
            narrow
          />
        </div>
      )}
      {search !== '' && found?.length === 0 && (
        <p className="px-2.5 py-1.5 text-[0.9rem] text-faint">No conversation says “{search}”.</p>
      )}
      <ul>
        {(found ?? all).slice(0, SHOWN_MAX).map((each) => (
          <Row key={each.conversationId} conversation={each} onDelete={() => setDeleting(each)} />
        ))}
      </ul>
      <Suspense>
        {deleting !== undefined && (
          <DeleteConversationDialog conversation={deleting} onClose={() => setDeleting(undefined)} />
        )}
      </Suspense>
    </section>
  )
}

function Row({ conversation, onDelete }: { conversation: ConversationSummary; onDelete: () => void }) {
  const { conversationId, title, shared, sharedBy } = conversation
  return (
    <li className="group relative">
      <Link
        to="/c/$conversationId"
        params={{ conversationId }}
        className="flex items-center gap-1.5 rounded-lg py-1.5 pr-8 pl-2.5 text-[0.9rem] text-soft transition-colors hover:bg-line/60 hover:text-ink aria-[current=page]:bg-line aria-[current=page]:text-ink"
      >
        <span className="min-w-0 truncate">{title}</span>
        {shared && (
          <span title={sharedBy === undefined ? 'Shared with your account' : `Shared by ${sharedBy}`}>
            <Users size={13} aria-hidden className="shrink-0 text-faint" />
            <span className="sr-only">{sharedBy === undefined ? '(shared)' : `(shared by ${sharedBy})`}</span>
          </span>
        )}
      </Link>
      {sharedBy === undefined && (
        <button
          type="button"
          aria-label={`Delete the conversation “${title}”`}
          title="Delete"
          onClick={onDelete}
          className="absolute top-1/2 right-1 -translate-y-1/2 rounded-md p-1.5 text-faint opacity-0 hover:text-bad focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        >
          <Trash2 size={14} aria-hidden />
        </button>
      )}
    </li>
  )
}
