import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'
import type { ConversationSummary } from './chat-message.ts'
import { deleteConversation } from './conversation-history.ts'

interface DeleteConversationDialogProps {
  conversation: ConversationSummary
  onClose: () => void
}

export function DeleteConversationDialog({ conversation, onClose }: DeleteConversationDialogProps) {
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
      if (shown === conversation.conversationId) void navigate({ to: '/', replace: true })
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
