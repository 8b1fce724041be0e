import { AipressError, type Operation } from '@aipress/contract'
import { isConnectionLoss, isDiskFull } from '../kernel/database.ts'
import { type RetryLimits, retry } from '../kernel/retry.ts'

/**
 * About 6 s in all: long enough for a database or PHP that restarts, short enough that a person waiting
 * learns soon that it does not work.
 */
export const DO_LIMITS: RetryLimits = { attempts: 6, firstDelayMs: 250, delayMsMax: 2_000 }

/** About half a minute: what stays behind after undoing needs a person, so it is worth more patience. */
export const UNDO_LIMITS: RetryLimits = { attempts: 10, firstDelayMs: 250, delayMsMax: 5_000 }

/** What an undo may fail for reasons that look permanent before it is given up. */
const UNDO_PERMANENT_FAILURES_MAX = 3

/** After its time limit a step has this long to end by itself, so that undoing does not run beside it. */
const GRACE_MS = 5_000

export class StepTimeout extends Error {
  override readonly name = 'StepTimeout'
}

export function isTransient(error: unknown): boolean {
  return error instanceof AipressError ? error.retryable : isConnectionLoss(error) || isDiskFull(error)
}

interface Attempts<Answer> {
  readonly timeoutSeconds: number
  /** The process is to stop, or has lost the operation. */
  readonly signal: AbortSignal
  work(signal: AbortSignal): Promise<Answer>
}

export function attemptDo<Answer>({ work, timeoutSeconds, signal }: Attempts<Answer>): Promise<Answer> {
  return retry(() => withinLimit(work, timeoutSeconds, signal), isTransient, DO_LIMITS, signal)
}

export function attemptUndo<Answer>({ work, timeoutSeconds, signal }: Attempts<Answer>): Promise<Answer> {
  let permanentFailures = 0
  const mayPass = (error: unknown) => {
    if (!isTransient(error)) permanentFailures += 1
    return permanentFailures < UNDO_PERMANENT_FAILURES_MAX
  }
  return retry(() => withinLimit(work, timeoutSeconds, signal), mayPass, UNDO_LIMITS, signal)
}

async function withinLimit<Answer>(
  work: (signal: AbortSignal) => Promise<Answer>,
  timeoutSeconds: number,
  stop: AbortSignal,
): Promise<Answer> {
  const limit = new AbortController()
  const timeout = new StepTimeout(`It took longer than ${timeoutSeconds} s.`)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      limit.abort(timeout)
      timer = setTimeout(() => reject(timeout), GRACE_MS)
    }, timeoutSeconds * 1_000)
  })
  try {
    return await Promise.race([work(AbortSignal.any([limit.signal, stop])), late])
  } catch (error) {
    throw limit.signal.aborted ? timeout : error
  } finally {
    clearTimeout(timer)
  }
}

/** PostgreSQL's JSON has neither NULs nor halves of characters. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** What people are told of an error: the text of unexpected ones stays in the log. */
export function failureOf(error: unknown, step: string): NonNullable<Operation['error']> {
  if (error instanceof AipressError) {
    const { code, message, hint } = error.toBody()
    return { code, message: storable(message), step, ...(hint === undefined ? {} : { hint: storable(hint) }) }
  }
  if (error instanceof StepTimeout)
    return { code: 'platform_unavailable', message: 'A step took too long.', hint: 'Try again later.', step }
  if (isDiskFull(error))
    return { code: 'disk_full', message: 'The disk is full.', hint: 'Free some space, then try again.', step }
  return {
    code: isTransient(error) ? 'platform_unavailable' : 'internal_error',
    message: 'Something went wrong inside the platform.',
    hint: 'Try again; if it happens again, the log of the control plane tells why.',
    step,
  }
}
