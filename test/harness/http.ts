import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export interface Visit {
  readonly port: number
  /** The Host header without its port. */
  readonly host: string
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array
  /** Where to connect, when not over IPv4. */
  readonly address?: string
  readonly timeoutMs?: number
}

export interface VisitAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A browser waits for minutes; a machine on which two platforms start at once can be slow for tens of seconds. */
const ANSWER_MS_MAX = 60_000

/** A request as a browser makes it, to this machine whatever the name. Redirects are answers too. */
export function visit({ port, host, path = '/', method = 'GET', headers, body, address, timeoutMs }: Visit) {
  return new Promise<VisitAnswer>((resolve, reject) => {
    const call = request(
      {
        host: address ?? '127.0.0.1',
        port,
        path,
        method,
        headers: { host: `${host}:${port}`, ...headers },
        agent: false,
        timeout: timeoutMs ?? ANSWER_MS_MAX,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    call.on('timeout', () => call.destroy(new Error(`No answer from ${host}${path}.`)))
    call.on('error', reject)
    call.end(body)
  })
}

/** Sends exactly these bytes and answers everything that comes back, until the other side closes or `until` is there. */
export function exchange(port: number, bytes: string | Uint8Array, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const chunks: Buffer[] = []
    socket.setTimeout(20_000, () => socket.destroy(new Error('The other side did not close.')))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (until !== undefined && Buffer.concat(chunks).includes(until)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()))
    socket.write(bytes)
  })
}
