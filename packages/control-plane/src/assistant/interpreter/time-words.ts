import { timeSpanOf } from '@aipress/contract'
import { ENGLISH } from './languages/english.ts'
import type { Language } from './languages/language.ts'
import { rangeSaidIn } from './languages/range-words.ts'
import type { Token } from './tokens.ts'
import { numberOf } from './values.ts'

/** "Over the last three days" and "au cours des 7 derniers jours" are the longest that are said. */
const TOKENS_MAX = 6

/** The time range that begins at this token, with the token after its last; the longest that makes sense. */
export function timeRangeFrom(
  tokens: readonly Token[],
  from: number,
  language: Language,
): { to: number; range: string } | undefined {
  for (let length = Math.min(TOKENS_MAX, tokens.length - from); length > 0; length -= 1) {
    const part = tokens.slice(from, from + length)
    if (part.some(({ quoted }) => quoted !== undefined)) continue
    const range = rangeOf(part, language)
    if (range !== undefined) return { to: from + length, range }
  }
  return undefined
}

function rangeOf(part: readonly Token[], language: Language): string | undefined {
  const said = rangeSaidIn(
    language.code,
    part.map(({ word }) => digits(word, language)),
  )
  if (said !== undefined) return timeSpanOf(said, Date.now()) === undefined ? undefined : said
  // "the" may stand inside: "since the last month".
  const words = part.filter(({ word }) => word !== 'the').map(({ word }) => digits(word, ENGLISH))
  const range = words.join(' ')
  if (words.length === 0 || timeSpanOf(range, Date.now()) === undefined) return undefined
  return range.replace(/^(?:in|over|for|during|within|on) /, '')
}

/** The first time range among these tokens, of which `isFree` says whether each means nothing else. */
export function timeRangeIn(
  tokens: readonly Token[],
  isFree: (index: number) => boolean,
  language: Language,
): { from: number; to: number; range: string } | undefined {
  for (let from = 0; from < tokens.length; from += 1) {
    const found = timeRangeFrom(tokens, from, language)
    if (found === undefined) continue
    const all = Array.from({ length: found.to - from }, (_, index) => from + index)
    if (all.every(isFree)) return { from, ...found }
  }
  return undefined
}

function digits(word: string, language: Language): string {
  const number = /^\d/.test(word) ? undefined : numberOf(word, language)
  return number === undefined ? word : String(number)
}
