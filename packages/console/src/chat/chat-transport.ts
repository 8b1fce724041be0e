import { DefaultChatTransport } from 'ai'
import { errorOfResponse, unreachable } from '../client/http.ts'
import type { ApprovalAnswer, ChatMessage, SentForm } from './chat-message.ts'

/** The server keeps the history, so each request carries the new words, the answer or the form only. */
export function createChatTransport(conversationId: () => string | undefined) {
  return new DefaultChatTransport<ChatMessage>({
    api: '/chat',
    headers: { 'x-aipress-door': 'console' },
    fetch: fetchOrExplain,
    prepareSendMessagesRequest: ({ messages, body }) => {
      const id = conversationId()
      const approval = body?.approval as ApprovalAnswer | undefined
      const form = body?.form as SentForm | undefined
      return {
        body: {
          ...(id === undefined ? {} : { conversationId: id }),
          ...(form !== undefined
            ? { form }
            : approval !== undefined
              ? { approval }
              : { text: lastWords(messages) }),
        },
      }
    },
  })
}

function lastWords(messages: readonly ChatMessage[]): string {
  const said = messages.findLast((message) => message.role === 'user')
  return (said?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('')
}

async function fetchOrExplain(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(input, init)
  } catch (cause) {
    if (init?.signal?.aborted) throw cause
    throw unreachable(cause)
  }
  if (!response.ok) throw await errorOfResponse(response)
  return response
}
