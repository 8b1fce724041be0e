/** What may wait for a reader who is slower than the work; a hundred readers who sleep must not fill the process. */
const WAITING_BYTES_MAX = 1024 * 1024

const encoder = new TextEncoder()

/** Answers a promise where the reader is behind: whoever has much to send waits for it before the next. */
export type Send = (event: string, data: unknown) => void | Promise<void>

/**
 * Answers with what `work` sends, as server-sent events. The work is cancelled when the reader goes away or
 * lets more than a megabyte wait: WP-CLI's output, for one, comes in bursts of its pipe's 64 KB.
 */
export function eventStream(
  readerGone: AbortSignal,
  pingMs: number,
  work: (send: Send, signal: AbortSignal) => Promise<void>,
): Response {
  const cancel = new AbortController()
  let ping: NodeJS.Timeout | undefined
  let reader = Promise.withResolvers<void>()
  const readerCameNearer = () => {
    reader.resolve()
    reader = Promise.withResolvers()
  }
  cancel.signal.addEventListener('abort', readerCameNearer, { once: true })
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const isBehind = () => !cancel.signal.aborted && (controller.desiredSize ?? 0) < WAITING_BYTES_MAX / 2
        const catchUp = async () => {
          while (isBehind()) await reader.promise
        }
        const send: Send = (event, data) => {
          if (cancel.signal.aborted) return
          controller.enqueue(encoder.encode(formatEvent(event, data)))
          if ((controller.desiredSize ?? 0) < 0) cancel.abort()
          return isBehind() ? catchUp() : undefined
        }
        ping = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), pingMs)
        void work(send, AbortSignal.any([readerGone, cancel.signal])).finally(() => {
          clearInterval(ping)
          closeQuietly(controller)
        })
      },
      pull: readerCameNearer,
      cancel() {
        clearInterval(ping)
        cancel.abort()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES_MAX }),
  )
  return new Response(body, { headers: EVENT_STREAM_HEADERS })
}

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would otherwise gather the events before it passes them on.
  'x-accel-buffering': 'no',
}

export const formatEvent = (event: string, data: unknown) =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** A stream that the reader has cancelled is closed already. */
function closeQuietly(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close()
  } catch {
    // Nothing is left to do.
  }
}
