import { AipressError, type ErrorBody, type FormValues } from '@aipress/contract'
import { readServerSentEvents } from '@aipress/contract/server-sent-events.ts'
import type { Connection } from '../connection.ts'
import { inWordsOf } from '../platform.ts'
import type { Session } from '../session.ts'

export interface ChatRequest {
  conversationId: string | undefined
  text?: string
  approval?: { approvalId: string; approved: boolean; typed?: string }
  form?: { formId: string; values: FormValues }
}

/**
 * Posts to the chat and reads the chunks of its answer, as JSON values. A lost connection is not tried
 * again: what was said may have been acted upon, and the history on the server tells.
 */
export async function* streamChat(session: Session, request: ChatRequest): AsyncGenerator<unknown> {
  const connection = session.connect()
  try {
    const response = await connection.fetch(`${connection.baseUrl}/chat`, {
      method: 'POST',
      headers: { ...connection.headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(request),
      signal: session.signal,
    })
    if (!response.ok || response.body === null) throw await refusalOf(response)
    for await (const { data } of readServerSentEvents(response.body)) {
      if (data === '[DONE]') return
      yield JSON.parse(data)
    }
  } catch (error) {
    throw asAipressError(error, session, connection, request)
  }
}

async function refusalOf(response: Response): Promise<AipressError> {
  const text = await response.text()
  try {
    return AipressError.fromBody((JSON.parse(text) as { error: ErrorBody }).error)
  } catch {
    return new AipressError(
      'platform_unavailable',
      `The assistant answered with status ${response.status}.`,
      {
        hint: 'Try again in a moment; "npm run status" on the machine tells what is wrong.',
      },
    )
  }
}

function asAipressError(
  error: unknown,
  session: Session,
  connection: Connection,
  { conversationId }: ChatRequest,
): AipressError {
  if (error instanceof AipressError) return inWordsOf(connection, error)
  if (session.signal.aborted) {
    return new AipressError('cancelled', 'You left; what the assistant has begun goes on.', {
      hint:
        conversationId === undefined
          ? 'See what is going on: aipress operation list'
          : `Go on: aipress chat --conversation ${conversationId} "…"`,
      cause: error,
    })
  }
  return connection.explain(error)
}
