import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FrontPage } from './front-page.tsx'

interface LinkPageProps<Found> {
  kind: string
  token: string
  /** What the link is for, without using it up. */
  find: (token: string, signal: AbortSignal) => Promise<Found>
  children: (found: Found) => ReactNode
  /** What to do where it is no longer valid. */
  otherwise: ReactNode
}

/** Where a one-time link leads. */
export function LinkPage<Found>({ kind, token, find, children, otherwise }: LinkPageProps<Found>) {
  const { data, error } = useQuery({
    queryKey: [kind, token],
    queryFn: ({ signal }) => find(token, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <FrontPage>
      {data !== undefined ? (
        children(data)
      ) : error === null ? (
        <Skeleton className="h-72" />
      ) : (
        <>
          <Failure error={error} />
          <p className="mt-5 text-center text-soft text-sm">{otherwise}</p>
        </>
      )}
    </FrontPage>
  )
}
