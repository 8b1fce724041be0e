import type { Language } from './languages/language.ts'
import { type Token, textOf } from './tokens.ts'

/** Words for a title, a name or a search, as they were typed and without what only introduces them. */
export function titleFrom(source: string, tokens: readonly Token[], language: Language): string | undefined {
  const quoted = tokens.find((token) => token.quoted !== undefined)
  if (quoted?.quoted !== undefined && (tokens.length === 1 || introduces(tokens[0]))) return quoted.quoted
  const text = calledIn(textOf(source, tokens).trim(), language)
  return language.onlyDescribed.test(text) ? undefined : text
}

/** "my sister's studio called Clay & Co" is called "Clay & Co"; "A Man Called Otto" is all title. */
function calledIn(text: string, language: Language): string {
  return language.calledIn.exec(text)?.[1] ?? text
}

/** Whatever is light may stand before quotation marks, and so may "called". */
function introduces(token: Token | undefined): boolean {
  return token !== undefined && (token.weight < 0.2 || /^(called|named|titled)$/.test(token.word))
}

/** A question that gives a name. */
const SUGGESTS = /^\s*(?:how about|what about|wie wäre|qué tal|que tal|pourquoi pas)\s/iu

/** An answer to "what should it be called?": "call it Corner Bakery" is "Corner Bakery". */
export function answeredText(answer: string, language: Language): string {
  const bare = answer
    .trim()
    .replace(language.introduces, '')
    .replace(language.politeEnd, '')
    .replace(SUGGESTS.test(answer) ? /[.。?？]+$/u : /[.。]+$/u, '')
    .trim()
  return /^(["“„'‘«「『])\s*(.+?)\s*(["”“'’»」』])$/u.exec(bare)?.[2] ?? bare
}

/** "Call it …" and quotation marks leave no doubt. "It is too dear" and "what about the price" introduce nothing. */
export function isIntroduced(text: string, language: Language): boolean {
  const bare = text
    .trim()
    .replace(language.politeEnd, '')
    .replace(/[.。]+$/u, '')
    .trim()
  const answered = answeredText(text, language)
  if (answered === bare) return false
  return !MAY_TELL.test(language.fold(bare)) || !/^\p{Ll}/u.test(answered)
}

const MAY_TELL =
  /^(?:please )?(?:(?:it|that)(?:['’]s| is)|(?:the|its) (?!name|title)\w+ (?:is|will|shall|should)|make it|i(?:['’]d| would) like|how about|what about|use|nimm|wie ware|que sea|que tal|ce sera|pourquoi pas|disons)(?![\p{L}])/u
