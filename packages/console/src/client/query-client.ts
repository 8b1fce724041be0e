import { AipressError } from '@aipress/contract/errors.ts'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** Reads that fail in a way that may pass are tried this often more before a person sees the failure. */
const RETRIES_MAX = 3
/** Doubled each time: a person waits 3.5 seconds at most for bad news. */
const RETRY_AFTER_MS = 500
/** Pages that show the same thing within this time share one answer. */
const FRESH_MS = 3_000

const signedOutListeners = new Set<() => void>()

/** Calls back when any answer says that the session has ended. */
export function onSignedOut(listener: () => void): void {
  signedOutListeners.add(listener)
}

function noticeSignedOut(error: unknown): void {
  if (!(error instanceof AipressError) || error.code !== 'not_signed_in') return
  for (const listener of signedOutListeners) listener()
}

let unreachableSince: number | undefined
const reachListeners = new Set<() => void>()

function noticeReach(error: unknown): void {
  const isAway = error instanceof AipressError && error.code === 'platform_unavailable'
  if (isAway === (unreachableSince !== undefined)) return
  unreachableSince = isAway ? Date.now() : undefined
  for (const listener of reachListeners) listener()
}

/** Since when no answer has come, for who shows what was so before; undefined while answers come. */
export const reach = {
  subscribe(listener: () => void): () => void {
    reachListeners.add(listener)
    return () => reachListeners.delete(listener)
  },
  unreachableSince: () => unreachableSince,
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      noticeSignedOut(error)
      noticeReach(error)
    },
    onSuccess: () => noticeReach(undefined),
  }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => mayPass(error) && failures < RETRIES_MAX,
      retryDelay: (failures) => RETRY_AFTER_MS * 2 ** failures,
    },
  },
})

/**
 * Whether the same read may succeed a moment later. A broken invariant on the server (status 500) is
 * no reason to write again, but reading again does no harm and often helps.
 */
export function mayPass(error: unknown): boolean {
  return error instanceof AipressError && (error.retryable || error.status >= 500)
}
