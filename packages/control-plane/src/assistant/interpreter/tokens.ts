import { fold } from './words.ts'

/** A piece of what was said, with its place in the text so that titles keep their spelling. */
export interface Token {
  readonly word: string
  readonly start: number
  readonly end: number
  /** What stood between quotation marks, as typed. */
  readonly quoted?: string
}

/** 4,000 characters may be typed; what is meant is in the first words or nowhere, and time is limited. */
const TOKENS_MAX = 60

/** Reading the beginning alone could mean something else than the whole. */
export function isTooLong(text: string): boolean {
  return [...text.matchAll(PIECE)].length > TOKENS_MAX
}

const PIECE =
  /["“„«]([^"“”„«»]{1,300})["”“»]|`([^`]{1,300})`|(?<=^|\s)['‘]([^'’]{1,300}(?:['’]\p{L}[^'’]*)?)['’](?=$|[\s.,!?;:])|[^\s"“”„«»`]+/gu

const CONTRACTIONS: Record<string, string> = {
  "what's": 'what is',
  whats: 'what is',
  "who's": 'who is',
  "where's": 'where is',
  "how's": 'how is',
  "it's": 'it is',
  "that's": 'that is',
  "i'd": 'i would',
  "i'm": 'i am',
  "i've": 'i have',
  "let's": 'let us',
  "don't": 'do not',
  dont: 'do not',
  "doesn't": 'does not',
  "isn't": 'is not',
  "can't": 'can not',
  cant: 'can not',
  cannot: 'can not',
  "won't": 'will not',
  "shouldn't": 'should not',
  "mustn't": 'must not',
  "aren't": 'are not',
}

export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(PIECE)) {
    if (tokens.length >= TOKENS_MAX) break
    const quoted = match[1] ?? match[2] ?? match[3]
    if (quoted === undefined) tokens.push(...wordsOf(match[0], match.index))
    else tokens.push({ word: fold(quoted), start: match.index, end: match.index + match[0].length, quoted })
  }
  return tokens
}

function wordsOf(piece: string, at: number): Token[] {
  const lead = /^[([{<¿¡,;:]+/u.exec(piece)?.[0].length ?? 0
  const bare = piece.slice(lead).replace(/[\])}>.,!?;:…]+$/u, '')
  if (bare === '') return []
  const start = at + lead
  const end = start + bare.length
  const word = fold(bare).replace(/[‘’]/g, "'")
  const long = CONTRACTIONS[word]
  if (long !== undefined) return long.split(' ').map((part) => ({ word: part, start, end }))
  return [{ word: word.replace(/'s?$/, ''), start, end }].filter((token) => token.word !== '')
}

/** The text from the first to the last of these tokens, as it was typed. */
export function textOf(source: string, tokens: readonly Token[]): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (tokens.length === 1 && first.quoted !== undefined) return first.quoted
  return source.slice(first.start, last.end)
}
