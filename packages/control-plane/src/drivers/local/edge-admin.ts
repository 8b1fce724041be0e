import { request } from 'node:http'
import type { Layout } from './layout.ts'

export interface AdminAnswer {
  readonly status: number
  readonly body: string
}

/** nginx answers within a millisecond; one that needs longer than this is as good as dead. */
const TIMEOUT_MS = 1_000
const BODY_BYTES_MAX = 64_000

/** Asks nginx itself, over the socket that only root can reach. Rejects when nobody listens there. */
export function askEdge(
  layout: Layout,
  ask: { method: 'GET' | 'POST'; path: string },
  signal: AbortSignal,
): Promise<AdminAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath: layout.edge.adminSocket,
        ...ask,
        headers: { host: 'admin', connection: 'close' },
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (text: string) => {
          body += text
          if (body.length > BODY_BYTES_MAX) response.destroy(new Error('The edge answered too much.'))
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    call.on('error', reject)
    call.end()
  })
}
