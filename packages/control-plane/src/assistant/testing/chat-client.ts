import type { ChatForm, ErrorBody, FormValues } from '@aipress/contract'
import { Hono } from 'hono'
import { chatRoutes } from '../../doors/chat.ts'
import { onFailure } from '../../doors/failure.ts'
import type { HttpEnv } from '../../doors/http-env.ts'
import type { Caller } from '../../kernel/caller.ts'
import { createLog } from '../../kernel/log.ts'
import type { ApprovalCard, Assistant } from '../index.ts'

/** One answer as a client reads it off the stream. */
export interface Answer {
  readonly status: number
  readonly error: ErrorBody | undefined
  readonly text: string
  readonly conversationId: string
  readonly approval: ApprovalCard | undefined
  readonly form: ChatForm | undefined
  /** Names of the tools that were shown as called. */
  readonly tools: string[]
  readonly outputs: unknown[]
  /** What the first failed call failed with. */
  readonly failure: ErrorBody | undefined
  readonly chunks: { type: string; [key: string]: unknown }[]
}

export interface ChatClient {
  say(text: string): Promise<Answer>
  answer(approvalId: string, approved: boolean, typed?: string): Promise<Answer>
  /** Sends a form, as it was filled in. */
  send(formId: string, values: FormValues): Promise<Answer>
  get(path: string): Promise<{ status: number; body: unknown }>
  change(path: string, body: unknown): Promise<{ status: number; body: unknown }>
  remove(path: string): Promise<number>
  /** Goes on in another conversation, or begins one. */
  turnTo(conversationId: string | undefined): void
}

/** For tests: a person at the chat door, over HTTP without a socket. */
export function createChatClient(assistant: Assistant, caller: Caller): ChatClient {
  const app = new Hono<HttpEnv>()
  app.onError(onFailure(createLog('silent')))
  app.use(async (context, next) => {
    context.set('caller', caller)
    await next()
  })
  app.route('/chat', chatRoutes(assistant))
  let conversationId: string | undefined
  const post = async (body: Record<string, unknown>) => {
    const response = await app.request('/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, ...(conversationId === undefined ? {} : { conversationId }) }),
    })
    const answer = await readAnswer(response)
    if (answer.conversationId !== '') conversationId = answer.conversationId
    return answer
  }
  return {
    say: (text) => post({ text }),
    answer: (approvalId, approved, typed) => post({ approval: { approvalId, approved, typed } }),
    send: (formId, values) => post({ form: { formId, values } }),
    async get(path) {
      const response = await app.request(path)
      return { status: response.status, body: await response.json() }
    },
    async change(path, body) {
      const response = await app.request(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: await response.json() }
    },
    remove: async (path) => (await app.request(path, { method: 'DELETE' })).status,
    turnTo: (id) => {
      conversationId = id
    },
  }
}

async function readAnswer(response: Response): Promise<Answer> {
  const body = await response.text()
  const error = response.ok ? undefined : (JSON.parse(body) as { error: ErrorBody }).error
  const chunks = response.ok ? chunksOf(body) : []
  const conversation = chunks.find((chunk) => chunk.type === 'data-conversation')?.data as
    | { conversationId: string }
    | undefined
  return {
    status: response.status,
    error,
    text: chunks
      .map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : chunk.type === 'text-end' ? '\n' : ''))
      .join('')
      .trim(),
    conversationId: conversation?.conversationId ?? '',
    approval: chunks.find((chunk) => chunk.type === 'data-approval')?.data as ApprovalCard | undefined,
    form: chunks.find((chunk) => chunk.type === 'data-form')?.data as ChatForm | undefined,
    tools: chunks.flatMap((chunk) => (chunk.type === 'tool-input-available' ? [String(chunk.toolName)] : [])),
    outputs: chunks.flatMap((chunk) =>
      chunk.type === 'tool-output-available' && !chunk.preliminary ? [chunk.output] : [],
    ),
    failure: (chunks.find((chunk) => chunk.type === 'data-failure')?.data as { error: ErrorBody } | undefined)
      ?.error,
    chunks,
  }
}

function chunksOf(body: string): Answer['chunks'] {
  return body
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)))
}
