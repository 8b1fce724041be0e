import { timeSpanOf } from '@aipress/contract'
import { ENGLISH } from './languages/english.ts'
import type { Token } from './tokens.ts'
import { numberOf } from './values.ts'

/** "Over the last three days" is the longest that is said. */
const TOKENS_MAX = 5

/** The time range that begins at this token, with the token after its last; the longest that makes sense. */
export function timeRangeFrom(
  tokens: readonly Token[],
  from: number,
): { to: number; range: string } | undefined {
  for (let length = Math.min(TOKENS_MAX, tokens.length - from); length > 0; length -= 1) {
    const part = tokens.slice(from, from + length)
    if (part.some(({ quoted }) => quoted !== undefined)) continue
    // "the" may stand inside: "since the last month".
    const words = part.filter(({ word }) => word !== 'the').map(({ word }) => digits(word))
    const range = words.join(' ')
    if (words.length > 0 && timeSpanOf(range, Date.now()) !== undefined)
      return { to: from + length, range: range.replace(/^(?:in|over|for|during|within|on) /, '') }
  }
  return undefined
}

/** The first time range among these tokens, of which `isFree` says whether each means nothing else. */
export function timeRangeIn(
  tokens: readonly Token[],
  isFree: (index: number) => boolean,
): { from: number; to: number; range: string } | undefined {
  for (let from = 0; from < tokens.length; from += 1) {
    const found = timeRangeFrom(tokens, from)
    if (found === undefined) continue
    const all = Array.from({ length: found.to - from }, (_, index) => from + index)
    if (all.every(isFree)) return { from, ...found }
  }
  return undefined
}

function digits(word: string): string {
  const number = /^\d/.test(word) ? undefined : numberOf(word, ENGLISH)
  return number === undefined ? word : String(number)
}
