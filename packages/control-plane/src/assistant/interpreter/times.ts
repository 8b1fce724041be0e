import type { TimeWords } from './languages/time-words.ts'

/**
 * Times and amounts of time as people say them: "yesterday 14:05", "vor 2 Stunden", "昨日14:05". They count
 * in UTC, as everything does that the platform shows; a day without a time is its beginning.
 */

const DAY_MS = 86_400_000
/** A time has no more parts than this: weekday, day, time, and what is between. */
const PARTS_MAX = 8

interface Told {
  /** Start of the day. */
  day?: number
  minutes?: number
  /** A moment of its own, as "two hours ago" is. */
  moment?: number
}

/** The moment that the whole text tells; undefined where any of it tells something else. */
export function momentOf(text: string, words: TimeWords, now: Date): Date | undefined {
  const timestamp = /^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?z?$/.exec(text.trim())
  if (timestamp !== null) return validDate(`${text.trim().replace(' ', 't').replace(/z$/, '')}z`)
  let rest = text.trim()
  const told: Told = {}
  for (let part = 0; part < PARTS_MAX && rest !== ''; part += 1) {
    const length = partAt(rest, told, words, now)
    if (length === 0) return undefined
    rest = rest.slice(length).trim()
  }
  if (rest !== '') return undefined
  if (told.moment !== undefined) return new Date(told.moment)
  if (told.day === undefined && told.minutes === undefined) return undefined
  return new Date((told.day ?? startOf(now)) + (told.minutes ?? 0) * 60_000)
}

/** Takes one part off the beginning; tells how long it was. */
function partAt(text: string, told: Told, words: TimeWords, now: Date): number {
  return (
    agoAt(text, told, words, now) ||
    dayAt(text, told, words, now) ||
    dateAt(text, told, words, now) ||
    clockAt(text, told, words) ||
    fillerAt(text, words)
  )
}

function agoAt(text: string, told: Told, words: TimeWords, now: Date): number {
  const [before, after] = words.ago
  const match = starts(
    text,
    `${before}\\s*(\\d{1,4})\\s*(${words.units.map(([unit]) => unit).join('|')})\\s*${after}`,
  )
  const [whole, amount, unit] = match ?? []
  if (whole === undefined || amount === undefined || unit === undefined) return 0
  told.moment = now.getTime() - Number(amount) * secondsOf(unit, words) * 1_000
  return whole.length
}

function dayAt(text: string, told: Told, words: TimeWords, now: Date): number {
  for (const [pattern, offset] of words.days) {
    const match = starts(text, pattern)
    if (match === null) continue
    told.day = startOf(now) + offset * DAY_MS
    return match[0].length
  }
  const index = words.weekdays.findIndex((pattern) => starts(text, pattern) !== null)
  const weekday = words.weekdays[index]
  if (weekday === undefined) return 0
  // The last one that has begun: logs and changes lie behind.
  const back = (now.getUTCDay() - index + 7) % 7
  told.day = startOf(now) - (back === 0 ? 7 : back) * DAY_MS
  return starts(text, weekday)?.[0].length ?? 0
}

function dateAt(text: string, told: Told, words: TimeWords, now: Date): number {
  const months = words.months.join('|')
  const iso = starts(text, '(\\d{4})-(\\d{1,2})-(\\d{1,2})')
  if (iso !== null) return setDay(told, iso, [iso[1], iso[2], iso[3]], now)
  const eastern = starts(text, '(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})日')
  if (eastern !== null) return setDay(told, eastern, [eastern[1], eastern[2], eastern[3]], now)
  const dotted = starts(text, '(\\d{1,2})[./](\\d{1,2})(?:[./](\\d{4}))?\\.?(?!\\d)')
  if (dotted !== null) return setDay(told, dotted, [dotted[3], dotted[2], dotted[1]], now)
  const monthOf = (said: string | undefined) =>
    String(1 + words.months.findIndex((month) => starts(said ?? '', month) !== null))
  const dayFirst = starts(
    text,
    `(\\d{1,2})\\.?(?:er|st|nd|rd|th)?\\s*(?:de |of )?(${months})(?:\\s*(?:de )?(\\d{4}))?`,
  )
  if (dayFirst !== null) return setDay(told, dayFirst, [dayFirst[3], monthOf(dayFirst[2]), dayFirst[1]], now)
  const monthFirst = starts(text, `(${months})\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d|:)(?:,?\\s*(\\d{4}))?`)
  if (monthFirst === null) return 0
  return setDay(told, monthFirst, [monthFirst[3], monthOf(monthFirst[1]), monthFirst[2]], now)
}

function setDay(
  told: Told,
  match: RegExpExecArray,
  [year, month, day]: readonly (string | undefined)[],
  now: Date,
): number {
  const at = (of: number) => Date.UTC(of, Number(month) - 1, Number(day))
  const guessed = at(now.getUTCFullYear())
  const chosen =
    year === undefined ? (guessed > now.getTime() ? at(now.getUTCFullYear() - 1) : guessed) : at(Number(year))
  const date = new Date(chosen)
  // 31 February is none.
  if (Number.isNaN(chosen) || date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day))
    return 0
  told.day = chosen
  return match[0].length
}

function clockAt(text: string, told: Told, words: TimeWords): number {
  for (const [pattern, time] of words.clocks) {
    const match = starts(text, pattern)
    if (match === null) continue
    const [hours, minutes] = time.split(':')
    told.minutes = Number(hours) * 60 + Number(minutes)
    return match[0].length
  }
  const match = starts(
    text,
    `(?:(${words.afternoon})\\s*)?(\\d{1,2})(?:\\s*(?:[:h]|時)\\s*(\\d{2}|\\d{1,2}(?=分))分?|\\s*(?:${words.oClock})(?:\\s*(\\d{2}))?|(?=\\s*(?:[ap]\\.?m\\b|${words.afternoon})))(?:\\s*(?:${words.oClock}))?(?:\\s*([ap])\\.?m\\.?|\\s*(${words.afternoon}))?`,
  )
  if (match === null) return 0
  const [whole, early, hours, minutes, further, half, late] = match
  const isLate = half === 'p' || (half !== 'a' && (early ?? late) !== undefined)
  const hour = (Number(hours) % (half === undefined ? 24 : 12)) + (isLate && Number(hours) < 12 ? 12 : 0)
  const minute = Number(minutes ?? further ?? 0)
  if (Number(hours) > 24 || minute > 59) return 0
  told.minutes = hour * 60 + minute
  return whole.length
}

function fillerAt(text: string, words: TimeWords): number {
  return starts(text, `(?:${words.fillers}|,)`)?.[0].length ?? 0
}

/** "2 minutes", "90 Sekunden", "1 heure": in seconds. */
export function secondsIn(text: string, words: TimeWords): number | undefined {
  const units = words.units.map(([unit]) => unit).join('|')
  const match = new RegExp(`^(\\d{1,6})\\s*(${units})$`, 'u').exec(text.trim())
  const [, amount, unit] = match ?? []
  return amount === undefined || unit === undefined ? undefined : Number(amount) * secondsOf(unit, words)
}

function secondsOf(unit: string, { units }: TimeWords): number {
  return units.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'u').test(unit))?.[1] ?? 1
}

const compiled = new Map<string, RegExp>()

/** Whole words only, but kana and kanji follow each other without spaces. */
function starts(text: string, pattern: string): RegExpExecArray | null {
  let expression = compiled.get(pattern)
  if (expression === undefined) {
    expression = new RegExp(`^(?:${pattern})(?![a-z])`, 'u')
    compiled.set(pattern, expression)
  }
  return expression.exec(text)
}

function startOf(now: Date): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
}

function validDate(text: string): Date | undefined {
  const date = new Date(text.toUpperCase())
  return Number.isNaN(date.getTime()) ? undefined : date
}
