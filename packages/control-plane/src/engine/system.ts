import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Books } from './books.ts'
import type { Executor } from './executor-store.ts'
import type { Faults } from './faults.ts'
import type { Run } from './run.ts'
import type { Slots } from './slots.ts'
import type { Workflow } from './workflow.ts'

/** What the engine's parts share within one process. */
export interface EngineSystem {
  readonly database: Database
  readonly books: Books
  readonly log: Log
  readonly self: Executor
  readonly workflows: ReadonlyMap<string, Workflow>
  readonly services: unknown
  readonly stepTimeoutSeconds: number
  readonly faults: Faults
  readonly slots: Slots
  /** What this process works on. */
  readonly runs: Map<string, Run>
  /** What this process is recording just now and will begin right after. */
  readonly recording: Set<string>
  /** Tells those who watch the operation, in any process, to look again. */
  announce(operationId: string): void
  /** Aborts when the process is to stop. */
  readonly stop: AbortSignal
}
