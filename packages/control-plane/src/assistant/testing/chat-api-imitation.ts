import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Part, Reply } from './gemini-imitation.ts'

/**
 * Test support: the parts of two further APIs that a chat uses, over real HTTP, written from their public references:
 * OpenAI's `POST /chat/completions`, as Ollama and others speak it, and Anthropic's `POST /messages`. It plays a script
 * of the same replies as the imitation of Gemini, and refuses requests that the real ones would refuse.
 */
export interface ChatApiImitation extends AsyncDisposable {
  readonly urls: { readonly 'openai-compatible': string; readonly anthropic: string }
  readonly apiKey: string
  readonly requests: ChatApiRequest[]
  play(...replies: Reply[]): void
}

export interface ChatApiRequest {
  readonly messages: readonly Message[]
  readonly tools?: readonly { readonly name?: string; readonly function?: { readonly name: string } }[]
}

interface Message {
  readonly role: string
  readonly content?: unknown
  readonly tool_calls?: readonly { readonly id: string }[]
  readonly tool_call_id?: string
}

interface Dialect {
  readonly path: string
  isAuthorised(request: IncomingMessage, apiKey: string): boolean
  faultOf(body: ChatApiRequest): string | undefined
  /** Lines of the stream, each sent by itself. */
  lines(parts: readonly Part[], isWhole: boolean): string[]
  failure(message: string, status: number): unknown
}

export async function startChatApiImitation(): Promise<ChatApiImitation> {
  const script: Reply[] = []
  const requests: ChatApiRequest[] = []
  const apiKey = 'sk-imitation-of-a-key'
  const server = createServer((request, response) => {
    const dialect = [OPENAI, ANTHROPIC].find(({ path }) => path === request.url)
    if (dialect === undefined) {
      response.writeHead(404).end('{"error":{"message":"not found"}}')
      return
    }
    bodyOf(request)
      .then((body) => {
        const fail = (status: number, message: string) => {
          response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '5' })
          response.end(JSON.stringify(dialect.failure(message, status)))
        }
        if (!dialect.isAuthorised(request, apiKey)) return fail(401, 'The key is not valid.')
        requests.push(body)
        const fault = dialect.faultOf(body)
        if (fault !== undefined) return fail(400, fault)
        const reply = script.shift() ?? { kind: 'error', status: 500, message: 'out of script' }
        if (reply.kind === 'error') return fail(reply.status, reply.message ?? 'As scripted.')
        if (reply.kind === 'obey') return fail(500, 'This imitation obeys nobody.')
        return perform(response, dialect, reply)
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    urls: { 'openai-compatible': `${base}/v1`, anthropic: `${base}/anthropic/v1` },
    apiKey,
    requests,
    play: (...replies) => {
      script.push(...replies)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<ChatApiRequest> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}

function perform(
  response: ServerResponse,
  dialect: Dialect,
  reply: Exclude<Reply, { kind: 'error' | 'obey' }>,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (reply.kind === 'malformed') {
    response.end('data: {"choices":[{"del\n\n')
    return
  }
  if (reply.kind === 'parts') {
    for (const line of dialect.lines(reply.parts, true)) response.write(line)
    response.end()
    return
  }
  const begun = reply.text === undefined ? [] : dialect.lines([{ text: reply.text }], false)
  response.flushHeaders()
  response.write(begun.join(''), () => (reply.kind === 'cut' ? response.destroy() : undefined))
}

const callsIn = (parts: readonly Part[]) =>
  parts.flatMap((part) => ('functionCall' in part ? [part.functionCall] : []))
const idOf = (index: number) => `call_${index}`

const OPENAI: Dialect = {
  path: '/v1/chat/completions',
  isAuthorised: ({ headers }, apiKey) => headers.authorization === `Bearer ${apiKey}`,
  faultOf({ messages }) {
    for (const [index, { tool_calls: calls = [] }] of messages.entries()) {
      const answered = messages.slice(index + 1).map((message) => message.tool_call_id)
      const missing = calls.find(({ id }) => !answered.includes(id))
      if (missing !== undefined) return `tool_call_ids did not have response messages: ${missing.id}`
    }
    return messages.some(({ role }) => role === 'user') ? undefined : 'messages has no user message'
  },
  lines(parts, isWhole) {
    const chunk = (choices: unknown[], rest = {}) =>
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'imitation', choices, ...rest })}\n\n`
    const delta = (value: object, reason: string | null = null) =>
      chunk([{ index: 0, delta: value, finish_reason: reason }])
    const said = parts.map((part, index) => {
      if ('text' in part) return delta({ role: 'assistant', content: part.text })
      if (!('functionCall' in part)) throw new Error('A model answers no calls.')
      const { name, args } = part.functionCall
      const call = {
        index,
        id: idOf(index),
        type: 'function',
        function: { name, arguments: JSON.stringify(args) },
      }
      return delta({ role: 'assistant', tool_calls: [call] })
    })
    if (!isWhole) return said
    const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }
    const end = delta({}, callsIn(parts).length > 0 ? 'tool_calls' : 'stop')
    return [...said, end, chunk([], { usage }), 'data: [DONE]\n\n']
  },
  failure: (message, status) => ({
    error: { message, type: 'imitation', param: null, code: String(status) },
  }),
}

const ANTHROPIC: Dialect = {
  path: '/anthropic/v1/messages',
  isAuthorised: ({ headers }, apiKey) =>
    headers['x-api-key'] === apiKey && headers['anthropic-version'] !== undefined,
  faultOf({ messages }) {
    if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role'
    for (const [index, message] of messages.entries()) {
      if (message.role === messages[index + 1]?.role) return 'messages: roles must alternate'
      const blocks = blocksOf(message)
      const answered = blocksOf(messages[index + 1]).map((block) => block.tool_use_id)
      const missing = blocks.find(({ type, id }) => type === 'tool_use' && !answered.includes(id))
      if (missing !== undefined) return `tool_use ids were found without tool_result blocks: ${missing.id}`
    }
    return undefined
  },
  lines(parts, isWhole) {
    const event = (type: string, rest: object) =>
      `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
    const message = { id: 'm1', type: 'message', role: 'assistant', content: [], model: 'imitation' }
    const usage = { input_tokens: 100, output_tokens: 1 }
    const start = event('message_start', {
      message: { ...message, stop_reason: null, stop_sequence: null, usage },
    })
    const said = parts.flatMap((part, index) => {
      if ('functionResponse' in part) throw new Error('A model answers no calls.')
      const [block, delta] =
        'text' in part
          ? [
              { type: 'text', text: '' },
              { type: 'text_delta', text: part.text },
            ]
          : [
              { type: 'tool_use', id: idOf(index), name: part.functionCall.name, input: {} },
              { type: 'input_json_delta', partial_json: JSON.stringify(part.functionCall.args) },
            ]
      return [
        event('content_block_start', { index, content_block: block }),
        event('content_block_delta', { index, delta }),
        ...(isWhole ? [event('content_block_stop', { index })] : []),
      ]
    })
    if (!isWhole) return [start, ...said]
    const reason = callsIn(parts).length > 0 ? 'tool_use' : 'end_turn'
    const end = event('message_delta', {
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: 10 },
    })
    return [start, ...said, end, event('message_stop', {})]
  },
  failure: (message) => ({ type: 'error', error: { type: 'imitation_error', message } }),
}

function blocksOf(message: Message | undefined): { type: string; id?: string; tool_use_id?: string }[] {
  return Array.isArray(message?.content) ? message.content : []
}
