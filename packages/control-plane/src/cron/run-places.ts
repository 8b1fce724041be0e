import type { Clock } from '../kernel/clock.ts'

/** Longer than what most sites have to do. A run that waits for something hardly uses the machine meanwhile. */
export const LONG_RUN_MS = 10_000
/** Of a shard's PHP, visitors need most. */
export const PER_SHARD_MAX = 2
export const LONG_PER_SHARD_MAX = 4
/** As many times what the machine makes use of. */
const LONG_TIMES = 4

interface Run {
  readonly shardId: string
  readonly startedAtMs: number
  readonly isLong: boolean
  readonly ended: Promise<void>
}

/**
 * Which runs may be under way together. What must never happen: sites whose runs take long keeping those of others
 * from being on time. So a run that has lasted ten seconds leaves its place to others while one of the places for long
 * runs is free, and a site whose last run was long begins only where one is.
 */
export function createRunPlaces(runsAtOnce: number, clock: Clock) {
  const underWay = new Map<string, Run>()

  const hasRoomAmong = (runs: readonly Run[], isLong: boolean, max: { short: number; long: number }) => {
    const longBeforeMs = clock() - LONG_RUN_MS
    const long = runs.filter((run) => run.isLong || run.startedAtMs <= longBeforeMs).length
    return isLong ? long < max.long : runs.length - Math.min(long, max.long) < max.short
  }

  return {
    has: (siteId: string) => underWay.has(siteId),
    hasRoom(shardId: string, isLong: boolean): boolean {
      const runs = [...underWay.values()]
      const onShard = runs.filter((run) => run.shardId === shardId)
      return (
        hasRoomAmong(runs, isLong, { short: runsAtOnce, long: runsAtOnce * LONG_TIMES }) &&
        hasRoomAmong(onShard, isLong, { short: PER_SHARD_MAX, long: LONG_PER_SHARD_MAX })
      )
    },
    /** The site has a place until its run has ended. */
    take(siteId: string, run: Omit<Run, 'startedAtMs'>): void {
      const ended = run.ended.finally(() => underWay.delete(siteId))
      underWay.set(siteId, { ...run, ended, startedAtMs: clock() })
    },
    ends: () => [...underWay.values()].map(({ ended }) => ended),
  }
}
