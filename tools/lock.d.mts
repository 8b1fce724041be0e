/** When a process started, in clock ticks since boot; `undefined` for the dead and for zombies. */
export function startOf(pid: number): string | undefined
