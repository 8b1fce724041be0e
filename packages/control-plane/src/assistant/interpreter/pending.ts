import type { AnyAction } from '@aipress/contract'
import { splitWords } from './command-line.ts'
import { complete } from './fill.ts'
import { foundSite, ordinalOf } from './find-site.ts'
import { answeredText, isIntroduced } from './free-text.ts'
import type { Grammar } from './grammar.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import { askWhetherCalled, askWhich, unknownSite } from './questions.ts'
import type { Slot } from './slots.ts'
import { valueFor } from './spans.ts'
import { tokenise } from './tokens.ts'
import { fold } from './words.ts'

const YES =
  /^(y|yes|yep|yeah|yup|sure|ok|okay|right|correct|exactly|do it|go ahead|please do|yes please|that one|that is it|i do|of course)\b/
const NO =
  /^(n|no|nope|nah|cancel|stop|never ?mind|forget (it|that)|nothing|leave it|do not|don't|neither|none|abort|not now)\b/

export function isYes(text: string): boolean {
  return YES.test(fold(text).trim())
}

export function isNo(text: string): boolean {
  return NO.test(fold(text).replace(/’/g, "'").trim())
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
  if (isNo(text)) return { kind: 'say', text: 'All right, I did nothing.' }
  const draft = { action, purpose: pending.purpose, grammar, scene }
  const isProposed = pending.slot === undefined || pending.slot in pending.input
  if (isProposed && isYes(text)) return complete({ ...draft, input: { ...pending.input } })
  const slot = grammar.slots(action).get(pending.slot ?? 'site')
  if (slot === undefined) return undefined
  if (slot.kind === 'site') return answerSite(text, slot, question)
  const value = valueFrom(text, slot)
  if (question.looksLikeOrder && slot.kind === 'text' && value !== undefined && !isIntroduced(text))
    return askWhetherCalled(String(value), slot, { action, input: pending.input, purpose: pending.purpose })
  return value === undefined
    ? undefined
    : complete({ ...draft, input: { ...pending.input, [slot.name]: value } })
}

function answerSite(
  text: string,
  slot: Slot,
  { pending, action, grammar, scene }: Question,
): Meaning | undefined {
  const offered = pending.offered ?? []
  const index = ordinalOf(fold(text).trim(), offered.length)
  const said = (index === undefined ? undefined : offered[index]) ?? answeredText(text)
  const found = foundSite(said, scene)
  const draft = { action, input: pending.input, purpose: pending.purpose }
  if (found === undefined) return undefined
  if (found.kind === 'several') return askWhich(found.sites, draft)
  // One question about a name is enough; a part of a name that was offered is certain.
  if (found.kind === 'site' && (found.certain || action.effect !== 'destroys'))
    return complete({
      action,
      input: { ...pending.input, [slot.name]: found.name },
      purpose: pending.purpose,
      grammar,
      scene,
    })
  if (found.kind === 'site') return unknownSite(said, scene.sites.called(found.name), draft)
  return found.said.split(' ').length > 4 ? undefined : unknownSite(found.said, found.suggestions, draft)
}

function valueFrom(text: string, slot: Slot): unknown {
  if (slot.kind === 'text') return answeredText(text) || undefined
  if (slot.kind === 'words') return splitWords(text.replace(/^\s*wp\s+/i, ''))
  const found = tokenise(text).map((token) => valueFor(slot, token))
  return found.find((value) => value !== undefined)
}
