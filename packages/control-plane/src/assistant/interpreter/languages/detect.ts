import type { SiteIndex } from '../site-index.ts'
import { bareWords, tokenise } from '../tokens.ts'
import type { Language, LanguageCode } from './language.ts'
import { LANGUAGES } from './languages.ts'

/** Earlier texts that are looked at where the last one tells too little. */
const EARLIER_MAX = 6
/** What earlier texts may weigh at most: against a text of its own, and against the answer to a question. */
const EARLIER_WEIGHT = { request: 0.05, answer: 1.4 }
/** WP-CLI speaks English. */
const COMMAND = /\bwp(?:\s+[a-z-]+){2}(?:\s+--\S+)*/g
/** More than a word or two of another language. */
const PHRASE_EVIDENCE = 2
/** Names of more sites are not looked for in a text. */
const SITES_MAX = 200

export interface Heard {
  /** In the order of time; the last is what is to be understood. */
  readonly texts: readonly string[]
  /** The last one follows a question. */
  readonly isAnswer: boolean
  readonly sites: SiteIndex
}

/** The languages that this may be, the likeliest first, and only those that anything speaks for. */
export function languagesOf({ texts, isAnswer, sites }: Heard): readonly Language[] {
  const now = evidenceOf(texts.at(-1) ?? '', sites)
  const before = priorOf(texts.slice(0, -1), sites)
  const weight = isAnswer ? EARLIER_WEIGHT.answer : EARLIER_WEIGHT.request
  const total = (code: LanguageCode) => (now.get(code) ?? 0) + weight * (before.get(code) ?? 0)
  const all = [...LANGUAGES.values()].toSorted((a, b) => total(b.code) - total(a.code))
  const [first, ...others] = all
  if (first === undefined) return []
  // Where nothing speaks for any, a slip may hide the only word that would.
  const isOpen = [...now.values()].every((amount) => amount === 0)
  return [first, ...others.filter(({ code }) => isOpen || (now.get(code) ?? 0) > 0)]
}

/** From 0 to 1 for each language; the latest of the earlier texts counts most. */
function priorOf(earlier: readonly string[], sites: SiteIndex): Map<LanguageCode, number> {
  const sums = new Map<LanguageCode, number>()
  earlier
    .slice(-EARLIER_MAX)
    .toReversed()
    .forEach((text, age) => {
      for (const [code, amount] of evidenceOf(text, sites))
        sums.set(code, (sums.get(code) ?? 0) + amount * 0.5 ** age)
    })
  const most = Math.max(0, ...sums.values())
  return most === 0 ? sums : new Map([...sums].map(([code, sum]) => [code, sum / most]))
}

/** Counts the words that a language knows; one that many know tells little. */
function evidenceOf(text: string, sites: SiteIndex): Map<LanguageCode, number> {
  const bare = withoutNames(text, sites)
  const evidence = new Map<LanguageCode, number>()
  const knowing = [...LANGUAGES.values()]
  for (const language of knowing) {
    const words = tokenise(bare, language).filter((token) => token.quoted === undefined)
    const sum = words
      .filter(({ word }) => language.knows(word))
      .reduce((total, { word }) => total + 1 / knowing.filter((one) => one.knows(one.fold(word))).length, 0)
    evidence.set(language.code, sum + (isPhrase(text, language) ? PHRASE_EVIDENCE : 0))
  }
  return evidence
}

/** Greetings and the like are said alone. */
function isPhrase(text: string, language: Language): boolean {
  const { greeting, thanks, farewell, help, identity, yes, no, fold } = language
  const words = bareWords(fold(text))
  if ([greeting, thanks, farewell, help, identity].some((phrase) => phrase.test(words))) return true
  return [yes, no].some((phrase) => phrase.exec(words)?.[0] === words)
}

/** A site may be called "Das Haus" in any language. */
function withoutNames(text: string, { sites }: SiteIndex): string {
  let rest = text.replace(COMMAND, ' ')
  for (const { name, title } of sites.slice(0, SITES_MAX))
    for (const called of [title, name]) {
      const at = rest.toLowerCase().indexOf(called.toLowerCase())
      if (at >= 0) rest = `${rest.slice(0, at)} ${rest.slice(at + called.length)}`
    }
  return rest
}
