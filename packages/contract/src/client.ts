import type { AnyAction, EventOf, OutputOf, RawInputOf } from './action.ts'
import { parseRoute } from './action.ts'
import { AipressError, type ErrorBody } from './errors.ts'
import { readServerSentEvents } from './server-sent-events.ts'

/**
 * Calls actions over HTTP, typed by the contract. The command line, the console and tests use it, so
 * it needs nothing but `fetch`. It never retries: whoever calls knows whether a second try is wanted,
 * and an idempotency key makes one safe.
 */
export interface Client {
  /** Throws `AipressError` and nothing else; `cancelled` when `signal` aborted. */
  call<A extends AnyAction>(
    action: A,
    input: RawInputOf<A>,
    options?: ClientCallOptions<EventOf<A>>,
  ): Promise<OutputOf<A>>
}

export interface ClientOptions {
  /** `http://aipress.localhost:8080`; empty in a browser, for the page's own origin. */
  baseUrl: string
  /** Another `fetch`, for example over a Unix socket. */
  fetch?: typeof fetch
  /** Sent with each request: `authorization`, `x-aipress-door`. */
  headers?: Record<string, string>
}

export interface ClientCallOptions<Event> {
  /** Hears each event of a streaming action. Without it such an action answers once, at its end. */
  onEvent?: (event: Event) => void
  signal?: AbortSignal
  idempotencyKey?: string
  /** Checks everything and does nothing; the answer is a `DryRun` instead of the action's output. */
  dryRun?: boolean
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis)
  return {
    async call(action, input, settings = {}) {
      const streams = action.events !== undefined && settings.onEvent !== undefined
      try {
        const { url, init } = requestOf(action, input as Record<string, unknown>)
        const response = await send(options.baseUrl + url, {
          ...init,
          headers: {
            ...init.headers,
            ...options.headers,
            accept: streams ? 'text/event-stream' : 'application/json',
            ...(settings.dryRun === true ? { 'aipress-dry-run': 'true' } : {}),
            ...(settings.idempotencyKey === undefined ? {} : { 'idempotency-key': settings.idempotencyKey }),
          },
          ...(settings.signal === undefined ? {} : { signal: settings.signal }),
        })
        if (!response.ok) throw await errorOf(response)
        if (isEventStream(response)) return await followStream(response, settings.onEvent)
        return await response.json()
      } catch (error) {
        throw asAipressError(error, settings.signal)
      }
    },
  }
}

/** Path, query and body of a call: inputs named in the path go there, the rest in query or body. */
export function requestOf(
  action: AnyAction,
  input: Record<string, unknown>,
): { url: string; init: { method: string; headers: Record<string, string>; body?: string } } {
  const { method, path, parameters } = parseRoute(action.http)
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => pathPart(name, input[name]))
  const rest = Object.entries(input).filter(
    ([name, value]) => !parameters.includes(name) && value !== undefined,
  )
  if (method === 'GET') {
    const query = new URLSearchParams(
      rest.flatMap(([name, value]) => [value].flat().map((item) => [name, String(item)])),
    )
    return { url: query.size === 0 ? url : `${url}?${query}`, init: { method, headers: {} } }
  }
  if (rest.length === 0 && method === 'DELETE') return { url, init: { method, headers: {} } }
  return {
    url,
    init: {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(rest)),
    },
  }
}

/** An empty part would ask another route, and dots are taken out of a path by every URL parser. */
function pathPart(name: string, value: unknown): string {
  const text = String(value ?? '')
  if (!/^\.{0,2}$/.test(text)) return encodeURIComponent(text)
  throw new AipressError('invalid_input', text === '' ? `"${name}" is missing.` : `"${name}" is not valid.`)
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

async function followStream(response: Response, onEvent: ((event: never) => void) | undefined) {
  if (response.body !== null) {
    for await (const { event, data } of readServerSentEvents(response.body)) {
      if (event === 'event') onEvent?.(JSON.parse(data) as never)
      else if (event === 'output') return JSON.parse(data)
      else if (event === 'error') throw AipressError.fromBody(JSON.parse(data) as ErrorBody)
    }
  }
  throw new AipressError('platform_unavailable', 'The connection ended before the answer came.', {
    hint: 'What was begun goes on; look at it with "aipress operation list".',
  })
}

async function errorOf(response: Response): Promise<AipressError> {
  const text = await response.text()
  try {
    const { error } = JSON.parse(text) as { error: ErrorBody }
    return AipressError.fromBody(error)
  } catch {
    return new AipressError('platform_unavailable', `The platform answered with status ${response.status}.`, {
      hint: 'Try again in a moment; "npm run status" on the machine tells what is wrong.',
      context: { status: response.status, answer: text.slice(0, 500) },
    })
  }
}

function asAipressError(error: unknown, signal: AbortSignal | undefined): AipressError {
  if (error instanceof AipressError) return error
  if (signal?.aborted) return new AipressError('cancelled', 'The call was cancelled.', { cause: error })
  return new AipressError('platform_unavailable', 'The platform cannot be reached.', {
    hint: 'Check that it runs ("npm run status" on its machine) and that the address is right.',
    cause: error,
  })
}
