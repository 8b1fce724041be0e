import type { PhpSettings } from '@aipress/contract'
import type { Place } from './place.ts'

/** What a site says of itself whenever what it has scheduled changes. Data of a stranger, bounded and parsed. */
export interface DueNotice {
  readonly place: Place
  /** When something of it is due next; undefined: nothing is scheduled. It may be long past, or never come. */
  readonly dueAt: Date | undefined
  /** When the site wrote that; undefined where this is not known. */
  readonly writtenAt?: Date
  /** Found by looking, not heard: it may be older than what is known from elsewhere. */
  readonly isFromBefore?: true
}

export interface ScheduledEvent {
  readonly hook: string
  readonly dueAt: Date
  /** Name of the interval at which it comes again, as plugins call it; undefined where it comes once. */
  readonly schedule: string | undefined
  readonly intervalSeconds: number | undefined
  /** As JSON, shortened to 200 characters. */
  readonly args: string
}

export interface RanEvent {
  readonly hook: string
  readonly durationMs: number
  /** Why it failed; undefined where it did not. */
  readonly problem: string | undefined
}

/**
 * `ran`: WordPress was started and told how it went, be it badly. `busy`: another run of the same site is under way.
 * `moving`: the site is being moved or is no longer here. `broken`: WordPress did not come so far as to tell.
 */
export interface CronRun {
  readonly kind: 'ran' | 'busy' | 'moving' | 'broken'
  readonly events: readonly RanEvent[]
  readonly durationMs: number
  /** What is wrong with the run as a whole. */
  readonly problem?: string
  /** When something is due next; null: nothing is scheduled; undefined: it did not say. */
  readonly nextDueAt?: Date | null
}

export interface CronOrder {
  readonly siteId: string
  /** Runs all events of this hook, due or not; what is due where it is undefined. */
  readonly hook?: string | undefined
  /** By hook: where it fails again, it rests for so many seconds whatever its own schedule says. */
  readonly restSeconds: ReadonlyMap<string, number>
  /** What PHP gives the run; the defaults where left out. */
  readonly php?: PhpSettings
}

/**
 * WordPress' scheduled work in the slots of shards. Nothing here starts a site but `run`. The same rules as for
 * `ShardHost` hold.
 */
export interface CronHost {
  /** How many runs make use of what the sites run on; more would wait for each other. */
  readonly runsAtOnce: number

  /**
   * Hands over what sites have written since the last call, 500 at most, each site once with its newest; at the first
   * call what any site wrote last. Later ones are heard of while somebody watches. Where `store` fails the same comes
   * again. Answers how many there were.
   */
  takeNotices(store: (notices: readonly DueNotice[]) => Promise<void>, signal: AbortSignal): Promise<number>

  /** Calls back soon after a site writes something, at most every second. Returns the function that stops it. */
  watch(onNotice: () => void): () => void

  /** All that the site has scheduled, earliest first, 1,000 at most; read from its database without starting it. */
  events(place: Place, signal: AbortSignal): Promise<ScheduledEvent[]>

  /**
   * Starts the site's WordPress to run what is due; after two minutes the run is ended. Aborting ends the waiting, not
   * the run. While a run lasts, also one that nobody waits for any more, another is `busy`.
   */
  run(place: Place, order: CronOrder, signal: AbortSignal): Promise<CronRun>

  /**
   * What the site has written last comes with the next notices, whether or not it came before. To be called when the
   * end of a run is recorded, as a notice that came before that was overwritten by it.
   */
  hearAgain(place: Place): void
}

export const NOTICES_MAX = 500
export const EVENTS_MAX = 1_000
export const ARGS_LENGTH_MAX = 200
