import { ANSWER_WORDS, JAPANESE_CHOICE, POLITE } from './languages/answer-words.ts'
import type { Language } from './languages/language.ts'
import { LANGUAGES } from './languages/languages.ts'
import { type Token, textOf, tokenise } from './tokens.ts'

/**
 * Only an answer is an answer: what is said while a question is open is taken for one where it is nothing but that, apart
 * from courtesies. Whatever says more is a wish of its own.
 */

/** Of all languages: a yes is a yes, whatever was spoken before. */
const ALL = [...LANGUAGES.values()]
/** Nobody says more words around an answer. */
const ROUNDS = 8

const bare = (text: string) =>
  text
    .replace(/[’‘]/g, "'")
    .replace(/^[\s,;:.!。、！–—…-]+|[\s,;:.!。、！–—…-]+$/gu, '')
    .trim()

function wholly(text: string, patternOf: (language: Language) => RegExp): boolean {
  return ALL.some((language) => {
    let rest = bare(language.fold(text))
    let isSaid = false
    for (let round = 0; round < ROUNDS && rest !== ''; round += 1) {
      const said = patternOf(language).exec(rest)
      const cut = said?.index === 0 && said[0] !== '' ? said[0] : POLITE.exec(rest)?.[0]
      if (cut === undefined) return false
      isSaid ||= cut === said?.[0]
      rest = bare(rest.slice(cut.length))
    }
    return isSaid && rest === ''
  })
}

/** Yes or no and nothing else. */
export function yesOrNo(text: string): 'yes' | 'no' | undefined {
  if (/[?？]\s*$/u.test(text)) return undefined
  if (wholly(text, ({ no }) => no)) return 'no'
  return wholly(text, ({ yes }) => yes) ? 'yes' : undefined
}

export const isYes = (text: string) => yesOrNo(text) === 'yes'

/** "No", "cancel", "never mind", "exit", with what was said after it. */
export interface Withdrawal {
  readonly leaves: boolean
  /** Empty where nothing was. */
  readonly rest: string
}

/** Undefined where nothing is withdrawn: "No Name Café" and "stop the newsletter" withdraw nothing. */
export function withdrawalIn(text: string): Withdrawal | undefined {
  const leaves = ALL.some(({ farewell, fold }) => farewell.test(bare(fold(text))))
  const isAll = ALL.some((language) => wholly(text, () => wayOut(language)))
  if ((leaves || isAll) && !/[?？]\s*$/u.test(text)) return { leaves, rest: '' }
  for (const language of ALL) {
    const trimmed = text.trimStart()
    const said = wayOut(language).exec(language.fold(trimmed).replace(/[’‘]/g, "'"))?.[0]
    if (said === undefined) continue
    // Folding changes the length of few texts, and none of those that withdraw.
    const rest = trimmed.slice(said.length)
    const isLeaving = ANSWER_WORDS[language.code].leaving.exec(said)?.[0] === said
    const first = language.fold(bare(rest)).split(/\s/)[0] ?? ''
    if (!SEPARATION.test(rest) && !(isLeaving && language.beginsQuestion(first))) continue
    // "Later, suspend jazz" is no order for now; a question is about now.
    const isForNow = ANSWER_WORDS[language.code].later.exec(said)?.[0] !== said || isQuestion(rest, language)
    return { leaves: false, rest: isForNow ? bare(rest) : '' }
  }
  return undefined
}

/** Neither "No. 5" nor "no-frills". */
const SEPARATION = /^\s*(?:[,;:!。、！…]|\.(?!\s*\d)|\s[–—-]\s)/u

/** The longer of both: "no" begins "no thanks". */
function wayOut({ no, code }: Language): RegExp {
  const known = WAYS_OUT.get(code)
  if (known !== undefined) return known
  const made = new RegExp(`(?:${ANSWER_WORDS[code].leaving.source})|(?:${no.source})`, 'u')
  WAYS_OUT.set(code, made)
  return made
}
const WAYS_OUT = new Map<string, RegExp>()

/** Begins with a no, whatever follows it. */
export function beginsWithNo(text: string): boolean {
  return ALL.some((language) => wayOut(language).test(bare(language.fold(text))))
}

/** Something is asked: nobody answers so. */
export function isQuestion(text: string, language: Language): boolean {
  if (/[?？]["”»」)]?\s*$/u.test(text)) return true
  if (language.code === 'ja') return /(?:か|かな)[。.]*$/u.test(text.trim())
  const [first, second] = tokenise(text, language)
  return second !== undefined && first?.quoted === undefined && language.beginsQuestion(first?.word ?? '')
}

export type Choice = { readonly kind: 'one'; readonly index: number } | { readonly kind: 'several' }

/** "2", "the second one, please": which of those that were offered. */
export function choiceIn(text: string, count: number): Choice | undefined {
  for (const language of ALL) {
    const found = language.code === 'ja' ? japaneseChoice(text, count) : choiceInWords(text, count, language)
    if (found !== undefined) return found
  }
  return undefined
}

function choiceInWords(text: string, count: number, language: Language): Choice | undefined {
  const tokens = tokenise(text, language)
  if (onlyLikes(tokens)) return undefined
  const around = aroundOf(language)
  const picks: number[] = []
  let isMany = false
  for (const { word, quoted } of tokens) {
    if (quoted !== undefined) return undefined
    const index = indexOf(word, count, language)
    if (index !== undefined) picks.push(index)
    else if (language.isMany(word) || JOINS.has(word)) isMany = true
    else if (!around.has(word)) return undefined
  }
  const [only, another] = picks
  if (only === undefined) return isOne(tokens, language) ? { kind: 'one', index: 0 } : undefined
  return another !== undefined || isMany ? { kind: 'several' } : { kind: 'one', index: only }
}

/** "I would like the first" chooses, "I like the first" does not. */
function onlyLikes(tokens: readonly Token[]): boolean {
  const words = tokens.map(({ word }) => word)
  return words.includes('like') && !words.includes('would')
}

const JOINS: ReadonlySet<string> = new Set(['and', 'und', 'y', 'et', '&', '+', 'both', 'beide', 'ambos'])

function indexOf(word: string, count: number, language: Language): number | undefined {
  if (language.last.exec(word)?.[0] === word) return count - 1
  const spoken = language.ordinals.findIndex((one) => new RegExp(`^(?:${one})$`, 'u').test(word))
  if (spoken >= 0) return spoken
  const digits = /^#?(\d{1,3})(?:st|nd|rd|th|er|ere|eme|e|º|ª|[.)])?$/u.exec(word)?.[1]
  const number = digits === undefined ? language.numbers[word] : Number(digits)
  return number === undefined ? undefined : number - 1
}

/** "One" alone, or as a number. */
function isOne(tokens: readonly Token[], { code }: Language): boolean {
  const [first, second, third] = tokens
  const ones = ANSWER_WORDS[code].one.split(' ')
  if (first === undefined || third !== undefined) return false
  if (second === undefined) return first.word === ones[0]
  return /^(?:number|nummer|numero)$/.test(first.word) && ones.includes(second.word)
}

function japaneseChoice(text: string, count: number): Choice | undefined {
  const match = JAPANESE_CHOICE.exec(text.normalize('NFKC').toLowerCase().trim())
  if (match === null) return undefined
  const [, digits, last, kanji] = match
  if (digits !== undefined) return { kind: 'one', index: Number(digits) - 1 }
  if (last !== undefined) return { kind: 'one', index: count - 1 }
  return { kind: 'one', index: kanji === undefined ? 0 : '一二三四五六七八九十'.indexOf(kanji) }
}

/** The text, and it without the words around: "I mean the jazz site, please" is "jazz" as well. */
export function namesIn(text: string, language: Language): readonly string[] {
  const tokens = tokenise(text, language)
  const around = aroundOf(language)
  const isAround = ({ word, quoted }: Token) => quoted === undefined && around.has(word)
  const from = tokens.findIndex((token) => !isAround(token))
  const to = tokens.findLastIndex((token) => !isAround(token)) + 1
  if (from < 0) return []
  const cuts = [tokens, tokens.slice(from), tokens.slice(0, to), tokens.slice(from, to)]
  return [...new Set(cuts.map((some) => textOf(text, some)))]
}

/** Whether nothing but these tokens and words around them was said. */
export function isAlone(
  tokens: readonly Token[],
  isTaken: (token: Token) => boolean,
  language: Language,
): boolean {
  const around = aroundOf(language)
  if (onlyLikes(tokens)) return false
  return tokens.every(
    (token) =>
      isTaken(token) || (token.quoted === undefined && (around.has(token.word) || token.weight < 0.2)),
  )
}

function aroundOf({ code }: Language): ReadonlySet<string> {
  const known = AROUND.get(code)
  if (known !== undefined) return known
  const made = new Set(ANSWER_WORDS[code].around.split(' '))
  AROUND.set(code, made)
  return made
}
const AROUND = new Map<string, ReadonlySet<string>>()
