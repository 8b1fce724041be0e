import type { PartHealth } from '@aipress/contract'
import { partName } from './shard-health.ts'

/** What the platform does about a part by itself. */
export type Remedy =
  | { readonly kind: 'restart'; readonly part: string }
  /** Its files are made again where they are missing, and it is started. */
  | { readonly kind: 'ensure'; readonly part: string }

/** Bad looks before anything is done: its supervisor, or the part itself, is often faster. */
const PATIENCE_LOOKS = 3
/** Looks between two tries at the same part. */
const AGAIN_LOOKS = 10
/** A database that comes up after a crash does not answer for a while, and must not be ended for it. */
export const UPTIME_SECONDS_MIN = 30

/** How long a part has been sick, in looks in a row, and at which of them something was last done about it. */
export interface Sickness {
  readonly looks: number
  readonly triedAt?: number | undefined
}

export function remedyFor(part: PartHealth, { looks, triedAt }: Sickness): Remedy | undefined {
  if (part.healthy || looks < PATIENCE_LOOKS) return undefined
  if (triedAt !== undefined && looks - triedAt < AGAIN_LOOKS) return undefined
  const uptimeSeconds = part.uptimeSeconds ?? 0
  if (uptimeSeconds >= UPTIME_SECONDS_MIN) return { kind: 'restart', part: partName(part) }
  // Up, but not for long: it may be recovering. Not up at all: its supervisor has not got it to start.
  return uptimeSeconds > 0 ? undefined : { kind: 'ensure', part: partName(part) }
}

/** Restarts that were not there at the look before, in words. */
export function restartsSince(before: readonly PartHealth[], now: readonly PartHealth[]): string[] {
  return now.flatMap((part) => {
    const former = before.find((one) => one.name === part.name)
    const more = (part.restarts ?? 0) - (former?.restarts ?? part.restarts ?? 0)
    if (more <= 0) return []
    const often = more === 1 ? '' : ` ${more} times`
    return [`${partName(part)} was started again${often} by the supervisor.`]
  })
}
