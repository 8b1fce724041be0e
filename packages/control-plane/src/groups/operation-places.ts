import { AipressError, showOperation } from '@aipress/contract'
import type { CallContext } from '../actions/index.ts'
import { clientOf, forward } from './forward.ts'
import { groupUnavailable } from './group-call.ts'
import type { GroupClient } from './group-client.ts'
import { isAway, scatter } from './scatter.ts'

/** Some hours of a busy platform, in two megabytes. Whatever is forgotten is asked for again. */
const REMEMBERED_MAX = 10_000
const FIND_MS_MAX = 3_000

/** Which control group has an operation. An operation never changes its group, so what is remembered stays true. */
export interface OperationPlaces {
  /** Remembers the operations that a group has answered. */
  note(output: unknown, controlGroup: number): void
  /** Throws `operation_not_found`, or `control_group_unavailable` where one that is away may have it. */
  find(operationId: string, context: CallContext<unknown>): Promise<GroupClient>
}

export function createOperationPlaces(clients: readonly GroupClient[]): OperationPlaces {
  const groups = new Map<string, number>()

  function remember(operationId: string, controlGroup: number): void {
    groups.delete(operationId)
    groups.set(operationId, controlGroup)
    const [oldest] = groups.keys()
    if (groups.size > REMEMBERED_MAX && oldest !== undefined) groups.delete(oldest)
  }

  return {
    note(output, controlGroup) {
      for (const operationId of operationIdsIn(output)) remember(operationId, controlGroup)
    },
    async find(operationId, context) {
      const known = groups.get(operationId)
      if (known !== undefined) return clientOf(clients, known)
      const { answers } = await firstOf(clients, (client) =>
        forward(client, showOperation, { operation: operationId }, context, {
          quietly: true,
          withinMs: FIND_MS_MAX,
        }),
      )
      remember(operationId, answers)
      return clientOf(clients, answers)
    },
  }
}

/**
 * Asks every group for what one of them has, and answers which it is and what it said. Throws what the others
 * said where none has it, but not while one is away that may.
 */
export async function firstOf(
  clients: readonly GroupClient[],
  ask: (client: GroupClient) => Promise<unknown>,
): Promise<{ answers: number; output: unknown }> {
  const refusals: unknown[] = []
  const { answers, missing } = await scatter(clients, (client) =>
    ask(client).then(
      (output) => ({ output }),
      (error: unknown) => {
        if (isAway(error)) throw error
        refusals.push(error)
        return undefined
      },
    ),
  )
  for (const [controlGroup, answer] of answers) {
    if (answer !== undefined) return { answers: controlGroup, output: answer.output }
  }
  const absent = clients.find(({ controlGroup }) => missing.includes(`control-plane-${controlGroup}`))
  if (absent !== undefined) throw groupUnavailable(absent.controlGroup)
  throw refusals[0] ?? new AipressError('operation_not_found', 'No control group knows it.')
}

function operationIdsIn(output: unknown): string[] {
  if (typeof output !== 'object' || output === null) return []
  const { operationId, operation, items } = output as Record<string, unknown>
  if (typeof operationId === 'string') return [operationId]
  if (operation !== undefined) return operationIdsIn(operation)
  return Array.isArray(items) ? items.flatMap(operationIdsIn) : []
}
