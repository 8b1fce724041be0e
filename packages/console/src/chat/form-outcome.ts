import { type ChatForm, type FormStanding, standingOf } from '@aipress/contract/chat-form.ts'
import type { ChatMessage } from './chat-message.ts'

/** `open` is to be filled in; `waiting` until the answer is whole; the others say how it was closed. */
export type FormState = FormStanding | 'waiting' | 'reading'

interface Around {
  busy: boolean
  /** Another's conversation. */
  reading: boolean
}

/** How the forms of a message stand by all that was said after them. */
export function formStateOf(messages: readonly ChatMessage[], index: number, around: Around): FormState {
  const form = formIn(messages[index])
  const standing = form === undefined ? 'open' : standingOf(form, messages.slice(index + 1))
  if (standing !== 'open') return standing
  return around.reading ? 'reading' : around.busy ? 'waiting' : 'open'
}

function formIn(message: ChatMessage | undefined): ChatForm | undefined {
  const part = message?.parts.find(({ type }) => type === 'data-form')
  return part?.type === 'data-form' ? part.data : undefined
}
