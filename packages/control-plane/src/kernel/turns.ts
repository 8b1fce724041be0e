/** One piece of work at a time for each key, in the order they came; within this process. */
export interface Turns {
  /** Work whose signal aborts before its turn comes is never begun, and fails with the signal's reason. */
  take<Answer>(key: string, work: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer>
  /** Whether somebody is at it now. */
  isTaken(key: string): boolean
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    async take(key, work, signal) {
      const before = last.get(key) ?? Promise.resolve()
      const done = Promise.withResolvers<void>()
      // Whoever comes next waits for all before, also where this one gives up waiting.
      const turn = before.then(() => done.promise)
      last.set(key, turn)
      turn.then(() => {
        if (last.get(key) === turn) last.delete(key)
      })
      try {
        await (signal === undefined ? before : unlessAborted(before, signal))
        return await work()
      } finally {
        done.resolve()
      }
    },
    isTaken: (key) => last.has(key),
  }
}

async function unlessAborted(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([turn, aborted.promise])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
