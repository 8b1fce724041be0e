import type { Phrasing } from '../phrasings/phrasing.ts'
import type { Texts } from '../texts/texts.ts'
import type { Topic } from '../topics.ts'
import type { TimeWords } from './time-words.ts'

export const LANGUAGE_CODES = ['en', 'de', 'es', 'fr', 'ja'] as const
export type LanguageCode = (typeof LANGUAGE_CODES)[number]

/** A part of a piece of text, with its place in it. */
export interface Part {
  readonly text: string
  readonly at: number
}

/**
 * What the interpreter knows of a language, as data. Lists of words are written in one text, separated by
 * spaces. The rules that use them are the same for all languages.
 */
export interface Vocabulary {
  readonly code: LanguageCode
  /** Words of one line mean the same. */
  readonly ideas: readonly string[]
  /** Said without meaning anything for the choice of an action. */
  readonly light: string
  readonly half: string
  /** Of the light words, those that titles begin with, where light ones do not otherwise. */
  readonly mayBeginTitle?: RegExp
  /** Orders to do something. Said beside a question, they make it something else than a question. */
  readonly orders: string
  /** Orders and questions begin so. Titles may too ("Open House"), so these decide nothing alone. */
  readonly furtherOrders: string
  readonly questions: string
  /** Nouns of a site's inside: "delete the logs of x" is not about the site x as a whole. */
  readonly insides: string
  /** Courtesies before and after what is wanted; longest first. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly contractions: Readonly<Record<string, string>>
  /** A site named by pointing: "it", "that site", "the second one". */
  readonly pointers: readonly string[]
  /** Of the pointers, single words that need not stand where a site is named. */
  readonly pronouns: string
  /** Beginnings of "first", "second" and so on, and of "last". */
  readonly ordinals: readonly string[]
  readonly last: RegExp
  readonly numbers: Readonly<Record<string, number>>
  /** What the values of choices are called: `silber` is `silver`. */
  readonly choices: Readonly<Record<string, string>>
  /** What inputs are called beside a number: `zeilen` is `lines`. */
  readonly inputs: Readonly<Record<string, string>>
  /** What differs in an ending speaks about it and asks for nothing, so it is no slip. */
  readonly endings: readonly string[]
  readonly negation: string
  readonly many: string
  /** Whole sentences that ask or tell about something. */
  readonly howTo: RegExp
  /** "… and delete" beside something harmless. */
  readonly alsoDestroys: RegExp
  readonly yes: RegExp
  readonly no: RegExp
  /** Said before a title, in an answer: "call it …". */
  readonly introduces: RegExp
  readonly politeEnd: RegExp
  /** "a site called X" inside what was taken for a title. */
  readonly calledIn: RegExp
  readonly onlyDescribed: RegExp
  /** Nouns and articles around the name of a site, as patterns. */
  readonly beforeSite: string
  readonly afterSite: string
  /** Stands before the place where something happens. */
  readonly places: string
  /** Between two requests. */
  readonly joint: RegExp
  readonly greeting: RegExp
  readonly thanks: RegExp
  readonly farewell: RegExp
  readonly help: RegExp
  readonly identity: RegExp
  readonly topics: readonly Topic[]
  readonly time: TimeWords
  readonly phrasings: readonly Phrasing[]
  readonly texts: Texts
  /** A word as it is compared. */
  fold?(text: string): string
  /** Cuts what stands between two spaces into words; all of it is one where this is missing. */
  parts?(piece: string, isKnown: (word: string) => boolean): readonly Part[]
  /** Orders begin with their verb, which tells them from sentences about it. */
  readonly verbComesFirst: boolean
  /** A slip is enough to destroy something, as no other form of the word is that near. */
  readonly slipsMayDestroy: boolean
}

export interface Language extends Omit<Vocabulary, 'fold' | 'parts'> {
  /** How much a word says about what is meant, from 0 to 1. */
  weightOf(word: string): number
  /** From 0 to 1: the same word, the same idea, a slip of the finger, or neither. */
  likeness(said: string, meant: string): number
  fold(text: string): string
  parts(piece: string): readonly Part[]
  /** Some way to ask for something has this word. */
  knows(word: string): boolean
  isOrder(word: string): boolean
  beginsOrder(word: string): boolean
  beginsQuestion(word: string): boolean
  isInside(word: string): boolean
  isPointer(words: string): boolean
  isPronoun(word: string): boolean
  isNegation(word: string): boolean
  isMany(word: string): boolean
  isPlace(word: string): boolean
  readonly courtesies: { before: readonly string[][]; after: readonly string[][] }
}
