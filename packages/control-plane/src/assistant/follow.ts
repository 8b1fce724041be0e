import { isSettled, type Operation, type PhpSettings, type Site } from '@aipress/contract'
import type { Actions } from '../actions/handler.ts'
import type { Caller } from '../kernel/caller.ts'

/** Most operations take a second; after a minute the person should get an answer, and can ask again. */
export const FOLLOW_MS_MAX = 60_000

export interface WithOperation {
  readonly operation: Operation
  readonly site?: Site
  /** For people, besides. */
  readonly notice?: string
  /** Of PHP, once it has succeeded. */
  readonly settings?: PhpSettings
}

export function hasOperation(output: unknown): output is WithOperation {
  const operation = (output as Partial<WithOperation> | null)?.operation
  return typeof operation?.operationId === 'string' && Array.isArray(operation.steps)
}

/**
 * The output again at each change of its operation, and at last with the site as it then is. Ends early
 * when the operation takes long; that harms nothing, as the engine goes on by itself.
 */
export async function* followOperation(
  actions: Actions,
  caller: Caller,
  output: WithOperation,
  signal: AbortSignal,
): AsyncGenerator<WithOperation> {
  let last = output
  if (!isSettled(output.operation.state)) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(FOLLOW_MS_MAX)])
    for await (const operation of changes(actions, caller, output.operation.operationId, limit)) {
      last = { ...last, operation }
      yield last
    }
  }
  yield await withFreshSite(actions, caller, last)
}

function changes(
  actions: Actions,
  caller: Caller,
  operationId: string,
  signal: AbortSignal,
): ReadableStream<Operation> {
  return new ReadableStream({
    start(controller) {
      const onEvent = (event: unknown) => {
        if (!signal.aborted) controller.enqueue(event as Operation)
      }
      actions.call('operations.watch', { operation: operationId }, caller, { signal, onEvent }).then(
        (settled) => {
          controller.enqueue(settled as Operation)
          controller.close()
        },
        (error: unknown) => (signal.aborted ? controller.close() : controller.error(error)),
      )
    },
  })
}

async function withFreshSite(
  actions: Actions,
  caller: Caller,
  output: WithOperation,
): Promise<WithOperation> {
  if (output.site === undefined) return output
  const show = actions.call('sites.show', { site: output.site.siteId }, caller)
  const site = await show.then((found) => found as Site).catch(() => output.site)
  return site === undefined ? output : { ...output, site }
}
