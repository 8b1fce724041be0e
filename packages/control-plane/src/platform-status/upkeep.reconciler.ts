import type { Reconciler } from '../kernel/reconciler.ts'

/** Something that grows and has to be cut back now and then. Answers how much it removed. */
export interface UpkeepTask {
  what: string
  run(signal: AbortSignal): Promise<number>
}

/** Cuts back logs, audit lines, used keys and the like. One that fails does not hold up the others. */
export function createUpkeep(name: string, tasks: readonly UpkeepTask[], everySeconds: number): Reconciler {
  return {
    name,
    everySeconds,
    async run(signal) {
      const results = await Promise.allSettled(tasks.map((task) => task.run(signal)))
      const failed = results.filter((result) => result.status === 'rejected')
      if (failed.length > 0)
        throw new AggregateError(
          failed.map((result) => result.reason),
          'Upkeep failed in part.',
        )
      return results.flatMap((result, index) =>
        result.status === 'fulfilled' && result.value > 0
          ? [`removed ${result.value} ${tasks[index]?.what}`]
          : [],
      )
    },
  }
}
