import type { Connection } from './connection.ts'
import type { Environment } from './environment.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given: one per process. */
export interface Session {
  readonly environment: Environment
  readonly terminal: Terminal
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal
  /** Finds the platform at the first call. Throws `AipressError` when nothing says where it is. */
  connect(): Connection
  /** What the process will answer with; commands set it, the last word counts. */
  exitCode: number
}
