/** When a process started, in clock ticks since boot; `undefined` for the dead and for zombies. */
export function startOf(pid: number): string | undefined

/** One process at a time: a function that releases the lock, or who still holds it after `waitMs`. */
export function acquireLock(
  path: string,
  options?: { waitMs?: number; onWait?: (holder: number) => void },
): Promise<{ release(): void; heldBy?: undefined } | { heldBy: number }>
