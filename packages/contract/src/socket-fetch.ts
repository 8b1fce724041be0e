import { request } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

/** Statuses that have no body; `Response` refuses one. */
const EMPTY_STATUSES = [101, 204, 205, 304]

/**
 * `fetch` over a Unix socket, for programs on the platform's own machine. Node's own `fetch` cannot do
 * it without a further package. The URL's host travels as the Host header and is not looked up.
 */
export function fetchOverSocket(socketPath: string): typeof fetch {
  return async (input, init) => {
    const ask = new Request(input, init)
    const url = new URL(ask.url)
    const body = ask.body === null ? undefined : Buffer.from(await ask.arrayBuffer())
    return new Promise<Response>((resolve, reject) => {
      const outgoing = request(
        {
          socketPath,
          path: url.pathname + url.search,
          method: ask.method,
          headers: {
            host: url.host,
            ...Object.fromEntries(ask.headers),
            ...(body === undefined ? {} : { 'content-length': body.length }),
          },
          signal: ask.signal,
        },
        (incoming) => {
          const status = incoming.statusCode ?? 502
          const headers = new Headers()
          for (const [name, values] of Object.entries(incoming.headersDistinct)) {
            for (const value of values ?? []) headers.append(name, value)
          }
          const isEmpty = EMPTY_STATUSES.includes(status)
          if (isEmpty) incoming.resume()
          const stream = isEmpty ? null : (Readable.toWeb(incoming) as NodeReadableStream<Uint8Array>)
          resolve(new Response(stream as ReadableStream<Uint8Array> | null, { status, headers }))
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }
}
