import { randomUUID } from 'node:crypto'
import { AipressError, newId } from '@aipress/contract'
import type { Tx } from '../kernel/database.ts'
import type { Engine } from './engine.ts'
import { joinLane } from './lanes.ts'
import { findOperation } from './operation-store.ts'
import { type OperationRow, toOperation } from './operation-table.ts'
import { plannedSteps } from './run.ts'
import type { Runner } from './runner.ts'
import type { EngineSystem } from './system.ts'

/** Records operations in the caller's transaction and begins them once it has committed. */
export interface Starter extends Pick<Engine, 'transaction' | 'start'> {
  /** From now on nothing new is accepted. */
  close(): void
}

export function createStarter(system: EngineSystem, runner: Runner): Starter {
  const recordedIn = new WeakMap<Tx, OperationRow[]>()
  let closed = false

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
      if (!system.workflows.has(workflow.name)) throw new Error(`The engine was not given ${workflow.name}.`)
      const operationId = request.operationId ?? newId('operation')
      const earlier = await findOperation(tx, operationId, undefined)
      if (earlier !== undefined) return earlier
      system.recording.add(operationId)
      const row = await joinLane(tx, {
        operationId,
        workflow: workflow.name,
        input: workflow.input.parse(input),
        steps: plannedSteps(workflow),
        request,
        executor: system.self.executor,
        runId: randomUUID(),
      }).catch((error: unknown) => {
        system.recording.delete(operationId)
        throw error
      })
      rows.push(row)
      return toOperation(row)
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
