import { ENGLISH } from './english.ts'
import { FRENCH } from './french.ts'
import { GERMAN } from './german.ts'
import { JAPANESE } from './japanese.ts'
import type { Language, LanguageCode } from './language.ts'
import { SPANISH } from './spanish.ts'

/** All languages that the interpreter speaks; the first is the one of the contract. */
export const LANGUAGES: ReadonlyMap<LanguageCode, Language> = new Map(
  [ENGLISH, GERMAN, SPANISH, FRENCH, JAPANESE].map((language) => [language.code, language] as const),
)
