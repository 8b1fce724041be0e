import { AipressError } from '@aipress/contract/errors.ts'
import { listHostnames } from '@aipress/contract/hostnames.ts'
import {
  isSettled,
  listOperations,
  type Operation,
  showOperation,
  watchOperation,
} from '@aipress/contract/operations.ts'
import { listSites, showSite } from '@aipress/contract/sites.ts'
import { client } from '../client/client.ts'
import { queryOf, refresh } from '../client/queries.ts'
import { mayPass, queryClient } from '../client/query-client.ts'

/** Browsers open six connections to a host over HTTP/1.1; streams must never take them all. */
const STREAMS_MAX = 2
const POLL_MS = 1_000
/** Half an hour of polling: no operation of ours takes that long. */
const POLLS_MAX = 1_800

const following = new Map<string, Promise<Operation>>()
let streams = 0

/**
 * Keeps what is shown of an operation up to date until it is settled, then asks again for all that
 * it may have changed. However many ask, an operation is followed once.
 */
export function followOperation(operationId: string): Promise<Operation> {
  const already = following.get(operationId)
  if (already !== undefined) return already
  const followed = follow(operationId).finally(() => following.delete(operationId))
  following.set(operationId, followed)
  return followed
}

async function follow(operationId: string): Promise<Operation> {
  const settled = (streams < STREAMS_MAX && (await stream(operationId))) || (await poll(operationId))
  refresh(showSite, listSites, listOperations, listHostnames)
  return settled
}

/** Answers undefined when the connection broke; polling then goes on where it left off. */
async function stream(operationId: string): Promise<Operation | undefined> {
  streams += 1
  try {
    const last = await client.call(watchOperation, { operation: operationId }, { onEvent: remember })
    remember(last)
    return isSettled(last.state) ? last : undefined
  } catch (error) {
    return passTransient(error)
  } finally {
    streams -= 1
  }
}

async function poll(operationId: string): Promise<Operation> {
  for (let polls = 0; polls < POLLS_MAX; polls += 1) {
    const operation = await client.call(showOperation, { operation: operationId }).catch(passTransient)
    if (operation !== undefined) remember(operation)
    if (operation !== undefined && isSettled(operation.state)) return operation
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new AipressError('platform_unavailable', 'The operation takes longer than expected.', {
    hint: 'It goes on. Look at it under Operations.',
  })
}

function passTransient(error: unknown): undefined {
  if (mayPass(error)) return undefined
  throw error
}

function remember(operation: Operation): void {
  queryClient.setQueryData(queryOf(showOperation, { operation: operation.operationId }).queryKey, operation)
}
