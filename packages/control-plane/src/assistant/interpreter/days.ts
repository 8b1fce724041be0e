import type { Language } from './languages/language.ts'
import type { Token } from './tokens.ts'

const DAY_MS = 86_400_000

/** "Today" and "yesterday" as the days (UTC) that inputs for a time from and to take. */
export function dayIn(
  words: readonly Pick<Token, 'word'>[],
  { time }: Language,
  now: Date,
): { from: string; to?: string } | undefined {
  const [, offset] =
    time.days.find(
      ([pattern, days]) =>
        days <= 0 && words.some(({ word }) => new RegExp(`^(?:${pattern})$`, 'u').test(word)),
    ) ?? []
  if (offset === undefined) return undefined
  const day = new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10)
  return offset === 0 ? { from: day } : { from: day, to: day }
}
