import { showStatus } from '@aipress/contract/platform.ts'
import { listSites, type SiteState } from '@aipress/contract/sites.ts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { queryOf } from '../client/queries.ts'
import { may, useMe } from '../sign-in/session.ts'

export const COUNTED_STATES = ['running', 'suspended', 'creating', 'deleted'] as const
export type SiteCounts = Record<(typeof COUNTED_STATES)[number] & SiteState, number>

const REFRESH_MS = 10_000

export interface CountsQuery {
  counts: SiteCounts | undefined
  error: Error | null
  refetch: () => void
}

/** How many of the sites that one sees are in each state. Who sees the platform asks it once; others list their own. */
export function useSiteCounts(): CountsQuery {
  const ofPlatform = may(useMe(), 'platform:read')
  const status = useQuery({ ...queryOf(showStatus, {}), refetchInterval: REFRESH_MS, enabled: ofPlatform })
  const lists = useQueries({
    queries: COUNTED_STATES.map((state) => ({
      ...queryOf(listSites, { state, limit: 1 }),
      refetchInterval: REFRESH_MS,
      enabled: !ofPlatform,
    })),
  })
  if (ofPlatform) {
    return { counts: status.data?.sites, error: status.error, refetch: () => void status.refetch() }
  }
  const totals = lists.flatMap(({ data }) => (data === undefined ? [] : [data.total]))
  return {
    counts: totals.length < COUNTED_STATES.length ? undefined : countsOf(totals),
    error: lists.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => {
      for (const list of lists) void list.refetch()
    },
  }
}

function countsOf(totals: readonly number[]): SiteCounts {
  return Object.fromEntries(COUNTED_STATES.map((state, index) => [state, totals[index]])) as SiteCounts
}
