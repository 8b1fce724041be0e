import { AipressError, isSettled, type Operation } from '@aipress/contract'
import { findOperation } from './operation-store.ts'
import { toOperation } from './operation-table.ts'
import type { Run } from './run.ts'
import type { EngineSystem } from './system.ts'
import type { Workflow } from './workflow.ts'

/**
 * Cancelling is a wish, recorded in the operation's row: whichever process runs it looks there before each
 * step that can still be undone, and the process that hears of it first-hand also ends the step under way.
 */
export async function cancelOperation(system: EngineSystem, operationId: string): Promise<Operation> {
  const { database, workflows, runs } = system
  const row = await database
    .selectFrom('engine_operations')
    .selectAll()
    .where('id', '=', operationId)
    .executeTakeFirst()
  if (row === undefined) {
    throw new AipressError('operation_not_found', `There is no operation ${operationId}.`, {
      hint: 'See the latest ones with "aipress operation list".',
    })
  }
  const operation = toOperation(row)
  if (isSettled(operation.state)) throw refusal(`"${operation.title}" has ended already`)
  const workflow = workflows.get(row.workflow)
  const last = workflow?.pointOfNoReturn
  if (workflow === undefined || last === undefined) throw refusal(`"${operation.title}" cannot be cancelled`)
  const isPast = operation.steps.some(({ name, state }) => name === last && state !== 'waiting')
  if (isPast) throw refusal(`"${operation.title}" is past the point from which it could go back`)
  await database
    .updateTable('engine_operations')
    .set({ cancelled: true })
    .where('id', '=', operationId)
    .execute()
  runs.get(operationId)?.cancel()
  return (await findOperation(database, operationId, undefined)) ?? operation
}

function refusal(why: string): AipressError {
  return new AipressError('operation_not_cancellable', `${why}.`, {
    hint: 'See it with "aipress operation show"; what it did can be undone by its opposite, for example a move back.',
  })
}

/** Whether the step at `index` comes before the workflow's point of no return. */
export function isCancellable({ steps, pointOfNoReturn }: Workflow, index: number): boolean {
  if (pointOfNoReturn === undefined) return false
  return index < steps.findIndex((step) => step.name === pointOfNoReturn)
}

/** Throws `operation_cancelled` where somebody wants it undone. */
export async function refuseCancelled(system: EngineSystem, run: Run): Promise<void> {
  const row = await system.database
    .selectFrom('engine_operations')
    .select('cancelled')
    .where('id', '=', run.operationId)
    .executeTakeFirst()
  if (row?.cancelled) throw cancelled()
}

export function cancelled(): AipressError {
  return new AipressError('operation_cancelled', 'It was cancelled, and what it had done was undone.')
}
