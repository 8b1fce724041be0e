import type { SiteInsights } from './insights.ts'

/** From here on a site counts as slow: what 95 % of what PHP makes takes at most. */
export const SLOW_MS = 1_000

type Told = Pick<SiteInsights, 'total' | 'reasons'>

/** Something was asked of it, and nothing that was measured calls it slow. */
export const wasNotSlow = ({ total, reasons }: Told): boolean =>
  total.requests > 0 && reasons.length === 0 && (total.p95Ms ?? 0) < SLOW_MS

/** For who asked why something is slow that was not: that it was not, and by which measure. */
export function notSlowWords(told: Told): string | undefined {
  if (!wasNotSlow(told)) return undefined
  const { requests, madeByPhp, p50Ms, p95Ms, hitPercent } = told.total
  if (p50Ms === undefined || p95Ms === undefined || madeByPhp === 0)
    return `Nothing was slow: PHP made no page; the cache and files answered all ${count(requests, 'request')}.`
  const cache = hitPercent === undefined ? '' : ` ${hitPercent} % of pages came from the cache.`
  return `Nothing was slow: of the ${count(madeByPhp, 'page')} that PHP made, half came within ${ms(p50Ms)} and 95 % within ${ms(p95Ms)}; from ${ms(SLOW_MS)} on it would count as slow.${cache}`
}

const count = (value: number, noun: string) =>
  `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`
const ms = (value: number) => (value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`)
