import type { AnyAction } from '@aipress/contract'
import { splitWords } from './command-line.ts'
import { complete } from './fill.ts'
import { foundSite, ordinalOf } from './find-site.ts'
import { answeredText, isIntroduced } from './free-text.ts'
import type { Grammar } from './grammar.ts'
import { LANGUAGES } from './languages/languages.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import { askWhetherCalled, askWhich, unknownSite } from './questions.ts'
import type { Slot } from './slots.ts'
import { tokenise } from './tokens.ts'
import { valueFor, valueOfWords } from './values.ts'

/** Of all languages: a yes is a yes, whatever was spoken before. */
const ALL = [...LANGUAGES.values()]

export function isYes(text: string): boolean {
  return ALL.some(({ yes, fold }) => yes.test(fold(text).trim()))
}

export function isNo(text: string): boolean {
  return ALL.some(({ no, fold }) => no.test(fold(text).replace(/’/g, "'").trim()))
}

/** Yes or no and nothing else. */
export function yesOrNo(text: string): 'yes' | 'no' | undefined {
  const isWhole = (pattern: RegExp, folded: string) => pattern.exec(folded)?.[0] === folded
  if (ALL.some(({ no, fold }) => isWhole(no, fold(text).trim()))) return 'no'
  return ALL.some(({ yes, fold }) => isWhole(yes, fold(text).trim())) ? 'yes' : undefined
}

interface Question {
  readonly pending: Pending
  readonly action: AnyAction
  readonly grammar: Grammar
  readonly scene: Scene
  /** It begins as an order does; a title may, but then it is asked about. */
  readonly looksLikeOrder: boolean
}

/** Puts an answer in its place; undefined when it is none. */
export function answer(text: string, question: Question): Meaning | undefined {
  const { pending, action, grammar, scene } = question
  if (isNo(text)) return { kind: 'say', text: scene.language.texts.didNothing }
  const draft = { action, purpose: pending.purpose, grammar, scene }
  const isProposed = pending.slot === undefined || pending.slot in pending.input
  if (isProposed && isYes(text)) return complete({ ...draft, input: { ...pending.input } })
  if (pending.isOffer) return undefined
  const slot = grammar.slots(action).get(pending.slot ?? 'site')
  if (slot === undefined) return undefined
  if (slot.kind === 'site') return answerSite(text, slot, question)
  const value = valueFrom(text, slot, scene)
  if (
    question.looksLikeOrder &&
    slot.kind === 'text' &&
    value !== undefined &&
    !isIntroduced(text, scene.language)
  ) {
    const { input, purpose } = pending
    return askWhetherCalled(String(value), slot, { action, input, purpose }, scene)
  }
  return value === undefined
    ? undefined
    : complete({ ...draft, input: { ...pending.input, [slot.name]: value } })
}

function answerSite(
  text: string,
  slot: Slot,
  { pending, action, grammar, scene }: Question,
): Meaning | undefined {
  const { language } = scene
  const offered = pending.offered ?? []
  const index = ordinalOf(language.fold(text).trim(), offered.length, language)
  const said = (index === undefined ? undefined : offered[index]) ?? answeredText(text, language)
  const found = foundSite(said, scene)
  const draft = { action, input: pending.input, purpose: pending.purpose }
  if (found === undefined) return undefined
  if (found.kind === 'several') return askWhich(found.sites, draft, scene)
  // One question about a name is enough; a part of a name that was offered is certain.
  if (found.kind === 'site' && (found.certain || action.effect !== 'destroys'))
    return complete({
      action,
      input: { ...pending.input, [slot.name]: found.name },
      purpose: pending.purpose,
      grammar,
      scene,
    })
  if (found.kind === 'site') return unknownSite(said, scene.sites.called(found.name), draft, scene)
  return found.said.split(' ').length > 4
    ? undefined
    : unknownSite(found.said, found.suggestions, draft, scene)
}

function valueFrom(text: string, slot: Slot, { language, now }: Scene): unknown {
  if (slot.kind === 'text') return answeredText(text, language) || undefined
  if (slot.kind === 'words') return splitWords(text.replace(/^\s*wp\s+/i, ''))
  const whole = valueOfWords(slot, answeredText(text, language), { language, now })
  if (whole !== undefined) return whole
  const found = tokenise(text, language).map((token) => valueFor(slot, token, language))
  return found.find((value) => value !== undefined)
}
