import { AipressError } from '@aipress/contract'
import type { CallOptions } from '../actions/index.ts'
import { eventStream } from '../kernel/event-stream.ts'

/** Proxies and browsers drop a silent connection after 30 to 60 seconds. */
const PING_MS = 15_000

/**
 * Answers a streaming action as server-sent events: one `event` for each of the action's events, then
 * one `output` or one `error`. The call is cancelled when the reader goes away.
 */
export function streamCall(
  readerGone: AbortSignal,
  call: (options: CallOptions) => Promise<unknown>,
): Response {
  return eventStream(readerGone, PING_MS, (send, signal) =>
    call({ signal, onEvent: (event) => send('event', event) })
      .then((output) => send('output', output))
      .catch((error: unknown) => send('error', asBody(error))),
  )
}

/** `actions.call` throws nothing else. */
function asBody(error: unknown) {
  if (error instanceof AipressError) return error.toBody()
  return new AipressError('internal_error', 'Something went wrong on the platform’s side.').toBody()
}
