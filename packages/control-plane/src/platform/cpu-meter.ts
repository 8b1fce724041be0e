import type { Place } from './place.ts'

/** How much of the processors a site has taken in one place. */
export interface CpuReading {
  readonly siteId: string
  readonly place: Place
  /** Names the counter. One of another name began at nothing; the same one never falls. */
  readonly counter: string
  /** Processor time since the counter began: PHP, commands, scheduled work and queries. */
  readonly seconds: number
}

/**
 * What sites take of the processors. Counting goes on while the control plane is away: whoever remembers the reading of
 * before knows from the next one what was taken since, wherever processes were killed in between.
 */
export interface CpuMeter {
  /**
   * Of all sites that have taken anything in the places where they are now, and in some where they were. What was taken
   * is there within seconds. None where the machine cannot tell sites apart.
   */
  read(signal: AbortSignal): Promise<CpuReading[]>
}
