import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ACTIONS, AipressError, type AnyAction, parseRoute } from '@aipress/contract'

export interface Heard {
  action: string
  input: unknown
  headers: IncomingMessage['headers']
}

export interface AnswerContext {
  emit(event: unknown): void
  /** Cuts the connection, as a killed control plane does. */
  drop(): never
  /** How often this action has been called, this call included. */
  attempt: number
  signal: AbortSignal
}

// biome-ignore lint/suspicious/noExplicitAny: answers to all actions in one record; inputs and outputs are parsed by the contract
export type Answer = (input: any, context: AnswerContext) => unknown
/** Chunks of the chat's stream for what was posted. */
export type ChatAnswer = (body: Record<string, unknown>) => unknown[] | AsyncIterable<unknown>

/** The effects that are told of a call that is only tried; refuses as the call itself would. */
// biome-ignore lint/suspicious/noExplicitAny: inputs are parsed by the contract
export type DryRunAnswer = (input: any) => string[]

export interface TestPlatform {
  /** For `AIPRESS_HOME`; the machine's socket is in it. */
  home: string
  /** For `AIPRESS_URL`; calls by it need `token`. */
  url: string
  token: string
  heard: Heard[]
  [Symbol.asyncDispose](): Promise<void>
}

const TOKEN = 'aip_test_token'

class Dropped extends Error {}

/**
 * A platform reduced to its contract: a real HTTP server, on a Unix socket and a port, that parses
 * inputs, outputs and events by the contract's schemas and speaks its REST and event streams.
 */
export async function serveContract(
  answers: Partial<Record<string, Answer>>,
  { chat, dryRun = () => [] }: { chat?: ChatAnswer; dryRun?: DryRunAnswer } = {},
): Promise<TestPlatform> {
  const home = await mkdtemp(join(tmpdir(), 'aipress-cli-'))
  await mkdir(join(home, 'run'))
  const heard: Heard[] = []
  const onMachine = createServer((request, response) => void respond(request, response, true))
  const onPort = createServer((request, response) => void respond(request, response, false))
  await listen(onMachine, { path: join(home, 'run/machine.sock') })
  await listen(onPort, { port: 0, host: '127.0.0.1' })

  async function respond(request: IncomingMessage, response: ServerResponse, trusted: boolean) {
    const body = await readBody(request)
    try {
      if (!trusted && request.headers.authorization !== `Bearer ${TOKEN}`) {
        throw new AipressError('not_signed_in', 'The token is not valid.')
      }
      if (request.url?.startsWith('/chat')) return await speak(request, response, body, chat)
      await answerAction({ request, response, body, answers, heard, dryRun })
    } catch (error) {
      if (error instanceof Dropped) return request.socket.destroy()
      const failure =
        error instanceof AipressError ? error : new AipressError('internal_error', String(error))
      if (response.headersSent) response.end(`event: error\ndata: ${JSON.stringify(failure.toBody())}\n\n`)
      else json(response, failure.status, { error: failure.toBody() })
    }
  }

  return {
    home,
    url: `http://127.0.0.1:${(onPort.address() as AddressInfo).port}`,
    token: TOKEN,
    heard,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([close(onMachine), close(onPort)])
      await rm(home, { recursive: true, force: true })
    },
  }
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
  body: Record<string, unknown>
  answers: Partial<Record<string, Answer>>
  heard: Heard[]
  dryRun: DryRunAnswer
}

async function answerAction({ request, response, body, answers, heard, dryRun }: Call): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://machine')
  const found = route(request.method ?? 'GET', url)
  if (found === undefined) throw new AipressError('action_not_found', `No action at ${url.pathname}.`)
  const { action, parameters } = found
  const input = action.input.safeParse({ ...Object.fromEntries(url.searchParams), ...body, ...parameters })
  if (!input.success) throw new AipressError('invalid_input', `Refused by the server: ${input.error.message}`)
  if (request.headers['aipress-dry-run'] === 'true') {
    const tried = { dryRun: true, action: action.name, title: action.summary, wouldChange: true }
    return json(response, 200, { ...tried, effects: dryRun(input.data) })
  }
  heard.push({ action: action.name, input: input.data, headers: request.headers })
  const answer = answers[action.name]
  if (answer === undefined)
    throw new AipressError('internal_error', `No answer for ${action.name} in this test.`)
  const streams = request.headers.accept === 'text/event-stream' && action.events !== undefined
  if (streams) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const output = action.output.parse(
    await answer(input.data, {
      attempt: heard.filter((call) => call.action === action.name).length,
      signal: gone.signal,
      emit: (event) => {
        if (streams) response.write(`event: event\ndata: ${JSON.stringify(action.events?.parse(event))}\n\n`)
      },
      drop: () => {
        throw new Dropped()
      },
    }),
  )
  if (streams) response.end(`: ping\n\nevent: output\ndata: ${JSON.stringify(output)}\n\n`)
  else json(response, action.effect === 'reads' ? 200 : 202, output)
}

function route(
  method: string,
  url: URL,
): { action: AnyAction; parameters: Record<string, string> } | undefined {
  const matches = ACTIONS.flatMap((action) => {
    const { method: wanted, path } = parseRoute(action.http)
    const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
    const groups = wanted === method ? pattern.exec(url.pathname) : null
    return groups === null ? [] : [{ action, groups: groups.groups ?? {} }]
  })
  const [match] = matches
  if (match === undefined) return undefined
  const parameters = Object.entries(match.groups).map(([name, value]) => [name, decodeURIComponent(value)])
  return { action: match.action, parameters: Object.fromEntries(parameters) }
}

async function speak(
  request: IncomingMessage,
  response: ServerResponse,
  body: Record<string, unknown>,
  chat: ChatAnswer | undefined,
) {
  if (request.url === '/chat/suggestions')
    return json(response, 200, { items: ['Create a site', 'List sites'] })
  const chunks = chat?.(body) ?? []
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for await (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  response.end('data: [DONE]\n\n')
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? {} : JSON.parse(text)
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

async function listen(
  server: Server,
  where: { path: string } | { port: number; host: string },
): Promise<void> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(where, resolve))
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
