import type { Language } from './languages/language.ts'
import type { Scene } from './meaning.ts'
import type { KnownSite, SiteIndex } from './site-index.ts'
import { withoutNoun } from './site-index.ts'
import { type Token, textOf } from './tokens.ts'

export type Found =
  /** `certain` is false when a slip or a part of its name was said. */
  | { kind: 'site'; name: string; title: string; certain: boolean }
  | { kind: 'several'; sites: readonly KnownSite[] }
  | { kind: 'unknown'; said: string; suggestions: readonly KnownSite[] }

/** "A site", "one of my sites", "eine Website": nobody's in particular, so it is asked which. */
const SOME =
  /^(?:(?:an?|any|some|one|another|one of|any of|some of|irgendeine?|eine?|einen|einer|eines|eine[rs]? von|un[oa]?|algun[oa]?|un[oa] de|une?|l['’ ]?un[e]? de|quelque)(?: |$))?(?:(?:my|the|our|these|those|meine[nr]?|unsere[nr]?|den|der|mis|los|las|nuestr[oa]s|mes|nos|les|ces) )?(?:(?:web)?sites?|websites?|blogs?|(?:web)?shops?|(?:web)?seiten?|internetseiten?|sitios?|webs?|paginas?|tiendas?|boutiques?|サイト|ウェブサイト|ブログ)?$/u
const ARTICLES = /^(?:an?|any|some|another|one|irgendeine?|eine?[nrms]?|un[oa]?|algun[oa]?|une)$/

const MANY =
  /(?:^|\s)(?:(?:web)?sites|websites|blogs|(?:web)?shops|(?:web)?seiten|internetseiten|sitios|webs|paginas|tiendas|boutiques)$/u

/** `before`: the word that these follow. */
export function isSomeSite(words: string, before: string | undefined, { language }: Scene): boolean {
  if (words === '' || language.isPointer(words) || !SOME.test(words)) return false
  if (MANY.test(words)) return true
  const [first = ''] = words.split(' ')
  return (
    (before !== undefined && ARTICLES.test(before)) ||
    ARTICLES.test(first) ||
    words.includes(' of ') ||
    /^un[oa]? de |^l['’ ]?une? de |^eine[rs]? von /.test(words)
  )
}

/** "Suspende un sitio", where the words of the order are all that was understood. */
export function speaksOfSome(tokens: readonly Token[], among: readonly number[]): boolean {
  return tokens.some(
    ({ word, quoted }, index) =>
      quoted === undefined &&
      !among.includes(index) &&
      NOUN.test(word) &&
      ARTICLES.test(tokens[index - 1]?.word ?? ''),
  )
}

/** A noun alone says nothing of which. */
const NOUN =
  /^(?:(?:web)?sites?|blogs?|(?:web)?shops?|(?:web)?seiten?|internetseiten?|sitios?|webs?|paginas?|tiendas?|boutiques?)$/u

/** The site that some words mean. Empty words mean the one spoken of, or the only one there is. */
export function foundSite(said: string, scene: Scene): Found | undefined {
  const words = scene.language.fold(said).trim()
  if (words === '' || scene.language.isPointer(words)) return pointedAt(words, scene)
  // 「サイト」 by itself names none.
  if (withoutNoun(said) === '' || (NOUN.test(words) && scene.sites.called(said).length === 0))
    return pointedAt('', scene)
  const resolution = scene.sites.resolve(said)
  switch (resolution.kind) {
    case 'exact':
      return certain(resolution.site)
    case 'part':
      return { ...certain(resolution.site), certain: false }
    case 'several':
      return { kind: 'several', sites: resolution.sites }
    case 'close':
      return { kind: 'unknown', said: withoutNoun(said), suggestions: resolution.sites }
    case 'unknown':
      return { kind: 'unknown', said: withoutNoun(said), suggestions: [] }
  }
}

const OTHER = /\bother\b|\bandere|\botr[oa]\b|\bautre\b|別の|他の/u

function pointedAt(words: string, { memory, sites, language }: Scene): Found | undefined {
  // There is no last one of no list; and the other one is not the one spoken of.
  if (OTHER.test(words) || (memory.listed.length === 0 && language.last.test(words))) return undefined
  const index = ordinalOf(words, memory.listed.length, language)
  const name = index === undefined ? memory.focus : memory.listed[index]
  const named = name === undefined ? undefined : sites.called(name)[0]
  if (named !== undefined) return certain(named)
  const alive = sites.sites.filter((site) => site.state !== 'deleted')
  const [only] = alive
  return only !== undefined && alive.length === 1 && index === undefined ? certain(only) : undefined
}

/** Counts from zero: "the second one" is 1. */
export function ordinalOf(words: string, count: number, language: Language): number | undefined {
  if (language.last.test(words)) return count > 0 ? count - 1 : undefined
  const spoken = language.ordinals.findIndex((ordinal) =>
    new RegExp(`(?<![\\p{L}])(?:${ordinal})(?![a-z])`, 'u').test(words),
  )
  if (spoken >= 0) return spoken
  const digits = /^(?:number |no\.? |n[.°º]? ?|nr\.? |#)?(\d{1,3})(?:st|nd|rd|th|番目?|つ目)?\.?$/.exec(
    words,
  )?.[1]
  return digits === undefined ? undefined : Number(digits) - 1
}

/** The longest run of tokens that is exactly what a site is called, among those with no other meaning. */
export function siteIn(
  source: string,
  tokens: readonly Token[],
  among: readonly number[],
  sites: SiteIndex,
): { name: string; title: string } | undefined {
  const found = siteSpanIn(source, tokens, among, sites)
  return found && { name: found.name, title: found.title }
}

/** The same with its first token and the one after its last. */
export function siteSpanIn(
  source: string,
  tokens: readonly Token[],
  among: readonly number[],
  sites: SiteIndex,
): { name: string; title: string; from: number; to: number } | undefined {
  const free = new Set(among)
  for (let length = Math.min(8, tokens.length); length >= 1; length -= 1)
    for (let from = 0; from + length <= tokens.length; from += 1) {
      const indexes = Array.from({ length }, (_, offset) => from + offset)
      if (!indexes.every((index) => free.has(index))) continue
      const [site, another] = sites.called(textOf(source, tokens.slice(from, from + length)))
      if (site !== undefined && another === undefined)
        return { name: site.name, title: site.title, from, to: from + length }
    }
  return undefined
}

function certain(site: KnownSite): { kind: 'site'; name: string; title: string; certain: boolean } {
  return { kind: 'site', name: site.name, title: site.title, certain: true }
}
