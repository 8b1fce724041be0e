import { AipressError } from '@aipress/contract'
import { isConnectionLoss, isDiskFull } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'

/** For the log. */
export interface FailedCall {
  readonly action: string
  readonly requestId: string
  readonly principal: string
}

/** What a caller may hear of a handler's failure; the rest goes to the log. */
export function asFailure(
  cause: unknown,
  log: Log,
  signal: AbortSignal | undefined,
  call: FailedCall,
): AipressError {
  if (cause instanceof AipressError && cause.code !== 'internal_error') return cause
  if (isAbort(cause, signal)) {
    return new AipressError('cancelled', 'The call was cancelled.', { cause })
  }
  const where = { err: cause, ...call }
  if (isConnectionLoss(cause)) {
    log.warn(where, 'database away')
    return new AipressError('platform_unavailable', 'The platform is starting or recovering.', {
      hint: 'Try again in a few seconds.',
      cause,
    })
  }
  if (isDiskFull(cause)) {
    log.error(where, 'disk full')
    return new AipressError('disk_full', 'The disk of the platform is full.', {
      hint: 'Free some space, then try again; nothing needs to be started again.',
      cause,
    })
  }
  log.error(where, 'call failed')
  return new AipressError('internal_error', 'Something went wrong on the platform’s side.', {
    hint: `Tell an administrator the request ${call.requestId}; the log says what happened.`,
    cause,
  })
}

function isAbort(cause: unknown, signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false
  return cause === signal.reason || (cause instanceof Error && cause.name === 'AbortError')
}
