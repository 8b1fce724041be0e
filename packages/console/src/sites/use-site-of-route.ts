import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { siteQuery } from './first-queries.ts'

const REFRESH_MS = 8_000
/** While something is under way on it. */
const REFRESH_BUSY_MS = 1_500

const route = getRouteApi('/app/sites/$name')

/** The site of the page and of each tab under it: one query, one answer. */
export function useSiteOfRoute() {
  const { name } = route.useParams()
  return useQuery({
    ...siteQuery(name),
    refetchInterval: ({ state }) =>
      state.data?.operationId === undefined && state.data?.state !== 'creating'
        ? REFRESH_MS
        : REFRESH_BUSY_MS,
  })
}
