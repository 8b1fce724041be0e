import { Pencil, Share2, Trash2, Users } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { ConversationSummary } from './chat-message.ts'
import { DeleteConversationDialog, RenameDialog, ShareDialog } from './lazy-conversation-dialogs.tsx'

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
      <Suspense>
        {opened === 'rename' && <RenameDialog conversation={conversation} onClose={close} />}
        {opened === 'share' && <ShareDialog conversation={conversation} onClose={close} />}
        {opened === 'delete' && <DeleteConversationDialog conversation={conversation} onClose={close} />}
      </Suspense>
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
