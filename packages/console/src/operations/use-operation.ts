import { isSettled, type Operation, showOperation } from '@aipress/contract/operations.ts'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryOf } from '../client/queries.ts'
import { mayPass } from '../client/query-client.ts'
import { followOperation } from './follow-operation.ts'

/** Following tells each change at once; this is for when following itself has failed. */
const ASK_AGAIN_MS = 5_000

/** An operation as it is now, and at each change until it is settled. */
export function useOperation(operationId: string, asOfThen?: Operation) {
  const query = useQuery({
    ...queryOf(showOperation, { operation: operationId }),
    // What a message or list said then is shown at once, and asked for again before it is believed.
    ...(asOfThen === undefined ? {} : { initialData: asOfThen, initialDataUpdatedAt: 0 }),
    refetchInterval: ({ state: { data, error } }) => {
      const settled = data !== undefined && isSettled(data.state)
      return settled || (error !== null && !mayPass(error)) ? false : ASK_AGAIN_MS
    },
  })
  const open = query.data !== undefined && !isSettled(query.data.state) && !query.isError
  useEffect(() => {
    // A failure to follow shows in the query itself when it asks again.
    if (open) followOperation(operationId).catch(() => undefined)
  }, [open, operationId])
  return query
}
