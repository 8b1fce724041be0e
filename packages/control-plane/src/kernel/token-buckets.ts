import type { Clock } from './clock.ts'

export interface TokenBucketLimits {
  /** How many at once after a pause. */
  burst: number
  /** How many a second in the long run. */
  perSecond: number
}

/** Counts per key how often something is done. In this process alone: two processes allow twice as much. */
export interface TokenBuckets {
  /** Takes one; answers 0, or how many seconds to wait when none is left. */
  take(key: string): number
}

/** The least recently seen keys are forgotten beyond this: their buckets are full again by then. */
const KEYS_MAX = 10_000

export function createTokenBuckets({ burst, perSecond }: TokenBucketLimits, clock: Clock): TokenBuckets {
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  return {
    take(key) {
      const nowMs = clock()
      const before = buckets.get(key) ?? { tokens: burst, atMs: nowMs }
      const grownTokens = (Math.max(0, nowMs - before.atMs) / 1000) * perSecond
      const tokens = Math.min(burst, before.tokens + grownTokens)
      const isAllowed = tokens >= 1
      buckets.delete(key)
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, atMs: nowMs })
      if (buckets.size > KEYS_MAX) forgetOldest(buckets)
      return isAllowed ? 0 : Math.ceil((1 - tokens) / perSecond)
    },
  }
}

function forgetOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next()
  if (!oldest.done) buckets.delete(oldest.value)
}
