import { type AnyAction, toolName } from '@aipress/contract/action.ts'
import { CHAT_NOTE_KEY, type ChatForm } from '@aipress/contract/chat-form.ts'
import type { ChatMessage } from './chat-message.ts'

/** `open` is to be filled in; `waiting` until the answer is whole; the others say how it was closed. */
export type FormState = 'open' | 'waiting' | 'reading' | 'sent' | 'answered' | 'left'

interface Around {
  busy: boolean
  /** Another's conversation. */
  reading: boolean
}

/** How the forms of a message stand: open while nothing was said after them, and then by what that was. */
export function formStateOf(messages: readonly ChatMessage[], index: number, around: Around): FormState {
  const said = messages[index + 1]
  const form = formIn(messages[index])
  if (said === undefined || form === undefined)
    return around.reading ? 'reading' : around.busy ? 'waiting' : 'open'
  const sent = said.parts.some((part) => part.type === 'text' && sentFormOf(part) === form.formId)
  if (sent) return 'sent'
  const answer = messages[index + 2]
  return answer === undefined || answer.parts.some((part) => isAbout(part, form)) ? 'answered' : 'left'
}

function formIn(message: ChatMessage | undefined): ChatForm | undefined {
  const part = message?.parts.find(({ type }) => type === 'data-form')
  return part?.type === 'data-form' ? part.data : undefined
}

function sentFormOf({ providerMetadata }: { providerMetadata?: Record<string, object> | undefined }) {
  return (providerMetadata?.[CHAT_NOTE_KEY] as { form?: string } | undefined)?.form
}

/** What was said made the call, the question before it, or another question about it. */
function isAbout(part: ChatMessage['parts'][number], { action }: ChatForm): boolean {
  if (part.type === 'data-approval' || part.type === 'data-form') return part.data.action === action
  return part.type === `tool-${toolName({ name: action } as AnyAction)}`
}
