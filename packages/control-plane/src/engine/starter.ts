import { randomUUID } from 'node:crypto'
import { AipressError, newId } from '@aipress/contract'
import type { Tx } from '../kernel/database.ts'
import type { Engine } from './engine.ts'
import { joinLane, type NewOperation } from './lanes.ts'
import { findOperation } from './operation-store.ts'
import { type OperationRow, toOperation } from './operation-table.ts'
import { plannedSteps } from './run.ts'
import type { Runner } from './runner.ts'
import type { EngineSystem } from './system.ts'

type NewOperationMaker = (...args: Parameters<Engine['begin']>) => NewOperation

/** Records operations in the caller's transaction and begins them once it has committed. */
export interface Starter extends Pick<Engine, 'transaction' | 'start' | 'begin'> {
  /** From now on nothing new is accepted. */
  close(): void
}

export function createStarter(system: EngineSystem, runner: Runner): Starter {
  const recordedIn = new WeakMap<Tx, OperationRow[]>()
  let closed = false

  const newOperation: NewOperationMaker = (workflow, input, request) => {
    if (!system.workflows.has(workflow.name)) throw new Error(`The engine was not given ${workflow.name}.`)
    return {
      operationId: request.operationId ?? newId('operation'),
      workflow: workflow.name,
      input: workflow.input.parse(input),
      steps: plannedSteps(workflow),
      request,
      executor: system.self.executor,
      runId: randomUUID(),
    }
  }

  return {
    async transaction(work) {
      if (closed) throw stopping()
      const rows: OperationRow[] = []
      try {
        const answer = await system.database.transaction().execute((tx) => {
          recordedIn.set(tx, rows)
          return work(tx)
        })
        for (const row of rows) if (row.state === 'running') runner.run(row)
        return answer
      } finally {
        for (const { id } of rows) system.recording.delete(id)
      }
    },

    async start(tx, workflow, input, request) {
      const rows = recordedIn.get(tx)
      if (!rows) throw new Error('An operation must be started in a transaction of the engine.')
      const operation = newOperation(workflow, input, request)
      const { operationId } = operation
      const earlier = await findOperation(tx, operationId, undefined)
      if (earlier !== undefined) return earlier
      system.recording.add(operationId)
      const row = await joinLane(tx, operation).catch((error: unknown) => {
        system.recording.delete(operationId)
        throw error
      })
      rows.push(row)
      return toOperation(row)
    },

    async begin(workflow, input, request) {
      if (closed) throw stopping()
      const operation = newOperation(workflow, input, request)
      system.recording.add(operation.operationId)
      try {
        const begun = await system.books.begin(operation)
        if ('earlier' in begun) return begun.earlier
        if (begun.row.state === 'running') runner.run(begun.row)
        return toOperation(begun.row)
      } finally {
        system.recording.delete(operation.operationId)
      }
    },

    close() {
      closed = true
    },
  }
}

function stopping(): AipressError {
  return new AipressError('platform_unavailable', 'The control plane is being stopped.', {
    hint: 'Try again in a few seconds.',
  })
}
