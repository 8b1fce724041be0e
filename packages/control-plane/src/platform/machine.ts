import type { PartHealth } from '@aipress/contract'

/** The machine or project that the control plane itself runs on. */
export interface Machine {
  /** Every part that is no shard's: edge, PostgreSQL, control-plane processes. */
  parts(signal: AbortSignal): Promise<PartHealth[]>
  disk(): Promise<{ freeBytes: number; totalBytes: number }>
  /** Restarts that a supervisor saw, newest first, 20 at most. */
  incidents(signal: AbortSignal): Promise<{ at: string; part: string; what: string }[]>
}
