import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { ConversationSummary } from './chat-message.ts'
import { changeConversation } from './conversation-history.ts'

export { DeleteConversationDialog } from './delete-conversation-dialog.tsx'

const TITLE_LENGTH_MAX = 60

interface ConversationDialogProps {
  conversation: ConversationSummary
  onClose: () => void
}

/** Busy until it is done; then closed with a word, or open with what went wrong. */
function useChange({ conversation, onClose }: ConversationDialogProps) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const change = async (wish: Parameters<typeof changeConversation>[1], done: string) => {
    setBusy(true)
    try {
      await changeConversation(conversation.conversationId, wish)
      toast.good(done)
      onClose()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return { busy, error, change }
}

export function RenameDialog(props: ConversationDialogProps) {
  const [title, setTitle] = useState(props.conversation.title)
  const { busy, error, change } = useChange(props)
  return (
    <Dialog title="Rename this conversation" onClose={props.onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void change({ title: title.trim() }, 'The conversation has its new title')
        }}
      >
        <TextField
          label="Title"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          required
          maxLength={TITLE_LENGTH_MAX}
          autoFocus
        />
        <FailureNote error={error} className="mt-4" />
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabledReason={title.trim() === '' ? 'Give the conversation a title first' : undefined}
          >
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

export function ShareDialog(props: ConversationDialogProps) {
  const { busy, error, change } = useChange(props)
  const { shared } = props.conversation
  const address = `${window.location.origin}/c/${props.conversation.conversationId}`
  return (
    <Dialog
      title={shared ? 'This conversation is shared' : 'Share this conversation'}
      onClose={props.onClose}
    >
      <p className="text-soft">
        {shared
          ? 'Members of your account who may do what you may can read it, with all that is said in it from now on. Only you can go on with it.'
          : 'Members of your account who may do what you may will be able to read it, with what is said in it later. Only you can go on with it.'}
      </p>
      {shared && <p className="mt-3 break-all font-mono text-[0.85rem]">{address}</p>}
      <FailureNote error={error} className="mt-4" />
      <DialogActions>
        <Button onClick={props.onClose}>{shared ? 'Close' : 'Cancel'}</Button>
        {shared ? (
          <Button
            busy={busy}
            onClick={() => void change({ shared: false }, 'The conversation is yours alone again')}
          >
            Stop sharing
          </Button>
        ) : (
          <Button
            look="primary"
            busy={busy}
            onClick={() => void change({ shared: true }, 'Your account can read the conversation')}
          >
            Share
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}
