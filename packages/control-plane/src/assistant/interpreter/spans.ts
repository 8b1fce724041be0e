import type { SiteIndex } from './site-index.ts'
import { withoutNoun } from './site-index.ts'
import type { Slot } from './slots.ts'
import { timeRangeFrom } from './time-words.ts'
import { type Token, textOf } from './tokens.ts'
import { INSIDES, likeness, weightOf } from './words.ts'

/** What is known while one text is read. */
export interface Surroundings {
  readonly source: string
  readonly tokens: readonly Token[]
  readonly sites: SiteIndex
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

const POINTERS = new Set(
  [
    'it its that this them one',
    'that site,this site,the site,my site,that one,this one,the website,my website,this website,that website,my blog,the blog',
    'the first,the second,the third,the fourth,the fifth,the last,first one,second one,third one,last one',
    'the first one,the second one,the third one,the fourth one,the fifth one,the last one,the other one,the same site,the new site',
    'the first site,the second site,the third site,the last site,the new one,the other site',
  ].flatMap((line, index) => line.split(index === 0 ? ' ' : ',')),
)

/** "it", "that site", "the second one": a site named by pointing. */
export function isPointer(words: string): boolean {
  return POINTERS.has(words)
}

export function createSurroundings(source: string, tokens: readonly Token[], sites: SiteIndex): Surroundings {
  const known = new Map<string, number[]>()
  const siteSpansAt = new Map<number, readonly Span[]>()
  return {
    source,
    tokens,
    sites,
    siteSpansFrom(index) {
      const spans = siteSpansAt.get(index) ?? siteSpans(index, { source, tokens, sites })
      siteSpansAt.set(index, spans)
      return spans
    },
    likenessTo(index, word) {
      let row = known.get(word)
      if (row === undefined) {
        row = tokens.map((token) => (token.quoted === undefined ? likeness(token.word, word) : 0))
        known.set(word, row)
      }
      return row[index] ?? 0
    },
  }
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
      return textSpans(from, tokens)
    case 'range': {
      const found = timeRangeFrom(tokens, from)
      return found === undefined ? [] : [{ to: found.to, gain: 1 }]
    }
    case 'words':
      return upTo(from, tokens.length, 60).map((to) => ({ to, gain: 0.9 + 0.001 * (to - from) }))
    default:
      return valueFor(slot, token) === undefined ? [] : [{ to: from + 1, gain: 1 }]
  }
}

/** What a single token says for a slot that is recognised by its look. */
export function valueFor(slot: Slot, token: Token): string | number | undefined {
  switch (slot.kind) {
    case 'hostname':
      return isHostname(token.word)
        ? token.word.replace(/^https?:\/\//, '').replace(/[/:].*$/, '')
        : undefined
    case 'email':
      return /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/.test(token.word) ? token.word : undefined
    case 'person':
      return /^([^@\s]+@[^@\s]+|per_[0-9a-z]{4,})$/.test(token.word) ? token.word : undefined
    case 'shard':
      return /^(shard-?)?\d{1,4}$/.test(token.word) ? token.word : undefined
    case 'id':
      return new RegExp(`^${slot.prefix}_[0-9a-z]{4,}$`).test(token.word) ? token.word : undefined
    case 'number':
      return numberOf(token.word)
    case 'choice':
      return choiceOf(slot, token.word)
    default:
      return undefined
  }
}

export function isHostname(word: string): boolean {
  return /^(https?:\/\/)?([a-z0-9\u0080-\uffff-]{1,63}\.)+[a-z\u0080-\uffff][a-z0-9\u0080-\uffff-]{1,62}(:\d+)?\/?$/.test(
    word,
  )
}

const NUMBER_WORDS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const TENS: Record<string, number> = { twenty: 20, thirty: 30, fifty: 50, hundred: 100 }

export function numberOf(word: string): number | undefined {
  if (/^\d{1,9}$/.test(word)) return Number(word)
  const index = NUMBER_WORDS.indexOf(word)
  return index > 1 ? index : TENS[word]
}

export function choiceOf(slot: Slot, word: string): string | undefined {
  return slot.values.find(
    (value) =>
      value === word ||
      `${value}s` === word ||
      (word.length >= 5 && value.startsWith(word) && value.length - word.length >= 3) ||
      (word.length >= 5 && likeness(word, value) === 0.82),
  )
}

function siteSpans(
  from: number,
  { source, tokens, sites }: Pick<Surroundings, 'source' | 'tokens' | 'sites'>,
): readonly Span[] {
  const spans: Span[] = []
  for (const to of upTo(from, tokens.length, SITE_TOKENS_MAX)) {
    const part = tokens.slice(from, to)
    const text = textOf(source, part)
    if (isPointer(part.map((token) => token.word).join(' '))) spans.push({ to, gain: 0.96 })
    else if (sites.called(text).length > 0 || sites.called(withoutNoun(text)).length > 0)
      spans.push({ to, gain: 1 })
    else spans.push({ to, gain: unknownSiteGain(part, text, sites) })
  }
  return spans.filter((span) => span.gain > 0)
}

/** Words that are no site we know: a slip, a part of a name, or not a site at all. */
function unknownSiteGain(part: readonly Token[], text: string, sites: SiteIndex): number {
  const first = part[0]
  if (first === undefined) return 0
  if (part.length === 1 && first.quoted !== undefined) return 0.8
  if (part.every((token) => weightOf(token.word) < 0.2)) return 0
  if (part.some((token) => INSIDES.has(token.word))) return 0.05
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
