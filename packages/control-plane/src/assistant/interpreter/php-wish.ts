import { type Found, foundSite, siteSpanIn } from './find-site.ts'
import type { Language } from './languages/language.ts'
import type { Scene } from './meaning.ts'
import { withoutCourtesy } from './politeness.ts'
import { type Token, textOf, tokenise } from './tokens.ts'
import { numberOf } from './values.ts'
import { fold } from './words.ts'

/** PHP settings that were wished for, and whose they are as far as it was said. */
export interface PhpWish {
  readonly values: Record<string, unknown>
  readonly site: Found | undefined
}

type Setting = 'memory' | 'upload' | 'seconds'
type Item =
  | { kind: 'noun'; setting: Setting; from: number; to: number }
  | { kind: 'size'; value: string; from: number; to: number }
  | { kind: 'time'; value: number; from: number; to: number }

/** Letters of Latin script on either side make it another word. */
const word = (pattern: string) => new RegExp(`(?<![a-zà-ÿ\\d])(?:${pattern})(?![a-zà-ÿ])`, 'giu')
const NOUNS: readonly (readonly [Setting, RegExp])[] = [
  [
    'seconds',
    word(
      "max_execution_time|(?:php[\\s-])?(?:execution|run(?:ning)?|processor|cpu|processing|request)[\\s-]?time|time\\s?(?:limit|out)|laufzeit|ausführungszeit|tiempo de ejecución|temps d['’]exécution|実行時間|(?:per|a|each|every) request|pro (?:anfrage|aufruf)|por petición|par requête",
    ),
  ],
  ['memory', word('memory|ram|arbeitsspeicher|speicher(?:[\\s-]?limit)?|memoria|mémoire|メモリー?')],
  [
    'upload',
    word(
      '(?:file )?up[\\s-]?loads?(?:[\\s-]?(?:limit|size|grenze|größe))?|subidas?|téléversements?|envois?|アップロード(?:の)?(?:上限|制限|サイズ)?',
    ),
  ],
]
const SIZE =
  /(?<![a-zà-ÿ\d.])(\d{1,6})\s?(g|m|メガ|ギガ)(?:i?b|o|igabytes?|egabytes?|igs?|egs?|バイト)?(?![a-zà-ÿ\d])/giu
const TIME =
  /(?<![a-zà-ÿ\d.])(\d{1,4}|[a-z]{3,6})\s?(seconds?|secs?|s|minutes?|mins?|sekunden?|minuten?|segundos?|minutos?|secondes?|秒|分)(?![a-zà-ÿ\d])/giu

const VERBS = new Set(
  'set change raise increase lower reduce decrease bump give put let allow limit cap make adjust setze setz setzen erhohe erhoh erhohen gib stelle stell mach mache senke senken reduziere begrenze andere andern pon ponle cambia sube aumenta baja reduce dale establece limita fija mets regle change augmente donne passe baisse reduis limite fixe'.split(
    ' ',
  ),
)
const FILLERS = new Set(
  'and the to of for at on max maximum maximal limit limits size php up down setting value it its use take have run und auf fur von bei des zu y a de del en la el limite et pour sur d du le les largest file'.split(
    ' ',
  ),
)
/** A step up or down is no value. */
const BY = /\b(?:by|um|more|less|mehr|weniger|más|menos|plus|moins)\b|もっと/iu
/** A name of a site in more words is rather a sentence. */
const NAME_TOKENS_MAX = 4

/**
 * "Set its memory to 128M and uploads to 64M": any number of settings, each a noun beside a value. Undefined where
 * anything else is said.
 */
export function phpWish(text: string, scene: Scene): PhpWish | undefined {
  const { language } = scene
  const tokens = withoutCourtesy(tokenise(text, language), language)
  if (tokens.some(({ word }) => language.isNegation(word) || language.isMany(word))) return undefined
  if (BY.test(text)) return undefined
  const span = siteSpanIn(
    text,
    tokens,
    tokens.map((_, index) => index),
    scene.sites,
  )
  const named = span === undefined ? [] : tokens.slice(span.from, span.to)
  const bare = named.reduce((rest, { start, end }) => blank(rest, start, end), text)
  const parts = pairsOf(itemsIn(bare, language))
  if (parts === undefined) return undefined
  const rest = tokens.filter(
    (token) => !named.includes(token) && !parts.some(({ from, to }) => token.start < to && token.end > from),
  )
  if (!isOrdered(text, tokens, rest, language)) return undefined
  const others = rest.filter((token) => token.quoted !== undefined || !isFiller(token, language))
  const values = Object.fromEntries(parts.map(({ setting, value }) => [setting, value]))
  if (span !== undefined)
    return others.length > 0
      ? undefined
      : { values, site: { kind: 'site', name: span.name, title: span.title, certain: true } }
  if (others.length === 0) return { values, site: foundSite('', scene) }
  if (tokens.some(({ word }) => language.isPronoun(word)) || !areTogether(others, tokens)) return undefined
  return others.length > NAME_TOKENS_MAX
    ? undefined
    : { values, site: foundSite(textOf(text, others), scene) }
}

const blank = (text: string, from: number, to: number) =>
  `${text.slice(0, from)}${' '.repeat(to - from)}${text.slice(to)}`

function itemsIn(text: string, language: Language): Item[] {
  const items: Item[] = []
  const isFree = (from: number, to: number) => items.every((item) => to <= item.from || from >= item.to)
  const add = (item: Item) => isFree(item.from, item.to) && items.push(item)
  for (const [setting, pattern] of NOUNS)
    for (const { 0: said, index } of text.matchAll(pattern))
      add({ kind: 'noun', setting, from: index, to: index + said.length })
  for (const { 0: said, 1: amount, 2: unit = '', index } of text.matchAll(SIZE))
    add({
      kind: 'size',
      value: /^\d+\s?[mg](?:i?b)?$/i.test(said) ? said : `${amount} ${/^[gギ]/i.test(unit) ? 'GB' : 'MB'}`,
      from: index,
      to: index + said.length,
    })
  for (const { 0: said, 1: amount = '', 2: unit = '', index } of text.matchAll(TIME)) {
    const count = numberOf(amount.toLowerCase(), language)
    if (count !== undefined)
      add({
        kind: 'time',
        value: count * (/^m|分/i.test(unit) ? 60 : 1),
        from: index,
        to: index + said.length,
      })
  }
  return items.toSorted((a, b) => a.from - b.from)
}

/** A noun or a value, with what the two together set. */
interface Part {
  readonly setting: Setting
  readonly value: string | number
  readonly from: number
  readonly to: number
}

/** Each noun with the value beside it; undefined where one of either is left or one is said twice. */
function pairsOf(items: readonly Item[]): readonly Part[] | undefined {
  const parts: Part[] = []
  const seen = new Set<Setting>()
  for (let index = 0; index < items.length; index += 2) {
    const [one, other] = [items[index], items[index + 1]]
    if (one === undefined || other === undefined) return undefined
    const [noun, value] = one.kind === 'noun' ? [one, other] : [other, one]
    if (noun.kind !== 'noun' || value.kind === 'noun' || seen.has(noun.setting)) return undefined
    if ((noun.setting === 'seconds') !== (value.kind === 'time')) return undefined
    seen.add(noun.setting)
    for (const { from, to } of [noun, value])
      parts.push({ setting: noun.setting, value: value.value, from, to })
  }
  return parts.length === 0 ? undefined : parts
}

/** An order begins with its verb, or says nothing but settings and values. */
function isOrdered(
  text: string,
  tokens: readonly Token[],
  rest: readonly Token[],
  language: Language,
): boolean {
  const isVerb = (token: Token | undefined) => token !== undefined && VERBS.has(fold(token.word))
  if (language.verbComesFirst ? isVerb(tokens[0]) : rest.some(isVerb)) return true
  if (language.code === 'ja')
    return /(?:して|てください|て下さい|げて|やして|らして)[。!！]*$/u.test(text.trim())
  return !/[?？]\s*$/.test(text) && rest.every(({ word }) => FILLERS.has(fold(word)))
}

const isFiller = ({ word, weight }: Token, language: Language) =>
  weight < 0.2 || VERBS.has(fold(word)) || FILLERS.has(fold(word)) || language.isPronoun(word)

function areTogether(some: readonly Token[], all: readonly Token[]): boolean {
  const [first, last] = [some[0], some.at(-1)]
  if (first === undefined || last === undefined) return false
  return all.indexOf(last) - all.indexOf(first) === some.length - 1
}
