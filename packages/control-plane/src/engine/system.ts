import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Executor } from './executor-store.ts'
import type { Faults } from './faults.ts'
import type { OperationRow } from './operation-table.ts'
import type { Run } from './run.ts'
import type { Slots } from './slots.ts'
import type { Workflow } from './workflow.ts'

/** What the engine's parts share within one process. */
export interface EngineSystem {
  readonly database: Database
  readonly log: Log
  readonly self: Executor
  readonly workflows: ReadonlyMap<string, Workflow>
  readonly services: unknown
  readonly stepTimeoutSeconds: number
  readonly faults: Faults
  readonly slots: Slots
  /** What this process works on. */
  readonly runs: Map<string, Run>
  /** Recorded by this process and about to begin here; spares the run reading its own row. */
  readonly recorded: Map<string, OperationRow>
  /** Begins an operation that this process has just recorded as running. */
  startRecorded(row: OperationRow): void
  /** Aborts when the process is to stop. */
  readonly stop: AbortSignal
}
