import { AipressError } from '@aipress/contract'
import type { CallOptions } from '../actions/index.ts'

/** Proxies and browsers drop a silent connection after 30 to 60 seconds. */
const PING_MS = 15_000
/**
 * What may wait for a reader who is slower than the action; beyond it the call is cancelled. WP-CLI's output
 * comes in bursts of its pipe's 64 KB; a hundred readers who sleep must not fill the process.
 */
const WAITING_BYTES_MAX = 1024 * 1024

const encoder = new TextEncoder()

/**
 * Answers a streaming action as server-sent events: one `event` for each of the action's events, then
 * one `output` or one `error`. The call is cancelled when the reader goes away.
 */
export function streamCall(
  readerGone: AbortSignal,
  call: (options: CallOptions) => Promise<unknown>,
): Response {
  const cancel = new AbortController()
  let ping: NodeJS.Timeout | undefined
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (event: string, data: unknown) => {
          if (cancel.signal.aborted) return
          controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
          if ((controller.desiredSize ?? 0) < 0) cancel.abort()
        }
        ping = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), PING_MS)
        const options = {
          signal: AbortSignal.any([readerGone, cancel.signal]),
          onEvent: (event: unknown) => send('event', event),
        }
        void call(options)
          .then((output) => send('output', output))
          .catch((error: unknown) => send('error', asBody(error)))
          .finally(() => {
            clearInterval(ping)
            closeQuietly(controller)
          })
      },
      cancel() {
        clearInterval(ping)
        cancel.abort()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES_MAX }),
  )
  const headers = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise gather the events before it passes them on.
    'x-accel-buffering': 'no',
  }
  return new Response(body, { headers })
}

/** `actions.call` throws nothing else. */
function asBody(error: unknown) {
  if (error instanceof AipressError) return error.toBody()
  return new AipressError('internal_error', 'Something went wrong on the platform’s side.').toBody()
}

/** A stream that the reader has cancelled is closed already. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close()
  } catch {
    // Nothing is left to do.
  }
}
