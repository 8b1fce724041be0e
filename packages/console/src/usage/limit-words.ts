import type { LimitKind } from '@aipress/contract/sites.ts'
import type { Used } from '@aipress/contract/usage.ts'
import { formatBytes } from '../ui/format.ts'

export const NEAR_PERCENT = 80
export const OVER_PERCENT = 100

export const LIMIT_LABELS: Record<LimitKind, string> = {
  storage: 'Storage',
  bandwidth: 'Bandwidth',
  visits: 'Visits',
}

export function amountOf(of: LimitKind, amount: number): string {
  return of === 'visits' ? amount.toLocaleString('en') : formatBytes(amount)
}

/** "4.1 GB of 5 GB" */
export const usedWords = (of: LimitKind, { used, limit }: Used): string =>
  `${amountOf(of, used)} of ${amountOf(of, limit)}`

export function toneOf(usedPercent: number): 'bad' | 'warn' | 'neutral' {
  if (usedPercent >= OVER_PERCENT) return 'bad'
  return usedPercent >= NEAR_PERCENT ? 'warn' : 'neutral'
}

/** What follows from it; nothing where nothing does. Only uploads ever stop. */
export function consequenceOf(of: LimitKind, usedPercent: number): string | undefined {
  if (usedPercent < NEAR_PERCENT) return undefined
  if (usedPercent < OVER_PERCENT)
    return of === 'storage' ? 'At 100 % uploads stop.' : 'Visitors are served beyond 100 %, too.'
  return of === 'storage' ? 'WordPress takes no further uploads.' : 'Visitors are served all the same.'
}
