import type { CallKind, WorldSettings } from './world-options.ts'

/** What chance has in store for one call. */
export interface Fate {
  /** Simulated, so not yet scaled. */
  readonly latencyMs: number
  /** `before`: nothing was done. `after`: all was done, and the answer was lost. */
  readonly failure: 'before' | 'after' | undefined
}

export interface Chance {
  /** The nth call of a kind on a subject has the same fate in every run with the same seed. */
  fateOf(kind: CallKind, subject: string): Fate
  /** How many times slower than others the shard is; the same for good. */
  slownessOf(shardId: string): number
  /** As `fateOf` for the figure alone, and without counting as a call. */
  latencyMsOf(medianMs: number, subject: string): number
}

/** Latencies lie between about half and double the median, with a tail; the tail is cut here. */
const SPREAD = 0.35
const TIMES_MEDIAN_MAX = 8

/** Drawn from hashes and not from a stream, so that calls of other subjects in between change nothing. */
export function createChance(settings: WorldSettings): Chance {
  const counts = new Map<string, number>()
  const base = mix(settings.seed)
  const hashOf = (text: string) => mix(base ^ fnv1a(text))
  const slownessOf = (shardId: string) => {
    const { share, factor } = settings.slowShards
    return share > 0 && unit(hashOf(`slow ${shardId}`)) < share ? factor : 1
  }
  const count = (key: string) => {
    const n = (counts.get(key) ?? 0) + 1
    counts.set(key, n)
    return n
  }
  return {
    slownessOf,
    fateOf(kind, subject) {
      const key = `${kind} ${subject}`
      const draw = mix(hashOf(key) + count(key))
      const share = settings.failureShareOf(kind)
      const luck = share === 0 ? 1 : unit(mix(draw ^ 0x51ed270b))
      return {
        latencyMs: logNormal(settings.latencyMsOf(kind), draw) * slownessOf(subject),
        failure: luck >= share ? undefined : luck < share / 2 || failsWhole(kind) ? 'before' : 'after',
      }
    },
    latencyMsOf: (medianMs, subject) => logNormal(medianMs, mix(hashOf(subject) + count(subject))),
  }
}

/** A freeze that fails has thawed the site again, so nothing of it can be left. */
const failsWhole = (kind: CallKind) => kind === 'site.freeze'

function logNormal(median: number, draw: number): number {
  // Box and Muller; the 1 keeps the logarithm's argument above 0.
  const radius = Math.sqrt(-2 * Math.log((draw + 1) / 2 ** 32))
  const normal = radius * Math.cos(2 * Math.PI * unit(mix(draw ^ 0x9e3779b9)))
  return median * Math.min(Math.exp(SPREAD * normal), TIMES_MEDIAN_MAX)
}

/** From 0 up to, but not including, 1. */
const unit = (hash: number) => hash / 2 ** 32

/** The finaliser of MurmurHash3: neighbouring numbers become unrelated ones. */
function mix(value: number): number {
  let hash = value >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
