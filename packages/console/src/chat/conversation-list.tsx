import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { ConversationSummary } from './chat-message.ts'
import { conversationsQuery, deleteConversation } from './conversation-history.ts'

const SHOWN_MAX = 30

export function ConversationList() {
  const { data: conversations } = useQuery(conversationsQuery)
  const [deleting, setDeleting] = useState<ConversationSummary>()
  if (conversations === undefined || conversations.length === 0) return null
  return (
    <section aria-labelledby="conversations" className="mt-6">
      <h2 id="conversations" className="label-caps mb-1.5 px-2.5 font-sans">
        Conversations
      </h2>
      <ul>
        {conversations.slice(0, SHOWN_MAX).map((each) => (
          <li key={each.conversationId} className="group relative">
            <Link
              to="/c/$conversationId"
              params={{ conversationId: each.conversationId }}
              className="block truncate rounded-lg py-1.5 pr-8 pl-2.5 text-[0.9rem] text-soft transition-colors hover:bg-line/60 hover:text-ink aria-[current=page]:bg-line aria-[current=page]:text-ink"
            >
              {each.title}
            </Link>
            <button
              type="button"
              aria-label={`Delete the conversation “${each.title}”`}
              title="Delete"
              onClick={() => setDeleting(each)}
              className="absolute top-1/2 right-1 -translate-y-1/2 rounded-md p-1.5 text-faint opacity-0 hover:text-bad focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
            >
              <Trash2 size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {deleting !== undefined && (
        <DeleteDialog conversation={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </section>
  )
}

function DeleteDialog({ conversation, onClose }: { conversation: ConversationSummary; onClose: () => void }) {
  const navigate = useNavigate()
  const shown = useParams({ strict: false, select: (params) => params.conversationId })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const confirm = async () => {
    setBusy(true)
    try {
      await deleteConversation(conversation.conversationId)
      onClose()
      toast.good('The conversation is deleted')
      if (shown === conversation.conversationId) void navigate({ to: '/' })
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <ConfirmDialog
      title="Delete this conversation?"
      confirmLabel="Delete conversation"
      busy={busy}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>“{conversation.title}” is removed for good. What was done in it stays done.</p>
    </ConfirmDialog>
  )
}
