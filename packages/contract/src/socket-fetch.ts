import { request } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

/** Statuses that have no body; `Response` refuses one. */
const EMPTY_STATUSES = [101, 204, 205, 304]

/** A whole answer up to this length is read at once, which takes a fraction of what a stream does. */
const READ_AT_ONCE_BYTES_MAX = 1024 * 1024

interface Asked {
  url: string
  method: string
  headers: Record<string, string>
  body: Buffer | string | undefined
  signal: AbortSignal | undefined
}

/**
 * `fetch` over a Unix socket, for programs on the platform's own machine. Node's own `fetch` cannot do
 * it without a further package. The URL's host travels as the Host header and is not looked up.
 */
export function fetchOverSocket(socketPath: string): typeof fetch {
  return async (input, init) => {
    const asked = isPlain(input, init) ? plainly(input, init) : await asRequest(input, init)
    const url = new URL(asked.url)
    return new Promise<Response>((resolve, reject) => {
      const outgoing = request(
        {
          socketPath,
          path: url.pathname + url.search,
          method: asked.method,
          headers: {
            host: url.host,
            ...asked.headers,
            ...(asked.body === undefined ? {} : { 'content-length': Buffer.byteLength(asked.body) }),
          },
          ...(asked.signal && { signal: asked.signal }),
        },
        (incoming) => {
          const status = incoming.statusCode ?? 502
          const headers = new Headers()
          for (const [name, values] of Object.entries(incoming.headersDistinct)) {
            for (const value of values ?? []) headers.append(name, value)
          }
          if (EMPTY_STATUSES.includes(status)) {
            incoming.resume()
            resolve(new Response(null, { status, headers }))
          } else if (Number(headers.get('content-length') ?? Infinity) <= READ_AT_ONCE_BYTES_MAX) {
            buffer(incoming).then((whole) => resolve(new Response(whole, { status, headers })), reject)
          } else {
            const stream = Readable.toWeb(incoming) as NodeReadableStream<Uint8Array>
            resolve(new Response(stream as ReadableStream<Uint8Array>, { status, headers }))
          }
        },
      )
      outgoing.on('error', reject)
      outgoing.end(asked.body)
    })
  }
}

type Plain = Omit<RequestInit, 'body' | 'headers'> & { body?: string; headers?: Record<string, string> }

/** As our own clients ask; everything else goes the long way through `Request`. */
function isPlain(input: RequestInfo | URL, init: RequestInit | undefined): init is Plain | undefined {
  if (typeof input !== 'string') return false
  const { body, headers } = init ?? {}
  return (
    (body === undefined || typeof body === 'string') &&
    (headers === undefined || Object.getPrototypeOf(headers) === Object.prototype)
  )
}

function plainly(input: RequestInfo | URL, init: Plain | undefined): Asked {
  return {
    url: String(input),
    method: init?.method ?? 'GET',
    headers: init?.headers ?? {},
    body: init?.body,
    signal: init?.signal ?? undefined,
  }
}

async function asRequest(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Asked> {
  const ask = new Request(input, init)
  return {
    url: ask.url,
    method: ask.method,
    headers: Object.fromEntries(ask.headers),
    body: ask.body === null ? undefined : Buffer.from(await ask.arrayBuffer()),
    signal: ask.signal,
  }
}
