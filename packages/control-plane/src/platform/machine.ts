import type { PartHealth } from '@aipress/contract'

/** Below this, databases are about to stop writing: what is left belongs to the sites that are there. */
export const DISK_FREE_BYTES_MIN = 300e6

/** The machine or project that the control plane itself runs on. */
export interface Machine {
  /** Every part that is no shard's: edge, PostgreSQL, control-plane processes. */
  parts(signal: AbortSignal): Promise<PartHealth[]>
  disk(): Promise<{ freeBytes: number; totalBytes: number }>
  /** Restarts that a supervisor saw, newest first, 20 at most. */
  incidents(signal: AbortSignal): Promise<{ at: string; part: string; what: string }[]>
}
