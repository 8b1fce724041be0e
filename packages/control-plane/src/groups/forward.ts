import { AipressError, type AnyAction } from '@aipress/contract'
import type { CallContext } from '../actions/index.ts'
import { isDryRun, requireReal } from '../kernel/dry-run.ts'
import { DryAnswer } from './group-call.ts'
import type { GroupClient } from './group-client.ts'

export interface ForwardOptions {
  /** Instead of the context's: for a question on the way that the caller is not to hear of. */
  readonly quietly?: boolean
  readonly withinMs?: number
}

/** Hands somebody's call on to a group, as the front has parsed and allowed it. */
export async function forward(
  client: GroupClient,
  action: AnyAction,
  input: unknown,
  context: CallContext<unknown>,
  { quietly = false, withinMs }: ForwardOptions = {},
): Promise<unknown> {
  const { caller, seed, requestId, signal } = context
  const dryRun = isDryRun()
  const answer = await client.send(
    { kind: dryRun ? 'try' : 'action', action: action.name, input, caller, seed, requestId },
    {
      signal,
      ...(withinMs === undefined ? {} : { withinMs }),
      ...(quietly ? {} : { onEvent: context.emit, onTouch: context.touch }),
    },
  )
  if (dryRun) {
    const { wouldChange, foreseen } = DryAnswer.parse(answer)
    context.foresee(foreseen)
    if (wouldChange) requireReal()
  }
  return answer
}

export const clientOf = (clients: readonly GroupClient[], controlGroup: number): GroupClient => {
  const client = clients.find((one) => one.controlGroup === controlGroup)
  if (client !== undefined) return client
  throw new AipressError('control_group_unavailable', `There is no control-plane-${controlGroup} any more.`, {
    hint: 'Run "npm run up -- --groups <number>" with as many groups as there are.',
  })
}
