import { AipressError } from '@aipress/contract/errors.ts'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** Reads that fail with "later" are tried this often more before a person sees the failure. */
const RETRIES_MAX = 2
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

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => error instanceof AipressError && error.retryable && failures < RETRIES_MAX,
    },
  },
})
