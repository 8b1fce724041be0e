import type { Alignment } from './align.ts'
import { costOf } from './align.ts'
import type { Token } from './tokens.ts'

/**
 * "… on Corner Bakery" at the end of a command for WP-CLI is where it runs and no argument of it: the
 * tokens of each, or undefined where the command has no such end.
 */
export function splitCommand(
  tokens: readonly Token[],
): { command: readonly Token[]; place: readonly Token[] } | undefined {
  const at = tokens.findLastIndex((token) => token.quoted === undefined && token.word === 'on')
  const place = tokens.slice(at + 1)
  if (at < 1 || place.length === 0 || place.some((token) => token.word.startsWith('--'))) return undefined
  return { command: tokens.slice(0, at), place }
}

const BEFORE_PLACE = new Set(['on', 'of', 'for', 'to', 'into', 'from', 'at'])

/** What follows the last "on" or "of" when the reading has no use for it: a site that we do not know. */
export function unusedPlace(tokens: readonly Token[], { leftOver }: Alignment): readonly Token[] {
  const unused = new Set(leftOver)
  const at = tokens.findLastIndex((token) => token.quoted === undefined && BEFORE_PLACE.has(token.word))
  const place = at < 0 ? [] : tokens.slice(at + 1)
  const isUnused = place.every((_, index) => unused.has(at + 1 + index))
  return isUnused && place.some((token) => costOf(token) >= 0.5) ? place : []
}
