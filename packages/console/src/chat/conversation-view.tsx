import { useChat } from '@ai-sdk/react'
import { CHAT_NOTE_KEY, type ChatForm, type FormValues, wordsOfForm } from '@aipress/contract/chat-form.ts'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { whenIdle } from '../ui/when-idle.ts'
import { ChatFailure } from './chat-failure.tsx'
import type { Approval, ApprovalAnswer, SentForm } from './chat-message.ts'
import { Composer } from './composer.tsx'
import type { Conversation } from './conversations.ts'
import { formStateOf } from './form-outcome.ts'
import { loadCards } from './lazy-tool-part.tsx'
import { MessageView } from './message-view.tsx'
import { Thinking } from './own-words.tsx'

/** Twenty pictures a second are smooth enough for text, and leave the machine to the cards. */
const RENDER_EVERY_MS = 50
/** Who scrolled up this far is reading, and is not pulled down by new words. */
const NEAR_END_PX = 120

interface ConversationViewProps {
  conversation: Conversation
  /** Whose it is, where one may only read it. */
  readersOf?: string | undefined
}

export function ConversationView({ conversation, readersOf }: ConversationViewProps) {
  const chat = useChat({ chat: conversation, throttle: RENDER_EVERY_MS })
  const { messages, status, error } = chat
  const busy = status === 'submitted' || status === 'streaming'
  const { box, follow } = useFollowingScroll(messages)
  useEffect(() => whenIdle(() => void loadCards()), [])
  const ask = (text: string) => {
    follow()
    chat.clearError()
    void chat.sendMessage({ text })
  }
  const answer = useCallback(
    async (asked: Approval, approval: ApprovalAnswer) => {
      follow()
      const before = conversation.messages
      // The words that the server keeps in the history for it.
      const text = `${approval.approved ? 'Approved' : 'Declined'}: ${asked.title}`
      await conversation.sendMessage({ text }, { body: { approval } })
      return arrived(conversation, before)
    },
    [conversation, follow],
  )
  const sendForm = useCallback(
    async (form: ChatForm, values: FormValues) => {
      follow()
      const before = conversation.messages
      // As the server keeps it: the words, and which form they came with.
      const note = { [CHAT_NOTE_KEY]: { form: form.formId } }
      const words = { type: 'text' as const, text: wordsOfForm(form, values), providerMetadata: note }
      const sent: SentForm = { formId: form.formId, values }
      await conversation.sendMessage({ role: 'user', parts: [words] }, { body: { form: sent } })
      return arrived(conversation, before)
    },
    [conversation, follow],
  )
  return (
    <>
      <div ref={box} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div
          role="log"
          aria-label="Conversation"
          aria-busy={busy}
          className="mx-auto w-full max-w-[46rem] space-y-7 px-4 py-8 sm:px-6"
        >
          {messages.map((message, index) => (
            <MessageView
              key={message.id}
              message={message}
              streaming={busy && index === messages.length - 1}
              formState={formStateOf(messages, index, { busy, reading: readersOf !== undefined })}
              onAnswer={answer}
              onSendForm={sendForm}
            />
          ))}
          {status === 'submitted' && messages.at(-1)?.role === 'user' && <Thinking />}
          {error !== undefined && (
            <ChatFailure
              error={error}
              onRetry={ofCards.has(error) ? undefined : () => void chat.regenerate()}
            />
          )}
        </div>
      </div>
      {readersOf === undefined ? (
        <Composer busy={busy} onAsk={ask} onStop={() => void chat.stop()} />
      ) : (
        <p className="border-line border-t px-6 py-4 text-center text-faint">
          {readersOf} shared this conversation. To ask something, start one of your own.
        </p>
      )}
    </>
  )
}

/** Failures of what a card sent: the card is there to send it again, and asking again would repeat the words before it. */
const ofCards = new WeakSet<Error>()

function arrived(conversation: Conversation, before: Conversation['messages']): boolean {
  if (conversation.status !== 'error') return true
  if (conversation.error !== undefined) ofCards.add(conversation.error)
  conversation.messages = before
  return false
}

/** Keeps the newest words in sight, unless the reader has scrolled away from them. */
function useFollowingScroll(changing: unknown) {
  const box = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const note = () => {
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    }
    // Cards grow after they have come, when what they show has been read.
    const grown = new ResizeObserver(() => {
      if (following.current) element.scrollTop = element.scrollHeight
    })
    element.addEventListener('scroll', note, { passive: true })
    if (element.firstElementChild !== null) grown.observe(element.firstElementChild)
    return () => {
      element.removeEventListener('scroll', note)
      grown.disconnect()
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when something new is there
  useLayoutEffect(() => {
    if (box.current !== null && following.current) box.current.scrollTop = box.current.scrollHeight
  }, [changing])
  // What is sent by a card further up is answered at the end.
  const follow = useCallback(() => {
    following.current = true
  }, [])
  return { box, follow }
}
