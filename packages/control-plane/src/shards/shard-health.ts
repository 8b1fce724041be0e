import type { PartHealth } from '@aipress/contract'
import type { ShardTraffic } from '../platform/edge.ts'
import type { ShardHealth } from './shard-tables.ts'

/** What one look at a shard says of it. Reasons hold no figures that change at each look. */
export interface Verdict {
  readonly health: ShardHealth
  readonly reasons: readonly string[]
}

/** Without its database or PHP a shard serves nothing; without its cache it serves slower, without `php-07` one site less. */
const DISPENSABLE = /^(redis|php-\d+)$/

/** A probe that waits this long stands behind visitors who wait longer. */
const LATENCY_MS_MAX = 2_000
/** Several times what 50 busy sites need; one more step and the machine begins to end processes. */
const MEMORY_BYTES_MAX = 4e9

/** Of fewer requests a single one would say too much. */
const REQUESTS_MIN = 20
/** Far more than restarts and impatient sites bring about. */
const UNANSWERED_SHARE_MAX = 0.1

export const partName = ({ name }: Pick<PartHealth, 'name'>): string => name.split('/').at(-1) ?? name

/** What else there is to know of a shard than its parts say. */
export interface Surroundings {
  readonly isDiskFull: boolean
  /** Undefined where nobody came or nobody counted. */
  readonly traffic?: ShardTraffic | undefined
}

export function judge(parts: readonly PartHealth[], { isDiskFull, traffic }: Surroundings): Verdict {
  const sick = parts.filter((part) => !part.healthy)
  const down = sick.some((part) => !DISPENSABLE.test(partName(part)))
  const worries = [
    ...sick.map((part) => `${partName(part)}: ${part.problem ?? 'It is not well.'}`),
    ...parts.flatMap(strain),
    ...(traffic === undefined ? [] : silence(traffic)),
    ...(isDiskFull ? ['The disk is almost full.'] : []),
  ]
  if (down) return { health: 'down', reasons: worries }
  return { health: worries.length > 0 ? 'degraded' : 'healthy', reasons: worries }
}

function silence({ requests, unanswered }: ShardTraffic): string[] {
  const isMuch = requests >= REQUESTS_MIN && unanswered > requests * UNANSWERED_SHARE_MAX
  return isMuch ? ['php: More than one request in ten got no answer in the last minute.'] : []
}

function strain(part: PartHealth): string[] {
  if (!part.healthy) return []
  const name = partName(part)
  return [
    ...((part.latencyMs ?? 0) > LATENCY_MS_MAX
      ? [`${name}: It takes over ${LATENCY_MS_MAX} ms to answer.`]
      : []),
    ...((part.memoryBytes ?? 0) > MEMORY_BYTES_MAX
      ? [`${name}: It holds over ${MEMORY_BYTES_MAX / 1e9} GB.`]
      : []),
  ]
}

/** One bad look may be a moment's; what two in a row say is true. */
const LOOKS_MIN = 2

/** What the last looks at one shard said, as far as it differs from what is recorded. */
export interface Doubt {
  readonly verdict: Verdict
  readonly looks: number
}

/**
 * Whether the recorded health is to be changed now, or doubted for another look. Two looks that find it otherwise
 * than recorded need not agree in how: a daemon that is ill words its trouble differently each time.
 */
export function weigh(
  recorded: Verdict,
  doubt: Doubt | undefined,
  seen: Verdict,
): { change: Verdict } | { doubt: Doubt | undefined } {
  if (isSame(recorded, seen)) return { doubt: undefined }
  const confirms =
    doubt !== undefined &&
    (seen.health === recorded.health ? isSame(doubt.verdict, seen) : doubt.verdict.health !== recorded.health)
  const looks = confirms ? doubt.looks + 1 : 1
  return looks >= LOOKS_MIN ? { change: seen } : { doubt: { verdict: seen, looks } }
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.health === b.health && JSON.stringify(a.reasons) === JSON.stringify(b.reasons)
}
