import { AipressError, type ErrorCode } from '@aipress/contract/errors.ts'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** Reads that fail in a way that may pass are tried this often more before a person sees the failure. */
const RETRIES_MAX = 3
/** Doubled each time: a person waits 3.5 seconds at most for bad news. */
const RETRY_AFTER_MS = 500
/** Pages that show the same thing within this time share one answer. */
const FRESH_MS = 3_000

type FrontDoor = '/sign-in' | '/second-factor'

/** Where one goes whose session has ended, or began by less than the platform demands. */
export const KEPT_OUT: Partial<Record<ErrorCode, FrontDoor>> = {
  not_signed_in: '/sign-in',
  second_factor_needed: '/second-factor',
}

const keptOutListeners = new Set<(to: FrontDoor) => void>()

/** Calls back when any answer says that one must go there. */
export function onKeptOut(listener: (to: FrontDoor) => void): void {
  keptOutListeners.add(listener)
}

function noticeKeptOut(error: unknown): void {
  const to = error instanceof AipressError ? KEPT_OUT[error.code] : undefined
  if (to === undefined) return
  for (const listener of keptOutListeners) listener(to)
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
      noticeKeptOut(error)
      noticeReach(error)
    },
    onSuccess: () => noticeReach(undefined),
  }),
  mutationCache: new MutationCache({ onError: noticeKeptOut }),
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
