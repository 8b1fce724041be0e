import type { Language } from './languages/language.ts'
import type { SiteIndex } from './site-index.ts'
import { withoutNoun } from './site-index.ts'
import type { Slot } from './slots.ts'
import { timeRangeFrom, timeRangeIn } from './time-words.ts'
import { type Token, textOf } from './tokens.ts'
import { isHostname, namesPage, valueFor, valueOfWords } from './values.ts'

/** What is known while one text is read. */
export interface Surroundings {
  readonly source: string
  readonly tokens: readonly Token[]
  readonly sites: SiteIndex
  readonly language: Language
  readonly now: Date
  /** Tokens that tell a time. */
  readonly timeTokens: ReadonlySet<number>
  likenessTo(index: number, word: string): number
  /** Where a site that is named from this token on may end. */
  siteSpansFrom(index: number): readonly Span[]
}

export interface Span {
  readonly to: number
  readonly gain: number
}

const SITE_TOKENS_MAX = 9
const TEXT_TOKENS_MAX = 30

export function createSurroundings(
  text: Pick<Surroundings, 'source' | 'tokens' | 'sites' | 'language' | 'now'>,
): Surroundings {
  const { source, tokens, sites, language } = text
  const known = new Map<string, number[]>()
  const timeTokens = timeTokensIn(tokens, language)
  const siteSpansAt = new Map<number, readonly Span[]>()
  return {
    source,
    tokens,
    sites,
    language,
    now: text.now,
    timeTokens,
    siteSpansFrom(index) {
      const spans = siteSpansAt.get(index) ?? siteSpans(index, { ...text, timeTokens })
      siteSpansAt.set(index, spans)
      return spans
    },
    likenessTo(index, word) {
      let row = known.get(word)
      if (row === undefined) {
        row = tokens.map((token) => (token.quoted === undefined ? language.likeness(token.word, word) : 0))
        known.set(word, row)
      }
      return row[index] ?? 0
    },
  }
}

function timeTokensIn(tokens: readonly Token[], language: Language): Set<number> {
  const time = timeRangeIn(tokens, () => true, language)
  return new Set(
    time === undefined ? [] : tokens.keys().filter((index) => index >= time.from && index < time.to),
  )
}

/** Where a slot that begins at this token may end, and how well it would be filled. */
export function candidateSpans(
  slot: Slot,
  from: number,
  tokens: readonly Token[],
  surroundings: Surroundings,
): readonly Span[] {
  const token = tokens[from]
  if (token === undefined) return []
  switch (slot.kind) {
    case 'site':
      return surroundings.siteSpansFrom(from)
    case 'text':
      return beginsNoTitle(token, surroundings.language) ? [] : textSpans(from, tokens)
    case 'range': {
      const found = timeRangeFrom(tokens, from, surroundings.language)
      return found === undefined ? [] : [{ to: found.to, gain: 1 }]
    }
    case 'words':
      return upTo(from, tokens.length, 60).map((to) => ({ to, gain: 0.9 + 0.001 * (to - from) }))
    case 'moment':
    case 'duration':
    case 'size':
      return valueSpans(slot, from, surroundings)
    case 'url':
      // A site's address can be its name as well, a page's cannot.
      return valueFor(slot, token, surroundings.language) === undefined
        ? []
        : [{ to: from + 1, gain: namesPage(token.word) ? 1.05 : 0.9 }]
    default:
      return valueFor(slot, token, surroundings.language) === undefined ? [] : [{ to: from + 1, gain: 1 }]
  }
}

/** A particle ends the word before it; "weekly" is light too, and begins "Weekly News". */
const beginsNoTitle = (token: Token, { code, mayBeginTitle }: Language): boolean =>
  code === 'ja' && token.weight < 0.2 && mayBeginTitle?.test(token.word) !== true

/** Times and sizes are said in several words; the more of them it takes, the better. */
const VALUE_TOKENS_MAX = 8

function valueSpans(slot: Slot, from: number, { source, tokens, language, now }: Surroundings): Span[] {
  return upTo(from, tokens.length, VALUE_TOKENS_MAX).flatMap((to) =>
    valueOfWords(slot, textOf(source, tokens.slice(from, to)), { language, now }) === undefined
      ? []
      : [{ to, gain: 1 + 0.01 * (to - from) }],
  )
}

function siteSpans(
  from: number,
  {
    source,
    tokens,
    sites,
    language,
    timeTokens,
  }: Pick<Surroundings, 'source' | 'tokens' | 'sites' | 'language' | 'timeTokens'>,
): readonly Span[] {
  const spans: Span[] = []
  for (const to of upTo(from, tokens.length, SITE_TOKENS_MAX)) {
    const part = tokens.slice(from, to)
    const text = textOf(source, part)
    if (language.isPointer(part.map((token) => token.word).join(' '))) spans.push({ to, gain: 0.96 })
    else if (sites.called(text).length > 0 || sites.called(withoutNoun(text)).length > 0)
      spans.push({ to, gain: 1 })
    // "Jazz this month" is a site and a time.
    else if (timeTokens.has(to - 1) && to - from > 1) break
    else spans.push({ to, gain: unknownSiteGain(part, text, sites, language) })
  }
  return spans.filter((span) => span.gain > 0)
}

/** Words that are no site we know: a slip, a part of a name, or not a site at all. */
function unknownSiteGain(part: readonly Token[], text: string, sites: SiteIndex, language: Language): number {
  const first = part[0]
  if (first === undefined) return 0
  if (part.length === 1 && first.quoted !== undefined) return 0.8
  if (part.every((token) => token.weight < 0.2)) return 0
  if (part.some((token) => language.isInside(token.word))) return 0.05
  const resolution = sites.resolve(text)
  if (resolution.kind === 'unknown')
    return isHostname(first.word) && part.length === 1 ? 0.7 : 0.5 - part.length * 0.03
  return 0.85 - part.length * 0.01
}

function textSpans(from: number, tokens: readonly Token[]): Span[] {
  const first = tokens[from] as Token
  const quoted = first.quoted === undefined ? [] : [{ to: from + 1, gain: 1.05 }]
  const spans = upTo(from, tokens.length, TEXT_TOKENS_MAX).map((to) => ({
    to,
    gain: 0.91 - 0.015 * (to - from),
  }))
  return [...quoted, ...spans]
}

function upTo(from: number, length: number, max: number): number[] {
  return Array.from({ length: Math.min(length - from, max) }, (_, index) => from + 1 + index)
}
