import type { Operation } from '@aipress/contract'
import { inBatches } from '../kernel/batch.ts'
import { type Database, transact } from '../kernel/database.ts'
import { joinLanes, type NewOperation, type Settled, settleAndPassOn } from './lanes.ts'
import { findOperations, type ProgressRecord, recordProgress } from './operation-store.ts'
import { type OperationRow, toOperation } from './operation-table.ts'

/**
 * What the engine writes down of operations, written together where several come at the same time: a transaction
 * costs the same for one operation as for ten, and is most of what running a quick one costs.
 */
export interface Books {
  /** In a transaction of its own. Answers an operation that exists under the id; throws `site_busy`. */
  begin(operation: NewOperation): Promise<Begun>
  /** See `recordProgress`. */
  record(record: ProgressRecord): Promise<boolean>
  /** Answers the next of its lane, if any: see `settleAndPassOn`. */
  settle(settled: Settled): Promise<OperationRow | undefined>
  find(operationId: string): Promise<Operation | undefined>
}

export type Begun = { readonly row: OperationRow } | { readonly earlier: Operation }

/** Larger ones take longer than several. */
const TOGETHER_MAX = 32

export function openBooks(database: Database, executor: string): Books {
  const begin = inBatches(TOGETHER_MAX, (operations: readonly NewOperation[]) =>
    beginTogether(database, operations),
  )
  return {
    async begin(operation) {
      const begun = await begin(operation)
      if (begun instanceof Error) throw begun
      return begun
    },
    record: inBatches(TOGETHER_MAX, (records: readonly ProgressRecord[]) =>
      recordProgress(database, records),
    ),
    settle: inBatches(TOGETHER_MAX, (settled: readonly Settled[]) =>
      settleAndPassOn(database, settled, executor),
    ),
    find: inBatches(TOGETHER_MAX, async (ids: readonly string[]) => {
      const found = await findOperations(database, ids)
      return ids.map((id) => found.get(id))
    }),
  }
}

function beginTogether(database: Database, operations: readonly NewOperation[]): Promise<(Begun | Error)[]> {
  const ids = operations.map(({ operationId }) => operationId)
  return transact(database, async (tx) => {
    const known = await findOperations(tx, ids)
    const fresh = [...new Map(operations.map((one) => [one.operationId, one])).values()].filter(
      ({ operationId }) => !known.has(operationId),
    )
    const rows = await joinLanes(tx, fresh)
    const joined = new Map(fresh.map(({ operationId }, index) => [operationId, rows[index]]))
    const begun = new Set<string>()
    return ids.map((id) => {
      const earlier = known.get(id)
      if (earlier !== undefined) return { earlier }
      const row = joined.get(id)
      if (row === undefined) return new Error(`The operation ${id} was not recorded.`)
      if (row instanceof Error) return row
      // Asked for twice at once: one alone is to run it.
      if (begun.has(id)) return { earlier: toOperation(row) }
      begun.add(id)
      return { row }
    })
  })
}
