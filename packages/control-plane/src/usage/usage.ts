import { type LimitKind, type NearLimit, TIERS, type Tier, type Used } from '@aipress/contract'

/**
 * What sites use of what their tier gives them, without any effect. Storage is what is there now; bandwidth and
 * visits are sums of a month in UTC. What must never happen: a visitor who is turned away because a site has used
 * much, or a figure that grows twice by the same request.
 */
export interface TierLimits {
  readonly storageBytes: number
  readonly bandwidthBytes: number
  readonly visits: number
}

export interface UsedAmounts {
  readonly storageBytes: number
  readonly bandwidthBytes: number
  readonly visits: number
}

/** The prefix that people are used to for disks and traffic, in the seeds' figures as well. */
const GIGABYTE = 1e9

export const DAY_MS = 86_400_000

export const WARNED_AT_PERCENT = [80, 100] as const
export const NEAR_PERCENT = 80
export const OVER_PERCENT = 100

export type LimitsOf = (tier: Tier) => TierLimits

type SmallerLimits = { readonly [Name in keyof TierLimits]?: number | undefined }

/** By tier; `smaller` is for tests that cannot fill gigabytes. */
export function limitsOfTiers(smaller: Partial<Record<Tier, SmallerLimits>> = {}): LimitsOf {
  return (tier) => ({
    storageBytes: smaller[tier]?.storageBytes ?? TIERS[tier].storageGb * GIGABYTE,
    bandwidthBytes: smaller[tier]?.bandwidthBytes ?? TIERS[tier].bandwidthGb * GIGABYTE,
    visits: smaller[tier]?.visits ?? TIERS[tier].visits,
  })
}

export const usedOf = (used: number, limit: number): Used => ({
  used,
  limit,
  usedPercent: Math.floor((100 * used) / limit),
})

/** Of each limit, how much is used. */
export function shares(used: UsedAmounts, limits: TierLimits): NearLimit[] {
  const percent = (amount: number, limit: number) => usedOf(amount, limit).usedPercent
  const all: Record<LimitKind, number> = {
    storage: percent(used.storageBytes, limits.storageBytes),
    bandwidth: percent(used.bandwidthBytes, limits.bandwidthBytes),
    visits: percent(used.visits, limits.visits),
  }
  return Object.entries(all).map(([of, usedPercent]) => ({ of: of as LimitKind, usedPercent }))
}

export const nearLimits = (used: UsedAmounts, limits: TierLimits): NearLimit[] =>
  shares(used, limits).filter(({ usedPercent }) => usedPercent >= NEAR_PERCENT)

/** `2026-11-30` */
/** `2026-11-30T10` */
export const hourOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 13)
export const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10)
/** `2026-11` */
export const monthOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 7)

export function monthBefore(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7)
}
