/**
 * What a model is told must fit beside everything else that it knows. About 6,000 tokens of JSON: clients warn
 * at 10,000.
 */
export const ANSWER_CHARACTERS_MAX = 24_000
/** A line of a log, a paragraph of a mail; a stack trace is cut. */
const TEXT_CHARACTERS_MAX = 4_000

export type Answer = Record<string, unknown>

export const sizeOf = (answer: unknown) => JSON.stringify(answer)?.length ?? 0

/**
 * Cuts texts and then lists until the answer fits, and says what was left out. Pages are asked for in smaller
 * size instead, so that their cursors stay true.
 */
export function shortened(answer: Answer): Answer {
  if (sizeOf(answer) <= ANSWER_CHARACTERS_MAX) return answer
  let limit = TEXT_CHARACTERS_MAX
  let short = withShortTexts(answer, limit) as Answer
  while (sizeOf(short) > ANSWER_CHARACTERS_MAX && limit > 250) {
    limit /= 2
    short = withShortTexts(answer, limit) as Answer
  }
  return withShortLists(short)
}

function withShortTexts(value: unknown, limit: number): unknown {
  if (typeof value === 'string') return cut(value, limit)
  if (Array.isArray(value)) return value.map((one) => withShortTexts(one, limit))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withShortTexts(one, limit)]))
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, limit)}… (${text.length - limit} more characters left out)`
}

/** Halves the longest list until all fits; each halving is one step nearer, so it ends. */
function withShortLists(answer: Answer): Answer {
  let short = answer
  const leftOut: Record<string, number> = {}
  while (sizeOf(short) > ANSWER_CHARACTERS_MAX) {
    const [longest] = Object.entries(short)
      .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 1)
      .sort(([, a], [, b]) => sizeOf(b) - sizeOf(a))
    if (longest === undefined) break
    const [name, items] = longest
    const kept = items.slice(0, Math.floor(items.length / 2))
    leftOut[name] = (leftOut[name] ?? 0) + items.length - kept.length
    short = { ...short, [name]: kept }
  }
  return Object.keys(leftOut).length === 0
    ? short
    : { ...short, leftOut, note: 'Too long to show whole: ask for less at once, or for one thing of it.' }
}
