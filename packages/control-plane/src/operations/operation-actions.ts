import {
  ACTIONS,
  AipressError,
  cancelOperation,
  isSettled,
  listOperations,
  type Operation,
  showOperation,
  watchOperation,
} from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import type { Engine } from '../engine/engine.ts'
import { asking, type Caller, notPermitted, scopeOf } from '../kernel/caller.ts'
import type { SiteFinder } from '../sites/index.ts'

export function operationHandlers(engine: Engine, finder: SiteFinder): Handler[] {
  return [
    handle(listOperations, async (input, { caller }) => {
      const site = input.site === undefined ? undefined : await finder.find(input.site, caller)
      return engine.list({
        scope: scopeOf(caller),
        siteId: site?.siteId,
        state: input.state,
        limit: input.limit,
        cursor: input.cursor,
      })
    }),

    handle(showOperation, (input, { caller }) => find(engine, input.operation, caller)),

    handle(cancelOperation, async (input, { caller, touch }) => {
      const operation = await find(engine, input.operation, caller)
      touch({
        operationId: operation.operationId,
        ...(operation.siteId === undefined ? {} : { siteId: operation.siteId }),
      })
      await requireRight(engine, operation, caller)
      return engine.cancel(operation.operationId)
    }),

    handle(watchOperation, async (input, { caller, signal, emit }) => {
      let latest = await find(engine, input.operation, caller)
      emit(latest)
      if (isSettled(latest.state)) return latest
      for await (const operation of engine.watch(input.operation, signal)) {
        latest = operation
        emit(operation)
      }
      return latest
    }),
  ]
}

/** Whoever may not ask for a thing may not have it undone either. */
async function requireRight(engine: Engine, { operationId, ...operation }: Operation, caller: Caller) {
  const action = ACTIONS.find(({ name }) => name === operation.action)
  if (action === undefined) return
  const scope = scopeOf(asking(caller, action.permission))
  if ((await engine.find(operationId, scope)) !== undefined) return
  throw notPermitted(caller, action.permission)
}

async function find(engine: Engine, operationId: string, caller: Caller): Promise<Operation> {
  const operation = await engine.find(operationId, scopeOf(caller))
  if (operation !== undefined) return operation
  throw new AipressError('operation_not_found', `There is no operation ${operationId}.`, {
    hint: 'See the latest ones with "aipress operation list".',
  })
}
