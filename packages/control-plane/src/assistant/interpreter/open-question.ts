import type { AnyAction } from '@aipress/contract'
import { type Withdrawal, withdrawalIn } from './answer-text.ts'
import { isIntroduced } from './free-text.ts'
import type { Grammar } from './grammar.ts'
import type { Reading } from './interpret.ts'
import type { Meaning, Pending, Scene } from './meaning.ts'
import { isNewRequest, looksLikeTalk } from './orders.ts'
import { answer, isBareRefusal, type Question, unknownAnswer } from './pending.ts'
import type { Slot } from './slots.ts'
import { bareWords } from './tokens.ts'

/**
 * What is said while something is asked: an answer, a withdrawal, or neither. A question and another wish never are one,
 * as an answer may change a live site without being asked about again.
 */
interface Around {
  readonly grammar: Grammar
  readonly actions: readonly AnyAction[]
  readonly scene: Scene
  /** Of what was said after "never mind": as if nothing had been asked. */
  meaningOf(text: string, scene: Scene): Meaning | undefined
}

/** Undefined where it is neither. */
export function answerIn(text: string, reading: Reading, around: Around): Meaning | undefined {
  const { scene } = around
  const { pending, open } = scene.memory
  const question = questionOf(pending, text, reading, around)
  const earlier = pending === undefined ? questionOf(open?.pending, text, reading, around) : undefined
  const named = [question, earlier].find((one) => one !== undefined && slotOf(one)?.kind === 'text')
  if (named !== undefined && isIntroduced(text, scene.language)) return answer(text, named)
  if (earlier !== undefined && isSite(text, earlier))
    return isSoon(open) ? answer(text, { ...earlier, isLate: true }) : undefined
  if (named !== undefined && isCallForHelp(text, scene)) return undefined
  const withdrawal = isSite(text, question) ? undefined : withdrawalIn(text)
  if (withdrawal !== undefined) return withdrawn(withdrawal, question, around)
  if (question === undefined || isNewRequest(text, reading, question.pending, scene)) return undefined
  return isBareRefusal(text, slotOf(question)) && !isSite(text, question)
    ? { kind: 'say', text: scene.language.texts.didNothing }
    : answer(text, question)
}

/** What may be an answer where it means nothing else. */
export function lateAnswerIn(text: string, reading: Reading, around: Around): Meaning | undefined {
  const { pending, open } = around.scene.memory
  const question = questionOf(pending, text, reading, around)
  if (question !== undefined) return unknownAnswer(text, question)
  const earlier = questionOf(open?.pending, text, reading, around)
  const slot = earlier && slotOf(earlier)
  if (earlier === undefined || slot === undefined || open === undefined) return undefined
  if (slot.kind === 'site' || slot.kind === 'words' || earlier.looksLikeTalk) return undefined
  const isDoubtful = !isSoon(open) || /^\p{Ll}/u.test(text.trim())
  return answer(text, { ...earlier, looksLikeTalk: isDoubtful })
}

/** After more sentences than these, a name that nothing introduces may be about something else. */
const SOON_MAX = 3
const isSoon = (open: Scene['memory']['open']) => open !== undefined && open.ago <= SOON_MAX

function isCallForHelp(text: string, { language: { help, identity, fold } }: Scene): boolean {
  const words = bareWords(fold(text))
  return help.test(words) || identity.test(words)
}

function questionOf(
  pending: Pending | undefined,
  text: string,
  reading: Reading,
  { actions, grammar, scene }: Around,
): Question | undefined {
  const action = actions.find(({ name }) => name === pending?.action)
  if (pending === undefined || action === undefined) return undefined
  return { pending, action, grammar, scene, looksLikeTalk: looksLikeTalk(text, reading, grammar.language) }
}

function slotOf({ grammar, action, pending }: Question): Slot | undefined {
  return grammar.slots(action).get(pending.slot ?? 'site')
}

function isSite(text: string, question: Question | undefined): boolean {
  if (question === undefined || slotOf(question)?.kind !== 'site') return false
  return question.scene.sites.called(text).length > 0
}

function withdrawn(
  { leaves, rest }: Withdrawal,
  question: Question | undefined,
  { scene, meaningOf }: Around,
): Meaning | undefined {
  const { texts } = scene.language
  const isOpen = question !== undefined || scene.memory.shown !== undefined
  const nothing = { kind: 'say', text: leaves ? texts.goodbye : texts.didNothing } as const
  if (rest === '') return isOpen ? nothing : undefined
  const kind = question && slotOf(question)?.kind
  const isAnswer = kind === 'site' || (kind === 'text' && isIntroduced(rest, scene.language))
  const answered = question !== undefined && isAnswer ? answer(rest, question) : undefined
  if (answered !== undefined) return answered
  const memory = { ...scene.memory, pending: undefined, shown: undefined, open: undefined }
  const meaning = meaningOf(rest, { ...scene, memory })
  if (!isOpen) return meaning
  return meaning === undefined ? nothing : after(nothing.text, meaning)
}

function after(said: string, meaning: Meaning): Meaning {
  const text = [said, meaning.text].filter((one) => one !== undefined).join(' ')
  return { ...meaning, text }
}
