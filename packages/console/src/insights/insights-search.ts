import { RankBy } from '@aipress/contract/insights.ts'
import { timeSpanOf } from '@aipress/contract/time-range.ts'

/** Of an address: what is no time range is left out. */
export function parseRangeSearch({ range }: Record<string, unknown>): { range?: string } {
  return typeof range === 'string' && timeSpanOf(range, Date.now()) !== undefined ? { range } : {}
}

export function parseInsightsSearch(search: Record<string, unknown>): { by?: RankBy; range?: string } {
  const by = RankBy.safeParse(search.by)
  return { ...(by.success ? { by: by.data } : {}), ...parseRangeSearch(search) }
}
