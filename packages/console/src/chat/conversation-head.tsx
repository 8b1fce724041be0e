import { Pencil, Share2, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import type { ConversationSummary } from './chat-message.ts'
import { changeConversation } from './conversation-history.ts'
import { DeleteConversationDialog } from './delete-conversation-dialog.tsx'

const TITLE_LENGTH_MAX = 60

type Opened = 'rename' | 'share' | 'delete'

/** What the conversation is called, and what its owner can do with it. */
export function ConversationHead({ conversation }: { conversation: ConversationSummary }) {
  const [opened, setOpened] = useState<Opened>()
  const close = () => setOpened(undefined)
  return (
    <header className="flex min-h-12 items-center gap-1 border-line border-b px-4 sm:px-6">
      <h1 className="min-w-0 flex-1 truncate font-medium text-[0.95rem] text-soft">{conversation.title}</h1>
      {conversation.sharedBy !== undefined ? (
        <p className="flex shrink-0 items-center gap-1.5 text-[0.85rem] text-faint">
          <Users size={14} aria-hidden /> Shared by {conversation.sharedBy}
        </p>
      ) : (
        <>
          <HeadButton label="Rename" onClick={() => setOpened('rename')}>
            <Pencil size={15} aria-hidden />
          </HeadButton>
          <HeadButton
            label={conversation.shared ? 'Shared with your account' : 'Share'}
            onClick={() => setOpened('share')}
          >
            {conversation.shared ? <Users size={15} aria-hidden /> : <Share2 size={15} aria-hidden />}
          </HeadButton>
          <HeadButton label="Delete" onClick={() => setOpened('delete')}>
            <Trash2 size={15} aria-hidden />
          </HeadButton>
        </>
      )}
      {opened === 'rename' && <RenameDialog conversation={conversation} onClose={close} />}
      {opened === 'share' && <ShareDialog conversation={conversation} onClose={close} />}
      {opened === 'delete' && <DeleteConversationDialog conversation={conversation} onClose={close} />}
    </header>
  )
}

interface HeadButtonProps {
  label: string
  onClick: () => void
  children: React.ReactNode
}

function HeadButton({ label, onClick, children }: HeadButtonProps) {
  return (
    <button
      type="button"
      aria-label={`${label} (this conversation)`}
      title={label}
      onClick={onClick}
      className="rounded-md p-2 text-faint transition-colors hover:bg-line/60 hover:text-ink pointer-coarse:p-3"
    >
      {children}
    </button>
  )
}

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

function RenameDialog(props: ConversationDialogProps) {
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

function ShareDialog(props: ConversationDialogProps) {
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
