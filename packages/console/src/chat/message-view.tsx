import { isStaticToolUIPart } from 'ai'
import { memo } from 'react'
import { Mark } from '../ui/logo.tsx'
import type { Approval, ApprovalAnswer, ChatMessage } from './chat-message.ts'
import { Markdown } from './lazy-markdown.tsx'
import { ApprovalCard, ToolPart } from './lazy-tool-part.tsx'
import { Dots, OwnWords } from './own-words.tsx'

interface MessageViewProps {
  message: ChatMessage
  streaming: boolean
  onAnswer: (approval: Approval, answer: ApprovalAnswer) => Promise<boolean>
}

export const MessageView = memo(function MessageView({ message, streaming, onAnswer }: MessageViewProps) {
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
          <Part key={index} part={part} onAnswer={onAnswer} />
        ))}
        {streaming && nothingYet && <Dots />}
      </div>
    </article>
  )
})

function isShown(part: ChatMessage['parts'][number]): boolean {
  return part.type === 'text'
    ? part.text.trim() !== ''
    : /^(tool-|dynamic-tool|data-approval)/.test(part.type)
}

interface PartProps {
  part: ChatMessage['parts'][number]
  onAnswer: MessageViewProps['onAnswer']
}

function Part({ part, onAnswer }: PartProps) {
  if (part.type === 'text') return part.text.trim() === '' ? null : <Markdown text={part.text} />
  if (part.type === 'data-approval') return <ApprovalCard approval={part.data} onAnswer={onAnswer} />
  if (part.type === 'dynamic-tool') return <ToolPart name={part.toolName} part={part} />
  if (isStaticToolUIPart(part)) return <ToolPart name={part.type.slice('tool-'.length)} part={part} />
  return null
}

function Asked({ message }: { message: ChatMessage }) {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return text === '' ? null : <OwnWords text={text} />
}
