import { type TimeSpan, timeSpanOf } from '@aipress/contract'
import type { Steps } from '../usage/index.ts'

/** The time that a question is about, in the steps that figures are kept in. */
export interface Span extends Steps {
  readonly range: string
  readonly fromMs: number
  readonly toMs: number
  /** Nothing is known of what comes after it. */
  readonly nowMs: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Beyond this, hours are too many to look at, and to sum over a fleet. */
const IN_HOURS_MS_MAX = 3 * DAY_MS
/** Hours of before may be forgotten already. */
const HOURS_KEPT_MS = 13 * DAY_MS

/** `range` has been checked by the contract. What was begun counts: an answer covers whole hours or whole days. */
export function spanOf(range: string, nowMs: number): Span {
  const asked = timeSpanOf(range, nowMs) ?? { fromMs: nowMs - DAY_MS, toMs: nowMs }
  const isShort = asked.toMs - asked.fromMs <= IN_HOURS_MS_MAX && asked.fromMs > nowMs - HOURS_KEPT_MS
  return spanIn(isShort ? 'hour' : 'day', range, asked, nowMs)
}

/** For sums over many sites: of whole days the row of each day is read, not those of its hours. */
export function spanForSums(range: string, nowMs: number): Span {
  const span = spanOf(range, nowMs)
  const isWhole = span.fromMs % DAY_MS === 0 && (span.toMs % DAY_MS === 0 || span.toMs >= nowMs)
  return isWhole ? spanIn('day', range, span, nowMs) : span
}

/** As long a time, right before. */
export function spanBefore({ step, range, fromMs, toMs, nowMs }: Span): Span {
  return spanIn(step, range, { fromMs: fromMs - (toMs - fromMs), toMs: fromMs }, nowMs)
}

function spanIn(step: Span['step'], range: string, asked: TimeSpan, nowMs: number): Span {
  const stepMs = step === 'hour' ? HOUR_MS : DAY_MS
  const fromMs = Math.floor(asked.fromMs / stepMs) * stepMs
  const toMs = Math.ceil(asked.toMs / stepMs) * stepMs
  const letters = step === 'hour' ? 'YYYY-MM-DDTHH'.length : 'YYYY-MM-DD'.length
  const nameOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, letters)
  return { range, step, fromMs, toMs, nowMs, from: nameOf(fromMs), to: nameOf(toMs) }
}

/** As answers say it: what has begun ends now. */
export const covered = ({ range, step, fromMs, toMs, nowMs }: Span) => ({
  range,
  from: new Date(fromMs).toISOString(),
  to: new Date(Math.min(toMs, nowMs)).toISOString(),
  step,
})

/** `2026-11-30T10` or `2026-11-30` */
export const timeOfStep = (at: string): string =>
  new Date(at.length > 10 ? `${at}:00:00Z` : `${at}T00:00:00Z`).toISOString()
