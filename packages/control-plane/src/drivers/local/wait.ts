import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'

/** A server on a busy machine has answered within 10 s in all trials; a crash recovery may take longer. */
const WAIT_MS_MAX = 60_000
const PAUSE_MS = 25

/** Resolves once `probe` does, and throws its last error after a minute. */
export async function becomesReady(
  what: string,
  probe: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const until = Date.now() + WAIT_MS_MAX
  for (;;) {
    try {
      await probe()
      return
    } catch (error) {
      if (Date.now() > until) {
        throw new AipressError('platform_unavailable', `After a minute ${what} still does not answer.`, {
          cause: error,
        })
      }
    }
    await delay(PAUSE_MS, undefined, { signal })
  }
}
