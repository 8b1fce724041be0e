import { AipressError } from '@aipress/contract'
import type { z } from 'zod'
import {
  asFailure,
  type CallContext,
  type Handler,
  idsFrom,
  parseInput,
  requireAllowed,
} from '../actions/index.ts'
import { asking } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import { tryDry } from '../kernel/dry-run.ts'
import type { Send } from '../kernel/event-stream.ts'
import type { Log } from '../kernel/log.ts'
import { CALL_BYTES_MAX, callsPath, type DryAnswer, GroupCall, groupUnavailable } from './group-call.ts'
import { promptly } from './prompt-answer.ts'
import { answerQuestion, type GroupAnswers } from './questions.ts'
import { createVerifier, type Verify } from './signature.ts'

export interface GroupDoorDeps {
  readonly controlGroup: number
  readonly handlers: readonly Handler[]
  readonly answers: GroupAnswers
  readonly key: Buffer
  readonly clock: Clock
  readonly log: Log
  readonly version: string
  readonly isHealthy: () => Promise<boolean>
}

/**
 * The only door of a control group, for the front. What must never happen: that something is done which the
 * front did not ask for just now, or which the caller may not do. So nothing is read from a call before its
 * signature is right, and rights and input are judged again. Counting calls, doing them once per idempotency
 * key and writing the audit line are the front's.
 */
export function createGroupDoor(deps: GroupDoorDeps): (request: Request) => Promise<Response> {
  const verify = createVerifier(deps.key, deps.clock)
  return async (request) => {
    try {
      const { pathname } = new URL(request.url)
      if (pathname === '/health') return await health(deps)
      const call = await readCall(deps, verify, request, pathname)
      return await promptly(request.signal, (send, signal) => answer(deps, call, send, signal))
    } catch (error) {
      return refusal(error, deps.log)
    }
  }
}

async function health({ controlGroup, version, isHealthy }: GroupDoorDeps): Promise<Response> {
  const healthy = await isHealthy().catch(() => false)
  return Response.json({ healthy, version, controlGroup }, { status: healthy ? 200 : 503 })
}

async function readCall(
  { controlGroup, clock }: GroupDoorDeps,
  verify: Verify,
  request: Request,
  path: string,
): Promise<GroupCall> {
  if (request.method !== 'POST' || path !== callsPath(controlGroup)) {
    throw new AipressError(
      'action_not_found',
      `control-plane-${controlGroup} has no ${request.method} ${path}.`,
    )
  }
  if (!(Number(request.headers.get('content-length')) <= CALL_BYTES_MAX)) {
    throw new AipressError('invalid_input', 'The call is too long.')
  }
  const body = await request.text()
  verify({ method: request.method, path, body }, request.headers)
  const { call, beginBy } = GroupCall.parse(JSON.parse(body))
  if (clock() > beginBy) throw groupUnavailable(controlGroup)
  return call
}

async function answer(deps: GroupDoorDeps, call: GroupCall, send: Send, signal: AbortSignal): Promise<void> {
  try {
    const work =
      call.kind === 'question' ? answerQuestion(deps.answers, call, signal) : act(deps, call, send, signal)
    send('output', await work)
  } catch (cause) {
    const where =
      call.kind === 'question'
        ? { action: call.question, requestId: '', principal: 'front' }
        : { action: call.action, requestId: call.requestId, principal: call.caller.principal }
    send('error', asFailure(cause, deps.log, signal, where).toBody())
  }
}

async function act(
  { handlers, controlGroup }: GroupDoorDeps,
  call: Extract<GroupCall, { kind: 'action' | 'try' }>,
  send: Send,
  signal: AbortSignal,
): Promise<unknown> {
  const handler = handlers.find(({ action }) => action.name === call.action)
  if (handler === undefined) {
    throw new AipressError(
      'action_not_found',
      `control-plane-${controlGroup} does not answer ${call.action}.`,
    )
  }
  requireAllowed(handler.action, call.caller)
  let foreseen: readonly string[] = []
  const context: CallContext<unknown> = {
    caller: asking(call.caller, handler.action.permission),
    signal,
    // The front has asked for what an earlier try did where that may be.
    isRepeated: false,
    seed: call.seed,
    requestId: call.requestId,
    idOf: idsFrom(call.seed),
    emit: (event) => send('event', event),
    touch: (what) => send('touch', what),
    foresee: (effects) => {
      foreseen = effects
    },
  }
  const input = parseInput(handler.action, call.input)
  if (call.kind === 'try') {
    const wouldChange = await tryDry(() => handler.handle(input, context))
    return { wouldChange, foreseen: [...foreseen] } satisfies z.infer<typeof DryAnswer>
  }
  const output = await handler.handle(input, context)
  return (handler.action.output as z.ZodType).parse(output)
}

/** Who is refused here is either not the front or of another version: the log says more than the answer. */
function refusal(error: unknown, log: Log): Response {
  log.warn({ err: error }, 'a call was refused')
  const told =
    error instanceof AipressError ? error : new AipressError('invalid_input', 'The call cannot be read.')
  return Response.json({ error: told.toBody() }, { status: told.status })
}
