/** Which of the other processes live, seen by this one's own clock alone, which never jumps. */
export interface Liveness {
  /**
   * Those whose beat has not changed for too long, with that beat. Somebody seen for the first time lives; so do all
   * where this process itself has not looked for as long: after an outage of the database everybody's beats are old,
   * and whoever is back first must not rob the rest.
   */
  look(beats: ReadonlyMap<string, string>): ReadonlyMap<string, string>
}

interface Seen {
  readonly beat: string
  readonly sinceMs: number
}

/** @param nowMs a clock that only goes forward, in milliseconds */
export function createLiveness(deadAfterMs: number, nowMs = () => performance.now()): Liveness {
  let seen = new Map<string, Seen>()
  let lookedAtMs = nowMs()
  return {
    look(beats) {
      const now = nowMs()
      if (now - lookedAtMs > deadAfterMs) seen = new Map()
      lookedAtMs = now
      const former = seen
      seen = new Map(
        [...beats].map(([executor, beat]) => {
          const before = former.get(executor)
          return [executor, before?.beat === beat ? before : { beat, sinceMs: now }]
        }),
      )
      return new Map(
        [...beats].filter(([executor]) => now - (seen.get(executor)?.sinceMs ?? now) > deadAfterMs),
      )
    },
  }
}
