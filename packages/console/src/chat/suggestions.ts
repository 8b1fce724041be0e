import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '../client/http.ts'

export const suggestionsQuery = queryOptions({
  queryKey: ['chat suggestions'],
  queryFn: ({ signal }) =>
    fetchJson<{ items: string[] }>('/chat/suggestions', { signal }).then(({ items }) => items),
  staleTime: 30_000,
})
