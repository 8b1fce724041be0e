import type { Alignment } from './align.ts'
import { costOf } from './align.ts'
import type { Language } from './languages/language.ts'
import type { Token } from './tokens.ts'

/**
 * "… on Corner Bakery" at the end of a command for WP-CLI is where it runs and no argument of it: the
 * tokens of each, or undefined where the command has no such end.
 */
export function splitCommand(
  tokens: readonly Token[],
  language: Language,
): { command: readonly Token[]; place: readonly Token[] } | undefined {
  const at = tokens.findLastIndex(
    (token) => token.quoted === undefined && isCommandPlace(token.word, language),
  )
  const place = tokens.slice(at + 1)
  if (at < 1 || place.length === 0 || place.some((token) => token.word.startsWith('--'))) return undefined
  return { command: tokens.slice(0, at), place }
}

/** In English commands have the other words too ("post get 5 --from …"). */
function isCommandPlace(word: string, language: Language): boolean {
  return language.code === 'en' ? word === 'on' : language.isPlace(word)
}

/** What follows the last "on" or "of" when the reading has no use for it: a site that we do not know. */
export function unusedPlace(
  tokens: readonly Token[],
  { leftOver }: Alignment,
  language: Language,
): readonly Token[] {
  const unused = new Set(leftOver)
  const at = tokens.findLastIndex((token) => token.quoted === undefined && language.isPlace(token.word))
  const place = at < 0 ? [] : tokens.slice(at + 1)
  const isUnused = place.every((_, index) => unused.has(at + 1 + index))
  return isUnused && place.some((token) => costOf(token) >= 0.5) ? place : []
}
