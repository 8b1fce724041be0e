import type { AnyAction, OutputOf, RawInputOf } from '@aipress/contract/action.ts'
import { newId } from '@aipress/contract/ids.ts'
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { client } from './client.ts'
import { inTurn } from './in-turn.ts'
import { queryClient } from './query-client.ts'

/** The query of a reading action. Its key is the action's name and the input, everywhere. */
export function queryOf<A extends AnyAction>(action: A, input: RawInputOf<A>) {
  return queryOptions<OutputOf<A>>({
    queryKey: [action.name, input],
    queryFn: ({ signal }) => inTurn(() => client.call(action, input, { signal })),
  })
}

interface Paged {
  items: readonly unknown[]
  nextCursor?: string | undefined
  missing?: readonly string[] | undefined
}

function pagesOf<A extends AnyAction>(action: A, input: RawInputOf<A>) {
  return infiniteQueryOptions({
    queryKey: [action.name, input, 'pages'],
    queryFn: ({ signal, pageParam }): Promise<OutputOf<A>> =>
      inTurn(() =>
        client.call(
          action,
          { ...input, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          { signal },
        ),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Paged) => page.nextCursor,
    placeholderData: (previous) => previous,
  })
}

type ItemOf<A> = OutputOf<A> extends { items: readonly (infer Item)[] } ? Item : never

interface PagesOptions {
  refetchIntervalMs?: number
  enabled?: boolean
}

/** A list, page by page, and the control groups that any of the pages lacks. */
export function usePages<A extends AnyAction>(action: A, input: RawInputOf<A>, options: PagesOptions = {}) {
  const query = useInfiniteQuery({
    ...pagesOf(action, input),
    refetchInterval: options.refetchIntervalMs ?? false,
    enabled: options.enabled ?? true,
  })
  const pages = query.data?.pages as (Paged & { items: ItemOf<A>[] })[] | undefined
  const items = pages?.flatMap((page) => page.items)
  const missing = [...new Set(pages?.flatMap((page) => page.missing ?? []))]
  return { ...query, items, missing }
}

/** Everything shown of these actions is asked for again. */
export function refresh(...actions: AnyAction[]): void {
  for (const action of actions) void queryClient.invalidateQueries({ queryKey: [action.name] })
}

interface MutationOptions<A> {
  onSuccess?: (output: OutputOf<A>, input: RawInputOf<A>) => void
  onError?: (error: Error) => void
}

/** Calls an action that changes something. Each press of a button is one idempotency key. */
export function useAction<A extends AnyAction>(action: A, options: MutationOptions<A> = {}) {
  return useMutation<OutputOf<A>, Error, RawInputOf<A>>({
    mutationFn: (input) => client.call(action, input, { idempotencyKey: newId('request') }),
    ...(options.onSuccess === undefined ? {} : { onSuccess: options.onSuccess }),
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  })
}
