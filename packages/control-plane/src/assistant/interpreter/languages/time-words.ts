/** How a language speaks of times, each entry as a pattern over folded text. */
export interface TimeWords {
  /** Days from today: `yesterday` is -1. Longer ones first. */
  readonly days: readonly (readonly [pattern: string, offset: number])[]
  /** From Sunday on. */
  readonly weekdays: readonly string[]
  readonly months: readonly string[]
  /** Seconds of each unit. */
  readonly units: readonly (readonly [pattern: string, seconds: number])[]
  /** Around an amount of time that has passed: `vor …`, `… ago`. */
  readonly ago: readonly [before: string, after: string]
  /** Said between the parts and meaning nothing. */
  readonly fillers: string
  /** May follow the hour. */
  readonly oClock: string
  readonly afternoon: string
  readonly clocks: readonly (readonly [pattern: string, time: string])[]
}
