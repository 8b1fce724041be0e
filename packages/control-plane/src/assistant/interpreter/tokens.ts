import type { Language } from './languages/language.ts'

/** A piece of what was said, with its place in the text so that titles keep their spelling. */
export interface Token {
  readonly word: string
  /** How much it says about what is meant, from 0 to 1. */
  readonly weight: number
  readonly start: number
  readonly end: number
  /** What stood between quotation marks, as typed. */
  readonly quoted?: string
}

/** 4,000 characters may be typed; what is meant is in the first words or nowhere, and time is limited. */
const TOKENS_MAX = 60

const PIECE =
  /["“„«]([^"“”„«»]{1,300})["”“»]|[「『]([^「」『』]{1,300})[」』]|`([^`]{1,300})`|(?<=^|\s)['‘]([^'’]{1,300}(?:['’]\p{L}[^'’]*)?)['’](?=$|[\s.,!?;:])|[^\s"“”„«»「」『』`]+/gu

/** Reading the beginning alone could mean something else than the whole. */
export function isTooLong(text: string, language: Language): boolean {
  return tokenise(text, language, TOKENS_MAX + 1).length > TOKENS_MAX
}

export function tokenise(text: string, language: Language, max = TOKENS_MAX): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(PIECE)) {
    if (tokens.length >= max) break
    const quoted = (match[1] ?? match[2] ?? match[3] ?? match[4])?.trim()
    if (quoted === undefined) tokens.push(...wordsOf(match[0], match.index, language))
    else
      tokens.push({
        word: language.fold(quoted),
        weight: 1,
        start: match.index,
        end: match.index + match[0].length,
        quoted,
      })
  }
  return tokens.slice(0, max)
}

/** What stood between quotation marks is no word of the sentence. */
export function withoutQuotes(text: string): string {
  return text.replace(PIECE, (piece) => (/^["“„«「『`‘']/.test(piece) && piece.length > 2 ? ' … ' : piece))
}

function wordsOf(piece: string, at: number, language: Language): Token[] {
  const lead = /^[([{<¿¡,;:、。]+/u.exec(piece)?.[0].length ?? 0
  const bare = piece.slice(lead).replace(/[\])}>.,!?;:…、。！？]+$/u, '')
  if (bare === '') return []
  return language.parts(bare).flatMap((part) => {
    const start = at + lead + part.at
    const end = start + part.text.length
    const word = language.fold(part.text).replace(/[‘’]/g, "'")
    return (language.contractions[word]?.split(' ') ?? [word.replace(/'s?$/, '')])
      .filter((one) => one !== '')
      .map((one) => ({ word: one, weight: language.weightOf(one), start, end }))
  })
}

/** The text from the first to the last of these tokens, as it was typed. */
export function textOf(source: string, tokens: readonly Token[]): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (tokens.length === 1 && first.quoted !== undefined) return first.quoted
  return source.slice(first.start, last.end)
}

/** Letters, numbers and question marks alone, for phrases that are said as a whole. */
export function bareWords(folded: string): string {
  return folded
    .replace(/\bwhat['’]s\b/g, 'what is')
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}? ]+/gu, ' ')
    .replace(/(?<=.)\?+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(please )+|( please)+$/g, '')
}
