import { setTimeout as delay } from 'node:timers/promises'

export interface RetryLimits {
  attempts: number
  firstDelayMs: number
  /** Delays double up to this. */
  delayMsMax: number
}

/** Calls again while `isTransient` says so, at most `attempts` times, and throws the last error. */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  isTransient: (error: unknown) => boolean,
  limits: RetryLimits,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= limits.attempts || !isTransient(error)) throw error
      await delay(
        Math.min(limits.firstDelayMs * 2 ** (attempt - 1), limits.delayMsMax),
        undefined,
        signal ? { signal } : {},
      )
    }
  }
}
