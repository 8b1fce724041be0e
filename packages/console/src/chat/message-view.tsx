import { isStaticToolUIPart } from 'ai'
import { memo } from 'react'
import { Mark } from '../ui/logo.tsx'
import type { Approval, ApprovalAnswer, ChatMessage } from './chat-message.ts'
import type { FormCardProps } from './form-card.tsx'
import type { FormState } from './form-outcome.ts'
import { Markdown } from './lazy-markdown.tsx'
import { ApprovalCard, FormCard, ToolPart } from './lazy-tool-part.tsx'
import { Dots, OwnWords } from './own-words.tsx'

interface MessageViewProps {
  message: ChatMessage
  streaming: boolean
  /** Of the forms in it. */
  formState: FormState
  onAnswer: (approval: Approval, answer: ApprovalAnswer) => Promise<boolean>
  onSendForm: FormCardProps['onSend']
}

export const MessageView = memo(function MessageView(props: MessageViewProps) {
  const { message, streaming, formState, onAnswer, onSendForm } = props
  if (message.role === 'user') return <Asked message={message} />
  const nothingYet = !message.parts.some(isShown)
  if (nothingYet && !streaming) return null
  return (
    <article aria-label="AIPress" className="flex gap-3.5">
      <span className="mt-0.5 hidden sm:block">
        <Mark size={22} />
      </span>
      <div className="min-w-0 flex-1 space-y-3.5">
        {message.parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever appended, and have no other identity
          <Part key={index} part={part} formState={formState} onAnswer={onAnswer} onSendForm={onSendForm} />
        ))}
        {streaming && nothingYet && <Dots />}
      </div>
    </article>
  )
})

function isShown(part: ChatMessage['parts'][number]): boolean {
  return part.type === 'text'
    ? part.text.trim() !== ''
    : /^(tool-|dynamic-tool|data-approval|data-form)/.test(part.type)
}

interface PartProps extends Pick<MessageViewProps, 'formState' | 'onAnswer' | 'onSendForm'> {
  part: ChatMessage['parts'][number]
}

function Part({ part, formState, onAnswer, onSendForm }: PartProps) {
  if (part.type === 'text') return part.text.trim() === '' ? null : <Markdown text={part.text} />
  if (part.type === 'data-approval') return <ApprovalCard approval={part.data} onAnswer={onAnswer} />
  if (part.type === 'data-form') return <FormCard form={part.data} state={formState} onSend={onSendForm} />
  if (part.type === 'dynamic-tool') return <ToolPart name={part.toolName} part={part} />
  if (isStaticToolUIPart(part)) return <ToolPart name={part.type.slice('tool-'.length)} part={part} />
  return null
}

function Asked({ message }: { message: ChatMessage }) {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return text === '' ? null : <OwnWords text={text} />
}
