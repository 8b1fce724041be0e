import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Test support: the part of the Gemini API that a chat uses, over real HTTP, written from Google's public
 * reference of `models.streamGenerateContent` (Gemini API and Vertex AI speak the same). It plays a
 * script, and refuses requests that the real one would refuse.
 */
export interface GeminiImitation extends AsyncDisposable {
  /** What `AIPRESS_MODEL_URL` is set to for each provider. */
  readonly urls: { readonly google: string; readonly 'google-vertex': string }
  readonly apiKey: string
  /** Bodies as they came. */
  readonly requests: GeminiRequest[]
  /** Replies in their order; after the last, it is out of script and answers 500. */
  play(...replies: Reply[]): void
}

export type Part =
  | { text: string }
  | { functionCall: { name: string; args: Record<string, unknown> }; thoughtSignature?: string }
  | { functionResponse: { name: string; response: unknown } }

export interface GeminiRequest {
  contents: { role: string; parts: Part[] }[]
  systemInstruction?: { parts: { text: string }[] }
  tools?: { functionDeclarations?: { name: string; description: string }[] }[]
}

export type Reply =
  /** Streamed one part a chunk. */
  | { kind: 'parts'; parts: Part[]; finishReason?: string }
  | { kind: 'error'; status: keyof typeof STATUS_NAMES; message?: string }
  | { kind: 'malformed' }
  /** Ends in the middle of the stream, after some text. */
  | { kind: 'cut'; text: string }
  /** Does whatever the outputs of its tools tell it to, in the form `<<tool {input}>>`, and says that it did. */
  | { kind: 'obey' }
  /** Says nothing more until the caller gives up. */
  | { kind: 'silence'; text?: string }

export const text = (...texts: string[]): Reply => ({
  kind: 'parts',
  parts: texts.map((one) => ({ text: one })),
})
export const calls = (...all: [name: string, args: Record<string, unknown>][]): Reply => ({
  kind: 'parts',
  parts: all.map(([name, args]) => ({ functionCall: { name, args } })),
})
export const error = (status: keyof typeof STATUS_NAMES): Reply => ({ kind: 'error', status })

const STATUS_NAMES = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
} as const

const SIGNATURE = Buffer.from('imitation of a thought').toString('base64')
/** What clients send for calls that the model did not make itself, as documented. */
const NO_SIGNATURE = 'skip_thought_signature_validator'

const PATH = /^\/(?:v1beta|v1\/publishers\/google)\/models\/gemini-[\w.-]+:streamGenerateContent\?alt=sse$/

export async function startGeminiImitation(): Promise<GeminiImitation> {
  const script: Reply[] = []
  const requests: GeminiRequest[] = []
  const apiKey = 'AIzaImitationOfAKey'
  const server = createServer((request, response) => {
    read(request)
      .then((body) => serve({ request, response, body, apiKey, script, requests }))
      .catch(() => response.destroy())
  })
  const port = await listen(server)
  const base = `http://127.0.0.1:${port}`
  return {
    urls: { google: `${base}/v1beta`, 'google-vertex': `${base}/v1/publishers/google` },
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

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: string
  readonly apiKey: string
  readonly script: Reply[]
  readonly requests: GeminiRequest[]
}

function serve({ request, response, body, apiKey, script, requests }: Exchange): void {
  const parsed = JSON.parse(body) as GeminiRequest
  const refused = refusalOf(request, parsed, apiKey)
  if (refused === undefined || refused.reachedModel) requests.push(parsed)
  if (refused !== undefined) {
    fail(response, refused.status, refused.message)
    return
  }
  const reply = script.shift() ?? { kind: 'error' as const, status: 500 as const, message: 'out of script' }
  if (reply.kind === 'error') fail(response, reply.status, reply.message ?? 'As scripted.')
  else perform(response, reply.kind === 'obey' ? obedient(parsed) : reply)
}

const ORDER = /<<(\w+) (\{.*?\})>>/g

/** A model that takes what it reads for orders, as a real one may be talked into. */
function obedient({ contents }: GeminiRequest): Exclude<Reply, { kind: 'error' | 'obey' }> {
  const read = contents.flatMap(({ parts }) =>
    parts.flatMap((part) => ('functionResponse' in part ? [part] : [])),
  )
  const texts = read.map((part) => JSON.stringify(part).replaceAll('\\"', '"'))
  const parts = texts
    .flatMap((told) => [...told.matchAll(ORDER)])
    .map(([, name = '', input = '{}']) => ({ functionCall: { name, args: JSON.parse(input) } }))
  return { kind: 'parts', parts: [...parts, { text: 'I did what was asked.' }] }
}

function refusalOf(request: IncomingMessage, body: GeminiRequest, apiKey: string) {
  if (!PATH.test(request.url ?? ''))
    return { status: 404 as const, message: `${request.url} is not found.`, reachedModel: false }
  if (request.headers['x-goog-api-key'] !== apiKey)
    return {
      status: 400 as const,
      message: 'API key not valid. Please pass a valid API key.',
      reachedModel: false,
    }
  const fault = faultOf(body)
  return fault === undefined ? undefined : { status: 400 as const, message: fault, reachedModel: true }
}

function perform(response: ServerResponse, reply: Exclude<Reply, { kind: 'error' | 'obey' }>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  switch (reply.kind) {
    case 'parts':
      reply.parts.forEach((part, index) => {
        const last = index === reply.parts.length - 1
        response.write(event([signed(part, index)], last ? (reply.finishReason ?? 'STOP') : undefined))
      })
      response.end()
      return
    case 'malformed':
      response.end('data: {"candidates":[{"content":{"parts":[{"te\r\n\r\n')
      return
    case 'cut':
      response.write(event([{ text: reply.text }], undefined), () => response.destroy())
      return
    case 'silence':
      if (reply.text === undefined) response.flushHeaders()
      else response.write(event([{ text: reply.text }], undefined))
  }
}

/** Gemini 3 signs the first call of a step, and wants to see the signature again. */
function signed(part: Part, index: number): Part {
  return 'functionCall' in part && index === 0 ? { ...part, thoughtSignature: SIGNATURE } : part
}

/** What the real API answers 400 to, as far as a chat can do it wrong. */
function faultOf({ contents, tools }: GeminiRequest): string | undefined {
  if (!Array.isArray(contents) || contents.length === 0)
    return 'GenerateContentRequest.contents: contents is not specified'
  if (contents[0]?.role !== 'user')
    return 'Please ensure that function call turn comes immediately after a user turn'
  for (const [index, content] of contents.entries()) {
    if (content.role !== 'user' && content.role !== 'model') return 'Please use a valid role: user, model.'
    if (content.parts.length === 0) return 'GenerateContentRequest.contents.parts: must not be empty'
    const asked = content.parts.filter((part) => 'functionCall' in part).length
    const answered = (contents[index + 1]?.parts ?? []).filter((part) => 'functionResponse' in part).length
    const first = content.parts.find((part) => 'functionCall' in part)
    if (
      first !== undefined &&
      first.thoughtSignature !== SIGNATURE &&
      first.thoughtSignature !== NO_SIGNATURE
    )
      return 'Function call is missing a thought_signature in functionCall parts.'
    if (asked > 0 && asked !== answered)
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.'
  }
  const names = (tools ?? [])
    .flatMap((tool) => tool.functionDeclarations ?? [])
    .map((declaration) => declaration.name)
  const bad = names.find((name) => !/^[a-zA-Z_][\w.-]{0,63}$/.test(name))
  return bad === undefined ? undefined : `Invalid function name: ${bad}`
}

function event(parts: Part[], finishReason: string | undefined): string {
  const candidate = {
    content: { parts, role: 'model' },
    index: 0,
    ...(finishReason === undefined ? {} : { finishReason }),
  }
  const usageMetadata = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 }
  return `data: ${JSON.stringify({ candidates: [candidate], usageMetadata, modelVersion: 'gemini-imitation', responseId: 'r1' })}\r\n\r\n`
}

function fail(response: ServerResponse, status: keyof typeof STATUS_NAMES, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '5' })
  response.end(JSON.stringify({ error: { code: status, message, status: STATUS_NAMES[status] } }))
}

async function read(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
