import type { RankBy, Reason, TrafficFigures, UsageAnswer } from '@aipress/contract'
import type { LanguageCode } from '../../languages/language.ts'
import type { FasterTexts } from '../faster-texts.ts'

/** Where figures come from, as answers name it. */
export type FigureSource = 'traffic' | 'explained' | 'storage' | 'php-errors' | 'changes'

/** What somebody wanted to know of one site. */
export type FigurePurpose = 'cache' | 'latency' | 'errors' | 'visits' | 'bandwidth'

/** What a ranking found: `slow` sites among those measured, and sums over all of them. */
export interface Ranked {
  readonly slow: number
  readonly measuredSites: number
  readonly total: { readonly requests: number; readonly visits: number; readonly bandwidthBytes: number }
}

/** A limit of a site's tier; `limit` is absent where many sites are told of. */
export interface UsedShare {
  readonly used: string
  readonly limit?: string
  readonly percent: number
}

/** What was measured, in one language. Amounts come in already written as that language writes them, or as numbers. */
export interface FigureTexts {
  number(value: number): string
  size(bytes: number): string
  /** Of UTC, as all times are. */
  day(time: string): string
  minute(time: string): string
  range(range: string): string
  between(from: string, to: string): string
  /** A range, and what it is in times of UTC. */
  time(range: string, covered: string): string
  /** What begins what is told of a site. */
  of(title: string, when: string): string
  source(source: FigureSource): string
  /** In its own words; the reason's `text` is English. */
  reason(reason: Reason): string
  /** `isLeast`: and there are further ones that were not counted. */
  andMore(more: number, isLeast: boolean): string

  readonly ranking: {
    /** Nothing to rank by, among so many sites of which something was measured. */
    none(by: RankBy, when: string, sites: number): string
    readonly longer: string
    headline(by: RankBy, ranked: Ranked, when: string): string
    value(by: RankBy, value: number, figures: TrafficFigures): string
  }
  readonly site: {
    nothingAsked(title: string, when: string): string
    readonly countsSoon: string
    summary(total: TrafficFigures): string
    readonly told: Readonly<Record<FigurePurpose, (total: TrafficFigures) => string>>
    before(summary: string): string
    readonly unexplained: string
    /** Nothing was slow; PHP made pages. */
    calm(total: TrafficFigures): string
    /** The same where PHP made none. */
    calmWithoutPhp(requests: number): string
    further(siteName: string, isOfAWeek: boolean): string
  }
  readonly faster: FasterTexts
  readonly changes: {
    none(title: string, when: string): string
    some(title: string, when: string): string
    now(summary: string): string
    readonly nothingAsked: string
    by(who: string): string
  }
  readonly usage: {
    readonly noSites: string
    readonly noneOver: string
    readonly noneNear: string
    over(sites: number): string
    near(sites: number): string
    all(total: UsageAnswer['total']): string
    storage(share: UsedShare): string
    bandwidth(share: UsedShare): string
    visits(share: UsedShare): string
    used(title: string, tier: string, shares: string): string
    parts(media: string, database: string): string
    readonly noUploads: string
    readonly servedAllTheSame: string
    larger(siteName: string, tier: 'silver' | 'gold'): string
  }
}

const UNITS = { ms: ' ms', s: ' s', GB: 'GB', MB: 'MB', kB: 'kB', B: 'B' }

/** Amounts as a language writes them. */
export function amounts(code: LanguageCode, own: Partial<typeof UNITS> = {}) {
  const units = { ...UNITS, ...own }
  const number = (value: number, digits = 0) =>
    value.toLocaleString(code, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const writer = (options: Intl.DateTimeFormatOptions) => {
    const { format } = new Intl.DateTimeFormat(code, { ...options, timeZone: 'UTC' })
    return (time: string) => format(new Date(time))
  }
  return {
    number: (value: number) => number(value),
    many: (count: number, one: string, more: string) => (count === 1 ? one : `${number(count)} ${more}`),
    percent: (value: number) => value.toLocaleString(code, { maximumFractionDigits: 1 }),
    day: writer({ dateStyle: 'medium' }),
    minute: writer({ dateStyle: 'medium', timeStyle: 'short' }),
    duration: (ms: number) =>
      ms < 1_000 ? `${number(ms)}${units.ms}` : `${number(ms / 1_000, 1)}${units.s}`,
    size(bytes: number): string {
      if (bytes >= 1e9) return `${number(bytes / 1e9, bytes % 1e9 === 0 ? 0 : 1)} ${units.GB}`
      if (bytes >= 1e6) return `${number(bytes / 1e6, 1)} ${units.MB}`
      return bytes >= 1e3 ? `${number(bytes / 1e3, 1)} ${units.kB}` : `${number(bytes)} ${units.B}`
    },
  }
}

/** How a language names the ranges of the contract; what it has no words for is left as it is. */
export interface RangeNames {
  readonly named: Readonly<Record<string, string>>
  readonly weekdays: readonly [string, string, string, string, string, string, string]
  last(amount: number, unit: 'minute' | 'hour' | 'day' | 'week' | 'month'): string
  since(when: string): string
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

export function rangeNamer({ named, weekdays, last, since }: RangeNames): (range: string) => string {
  const nameOf = (range: string): string => {
    const begun = /^since (.+)$/.exec(range)?.[1]
    if (begun !== undefined) return since(nameOf(begun))
    const [, amount, unit] = /^last (\d+) (minute|hour|day|week|month)s?$/.exec(range) ?? []
    if (unit !== undefined) return last(Number(amount), unit as 'day')
    return named[range] ?? weekdays[WEEKDAYS.indexOf(range)] ?? range
  }
  return nameOf
}
