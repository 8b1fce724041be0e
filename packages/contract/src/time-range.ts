import { z } from 'zod'

/** A time range as people say it, in UTC: "today", "last 24 hours", "since monday", "2026-11-29". */

export interface TimeSpan {
  readonly fromMs: number
  /** Not part of it. */
  readonly toMs: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Nothing is kept longer. */
const SPAN_MS_MAX = 400 * DAY_MS

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const UNITS_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
}

export const TIME_RANGE_EXAMPLES =
  'today, yesterday, this week, last month, last 7 days, last 24 hours, since monday, 2026-11-29 or 2026-11-01..2026-11-15'

export const TimeRange = z
  .string()
  .trim()
  .toLowerCase()
  .max(60)
  .refine((text) => timeSpanOf(text, Date.now()) !== undefined, `Say a time range as ${TIME_RANGE_EXAMPLES}`)
  .describe(`In UTC: ${TIME_RANGE_EXAMPLES}`)

/** Undefined for what is no time range, or is of the future, or longer than 400 days. */
export function timeSpanOf(text: string, nowMs: number): TimeSpan | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^(?:in|over|for|during|within|on) /, '')
    .replace(/^the /, '')
    .replace(/\s+/g, ' ')
  const span = spanOf(words, nowMs)
  if (span === undefined || span.fromMs >= nowMs || span.toMs <= span.fromMs) return undefined
  if (span.toMs - span.fromMs > SPAN_MS_MAX) return undefined
  return { fromMs: span.fromMs, toMs: Math.min(span.toMs, nowMs) }
}

function spanOf(words: string, nowMs: number): TimeSpan | undefined {
  const since = /^since (.+)$/.exec(words)?.[1]
  if (since !== undefined) {
    const begun = since.startsWith('since') ? undefined : spanOf(since, nowMs)
    return begun && { fromMs: begun.fromMs, toMs: nowMs }
  }
  return named(words, nowMs) ?? lately(words, nowMs) ?? dated(words)
}

function named(words: string, nowMs: number): TimeSpan | undefined {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS
  const days = (fromMs: number, count: number) => ({ fromMs, toMs: fromMs + count * DAY_MS })
  // Weeks begin on Monday.
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS
  switch (words) {
    case 'today':
    case 'this day':
      return days(today, 1)
    case 'yesterday':
      return days(today - DAY_MS, 1)
    case 'this week':
      return days(monday, 7)
    case 'last week':
      return days(monday - 7 * DAY_MS, 7)
    case 'this month':
      return monthOf(nowMs, 0)
    case 'last month':
      return monthOf(nowMs, -1)
  }
  const weekday = WEEKDAYS.indexOf(words.replace(/^last /, ''))
  if (weekday === -1) return undefined
  const daysAgo = (new Date(today).getUTCDay() - weekday + 7) % 7 || 7
  return days(today - daysAgo * DAY_MS, 1)
}

function monthOf(timeMs: number, offset: number): TimeSpan {
  const time = new Date(timeMs)
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth() + offset]
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) }
}

/** "last 3 days" are today and the two before; shorter ones are counted back from now. */
function lately(words: string, nowMs: number): TimeSpan | undefined {
  const [, number, unit = ''] =
    /^(?:last|past|previous) (?:(\d{1,5}) )?(minute|hour|day|week|month)s?$/.exec(words) ?? []
  const unitMs = UNITS_MS[unit]
  if (unitMs === undefined) return undefined
  const lengthMs = Number(number ?? 1) * unitMs
  if (number === undefined || unitMs < DAY_MS) return { fromMs: nowMs - lengthMs, toMs: nowMs }
  return { fromMs: Math.floor(nowMs / DAY_MS) * DAY_MS - lengthMs + DAY_MS, toMs: nowMs }
}

function dated(words: string): TimeSpan | undefined {
  const [, first, last = first] = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/.exec(words) ?? []
  const month = /^\d{4}-\d{2}$/.test(words) ? Date.parse(`${words}-01`) : Number.NaN
  if (!Number.isNaN(month)) return monthOf(month, 0)
  const [fromMs, lastMs] = [Date.parse(first ?? ''), Date.parse(last ?? '')]
  return Number.isNaN(fromMs) || Number.isNaN(lastMs) ? undefined : { fromMs, toMs: lastMs + DAY_MS }
}
