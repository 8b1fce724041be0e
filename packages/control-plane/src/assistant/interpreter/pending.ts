import type { AnyAction } from '@aipress/contract'
import { beginsWithNo, choiceIn, isAlone, isQuestion, isYes, namesIn } from './answer-text.ts'
import { splitWords } from './command-line.ts'
import { complete } from './fill.ts'
import { type Found, foundSite } from './find-site.ts'
import { answeredText, isIntroduced } from './free-text.ts'
import type { Grammar } from './grammar.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import {
  askFor,
  askWhetherCalled,
  askWhetherMeant,
  askWhetherStillWanted,
  askWhich,
  unknownSite,
} from './questions.ts'
import type { Slot } from './slots.ts'
import { type Token, tokenise } from './tokens.ts'
import { valueFor, valueOfWords } from './values.ts'

export interface Question {
  readonly pending: Pending
  readonly action: AnyAction
  readonly grammar: Grammar
  readonly scene: Scene
  /** It may be a sentence rather than a name, so it is asked about. */
  readonly looksLikeTalk: boolean
  /** Other things were spoken of since, so a name may be about those. */
  readonly isLate?: boolean
}

/** Puts an answer in its place; undefined when it is none. */
export function answer(text: string, question: Question): Meaning | undefined {
  const { pending, action, grammar, scene } = question
  const draft = { action, purpose: pending.purpose, grammar, scene }
  const isProposed = pending.slot === undefined || pending.slot in pending.input
  if (isProposed && isYes(text)) return complete({ ...draft, input: { ...pending.input } })
  if (pending.isOffer) return undefined
  const slot = grammar.slots(action).get(pending.slot ?? 'site')
  if (slot === undefined) return undefined
  if (slot.kind === 'site') return answerSite(text, slot, question)
  if (isIntroduced(text, scene.language) && slot.kind === 'text') return named(text, slot, question)
  // Nothing was proposed that a yes could be about.
  if (isYes(text)) return askFor({ ...draft, input: pending.input, slot }, scene)
  if (slot.kind === 'text') return named(text, slot, question)
  const value = valueFrom(text, slot, scene)
  return value === undefined
    ? undefined
    : complete({ ...draft, input: { ...pending.input, [slot.name]: value } })
}

function named(
  text: string,
  slot: Slot,
  { pending, looksLikeTalk, ...around }: Question,
): Meaning | undefined {
  const { scene } = around
  const value = answeredText(text, scene.language)
  if (value === '') return undefined
  const { input, purpose } = pending
  return looksLikeTalk && !isIntroduced(text, scene.language)
    ? askWhetherCalled(value, slot, { action: around.action, input, purpose }, scene)
    : complete({ ...around, purpose, input: { ...input, [slot.name]: value } })
}

const CHANGES: ReadonlySet<AnyAction['effect']> = new Set(['changes', 'destroys'])

function answerSite(text: string, slot: Slot, question: Question): Meaning | undefined {
  const { pending, action, grammar, scene } = question
  const { input, purpose, offered = [] } = pending
  const draft = { action, input, purpose }
  const choice = choiceIn(text, offered.length)
  const isChosen = choice?.kind === 'one' && choice.index < offered.length
  if (choice !== undefined && !isChosen && offered.length > 0) return askAgain(offered, draft, scene)
  const found = isChosen ? foundSite(offered[choice.index] ?? '', scene) : siteNamed(text, scene)
  if (found === undefined || found.kind === 'unknown') return undefined
  if (found.kind === 'several') return askWhich(found.sites, draft, scene)
  if (question.isLate && CHANGES.has(action.effect)) return askWhetherStillWanted(found, draft, scene)
  // "Jazz?" may be a doubt.
  if (isQuestion(text, scene.language)) return askWhetherMeant(found, draft, scene)
  // One question about a name is enough; a part of a name that was offered is certain.
  if (found.certain || action.effect !== 'destroys')
    return complete({ action, input: { ...input, [slot.name]: found.name }, purpose, grammar, scene })
  return unknownSite(text.trim(), scene.sites.called(found.name), draft, scene)
}

function askAgain(
  offered: readonly string[],
  draft: { action: AnyAction; input: Record<string, unknown>; purpose: string | undefined },
  scene: Scene,
): Meaning {
  return askWhich(
    offered.flatMap((name) => scene.sites.sites.filter((site) => site.name === name)),
    draft,
    scene,
  )
}

/** The site that all of the text names, apart from what stands around a name. */
function siteNamed(text: string, scene: Scene): Found | undefined {
  const { language } = scene
  let best: Found | undefined
  for (const said of [answeredText(text, language).replace(/[?？!！]+$/u, ''), ...namesIn(text, language)]) {
    const found = foundSite(said, scene)
    if (found?.kind === 'site' && found.certain) return found
    if (found !== undefined && found.kind !== 'unknown') best ??= found
  }
  return best
}

/** What seems meant as the name of a site that nobody knows, where it means nothing else. */
export function unknownAnswer(
  text: string,
  { pending, action, grammar, scene }: Question,
): Meaning | undefined {
  const slot = grammar.slots(action).get(pending.slot ?? 'site')
  if (slot?.kind !== 'site' || pending.isOffer || isQuestion(text, scene.language)) return undefined
  const said = answeredText(text, scene.language)
  const found = foundSite(said, scene)
  if (found?.kind !== 'unknown' || found.said.split(' ').length > NAME_WORDS_MAX) return undefined
  const { input, purpose } = pending
  return unknownSite(found.said, found.suggestions, { action, input, purpose }, scene)
}

/** A name of a site in more words is rather a sentence. */
const NAME_WORDS_MAX = 4

function valueFrom(text: string, slot: Slot, { language, now }: Scene): unknown {
  if (isQuestion(text, language)) return undefined
  if (slot.kind === 'words') return splitWords(text.replace(/^\s*wp\s+/i, ''))
  const said = tokenise(text, language)
  for (const words of [answeredText(text, language), ...namesIn(text, language)]) {
    const value = valueOfWords(slot, words, { language, now })
    if (value !== undefined) return value
  }
  const values = said.filter((token) => valueFor(slot, token, language) !== undefined)
  const isIts = ({ word }: Token) => (language.inputs[word] ?? word) === slot.name
  const [value, another] = values
  if (value === undefined || another !== undefined) return undefined
  if (said.some(({ word }) => language.isNegation(word))) return undefined
  return isAlone(said, (token) => token === value || isIts(token), language)
    ? valueFor(slot, value, language)
    : undefined
}

/** "Don't do that" withdraws; "No Name Café" is a name. */
export function isBareRefusal(text: string, slot: Slot | undefined): boolean {
  if (!beginsWithNo(text)) return false
  if (slot?.kind !== 'text') return true
  const second = text.trim().split(/\s+/)[1] ?? ''
  return !/^[\p{Lu}\d]/u.test(second)
}
