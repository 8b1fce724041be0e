import { AipressError } from '@aipress/contract'
import { groupName } from '../directory/index.ts'
import type { GroupClient } from './group-client.ts'

export interface Scattered<T> {
  readonly answers: ReadonlyMap<number, T>
  /** Names of the groups that did not answer, in order. */
  readonly missing: readonly string[]
}

/**
 * Asks several groups at the same time. One that is away is missing from the answer and fails nothing; what
 * another one throws fails the whole.
 */
export async function scatter<T>(
  clients: readonly GroupClient[],
  ask: (client: GroupClient) => Promise<T>,
): Promise<Scattered<T>> {
  const results = await Promise.allSettled(clients.map(ask))
  const answers = new Map<number, T>()
  const missing: string[] = []
  for (const [index, result] of results.entries()) {
    const { controlGroup } = clients[index] as GroupClient
    if (result.status === 'fulfilled') answers.set(controlGroup, result.value)
    else if (isAway(result.reason)) missing.push(groupName(controlGroup))
    else throw result.reason
  }
  return { answers, missing }
}

/** The process does not answer, or its database does not. */
export const isAway = (error: unknown): error is AipressError =>
  error instanceof AipressError &&
  (error.code === 'control_group_unavailable' || error.code === 'platform_unavailable')
