import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { Seal } from '../kernel/seal.ts'
import type { TrafficLog } from '../platform/traffic-log.ts'
import { saltOf } from './salts.ts'
import { type TrafficTally, tallied } from './tally.ts'
import { positionsOfGroup, recordTraffic, type SitePosition } from './traffic-store.ts'

/** Read at the same time: memory for their parts, and one transaction. */
const SITES_AT_ONCE = 50
/** Parts of some thousand requests. What a turn leaves, the next one takes up; each site gets its first part. */
const FURTHER_PARTS_PER_TURN_MAX = 400

interface Deps {
  directory: Database
  seal: Seal
  traffic: TrafficLog
  controlGroup: number
  clock: Clock
}

type SaltOf = (day: string) => Promise<string | undefined>

interface Turn {
  readonly salt: SaltOf
  readonly signal: AbortSignal
  /** One site that cannot be read must not keep the others waiting. */
  readonly failures: unknown[]
}

/**
 * Counts what visitors asked of each site, by hour and by day: bytes, requests, visits, how they were answered and how
 * long PHP took. The sums and how far was read are one transaction. Sites of which nobody asked anything cost a look at
 * a file.
 */
export function createTrafficMeter({ directory, seal, traffic, controlGroup, clock }: Deps): Reconciler {
  async function read(
    { siteId, position: from }: SitePosition,
    { salt, signal, failures }: Turn,
  ): Promise<{ tally: TrafficTally; more: boolean } | undefined> {
    try {
      const part = await traffic.read(siteId, from, signal)
      if (part === undefined) return undefined
      const tally: TrafficTally = { siteId, from, to: part.position, days: new Map() }
      return { tally: await tallied(tally, part.requests, salt), more: part.more }
    } catch (error) {
      if (signal.aborted) throw error
      failures.push(error)
      return undefined
    }
  }

  /** Answers where those are of which there is more. */
  async function count(sites: SitePosition[], turn: Turn): Promise<SitePosition[]> {
    const found = (await Promise.all(sites.map((site) => read(site, turn)))).filter(
      (one) => one !== undefined,
    )
    if (found.length === 0) return []
    const tallies = found.map(({ tally }) => tally)
    const counted = new Set(await recordTraffic(directory, tallies))
    return found
      .filter(({ tally, more }) => more && counted.has(tally.siteId))
      .map(({ tally }) => ({ siteId: tally.siteId, position: tally.to }))
  }

  return {
    name: 'usage-traffic',
    everySeconds: 15,
    async run(signal) {
      const turn: Turn = {
        salt: memory((day: string) => saltOf(directory, seal, day, clock())),
        signal,
        failures: [],
      }
      const waiting: SitePosition[] = []
      for await (const page of positionsOfGroup(directory, controlGroup)) {
        for (let at = 0; at < page.length; at += SITES_AT_ONCE) {
          signal.throwIfAborted()
          waiting.push(...(await count(page.slice(at, at + SITES_AT_ONCE), turn)))
        }
      }
      for (let parts = 0; waiting.length > 0 && parts < FURTHER_PARTS_PER_TURN_MAX; ) {
        signal.throwIfAborted()
        // From the front, and back to the end: sites take turns.
        const next = waiting.splice(0, SITES_AT_ONCE)
        parts += next.length
        waiting.push(...(await count(next, turn)))
      }
      if (turn.failures.length > 0) {
        const what = `The traffic of ${turn.failures.length} sites could not be read.`
        throw new AggregateError(turn.failures, what, { cause: turn.failures[0] })
      }
      return []
    },
  }
}

/** Asks once for each. */
function memory<Value>(ask: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>()
  return (key) => {
    const answer = known.get(key) ?? ask(key)
    known.set(key, answer)
    return answer
  }
}
