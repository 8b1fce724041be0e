import type { Alignment } from './align.ts'
import type { Element, Grammar } from './grammar.ts'
import type { Language } from './languages/language.ts'
import { type Token, withoutQuotes } from './tokens.ts'

/**
 * Why something that looks like an order is none, or is too wide a one. Mostly for actions that do
 * something: a wrong answer to a question harms nobody.
 */
export function refusal({
  text,
  tokens,
  alignment,
  grammar,
}: {
  text: string
  tokens: readonly Token[]
  alignment: Alignment
  grammar: Grammar
}): string | undefined {
  const { action, elements } = alignment.template
  const { language } = grammar
  const { texts } = language
  const sentence = language.fold(withoutQuotes(text)).replace(/[’‘]/g, "'").trim()
  if (action.effect === 'reads')
    return language.alsoDestroys.test(sentence) ? texts.oneThingAtATime : undefined
  const words = outsideText(tokens, alignment)
  const own = new Set(elements.map((element) => (element.kind === 'word' ? element.word : '')))
  const said = (isSuch: (word: string) => boolean) => words.some((word) => isSuch(word) && !own.has(word))
  const [what, sample] = [texts.actions[action.name] ?? action.summary, grammar.sampleOf(action)]
  if (said(language.isNegation)) return texts.sayPlainly(what, sample)
  const isWhole = alignment.leftOver.length === 0 && alignment.missing.length === 0
  if (MAY_I.test(sentence) && /[?？]$/u.test(sentence) && ASKS_FIRST.has(action.name))
    return texts.howTo(what, sample)
  if (
    language.howTo.test(sentence) &&
    !elements.some(isQuestionWord(language)) &&
    !(isWhole && action.effect !== 'destroys')
  )
    return `${texts.howTo(what, sample)} ${language.code === 'en' ? (action.description ?? '') : ''}`.trim()
  if (action.effect !== 'creates' && said(language.isMany)) return texts.oneSiteAtATime
  if (action.effect === 'destroys' && namesMany(tokens, alignment, language)) return texts.oneThingAtATime
  if (action.effect === 'destroys' && !beginsAsOrder(alignment, language))
    return texts.notAnOrder(what, sample)
  return undefined
}

/** "Can I move it?" wants to know, of what is done to a live site; of what makes something it is a wish. */
const MAY_I =
  /^(?:(?:can|could|may|should|shall) (?:i|we)|kann (?:ich|man)|konnen wir|darf ich|soll ich|¿?(?:puedo|podemos|se puede|debo)|puis[- ]je|(?:est-ce que )?je peux|peut[- ]on|dois[- ]je)\b/u
const ASKS_FIRST: ReadonlySet<string> = new Set([
  'sites.suspend',
  'sites.resume',
  'sites.move',
  'sites.rename',
])

/** "How do I log in" is a way to ask for it. */
const isQuestionWord = (language: Language) => (element: Element) =>
  element.kind === 'word' && /^(how|wie|como|comment|どうやって)$/.test(language.fold(element.word))

/** "Revoke all tokens": "all" is no name, unless it stands in quotation marks. Names of sites are known. */
function namesMany(tokens: readonly Token[], { spans, template }: Alignment, language: Language): boolean {
  return template.elements.some((element) => {
    if (element.kind !== 'slot' || element.slot.kind === 'site') return false
    const span = spans.get(element.slot.name)
    return (
      span !== undefined &&
      tokens.slice(...span).some(({ word, quoted }) => quoted === undefined && language.isMany(word))
    )
  })
}

/** Words that are not inside a title, a name or a command. */
function outsideText(tokens: readonly Token[], { spans, template }: Alignment): string[] {
  const covered = new Set<number>()
  for (const element of template.elements) {
    const span = element.kind === 'slot' ? spans.get(element.slot.name) : undefined
    if (span !== undefined) for (let index = span[0]; index < span[1]; index += 1) covered.add(index)
  }
  return tokens.filter((_, index) => !covered.has(index)).map((token) => token.word)
}

/** "Delete …", not "… was deleted" or "the button to delete …". */
function beginsAsOrder({ template, leftOver, missing }: Alignment, { verbComesFirst }: Language): boolean {
  if (leftOver.includes(0)) return false
  const [first] = template.elements
  if (verbComesFirst) return first?.kind === 'word'
  return !missing.includes(0) || (first?.kind === 'word' && first.weight < 0.5)
}
