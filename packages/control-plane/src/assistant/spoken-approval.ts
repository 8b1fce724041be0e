import type { UIMessage } from 'ai'
import type { Clock } from '../kernel/clock.ts'
import { type ApprovalCard, type ApprovalStore, isOpen } from './approval-store.ts'
import type { ApprovalAnswer } from './assistant.ts'
import { say, type Write } from './chunks.ts'
import { beginsWithNo, isQuestion, isYes, withdrawalIn, yesOrNo } from './interpreter/answer-text.ts'
import { languagesOf } from './interpreter/languages/detect.ts'
import { ENGLISH } from './interpreter/languages/english.ts'
import type { Language } from './interpreter/languages/language.ts'
import { isByButton, NOTE_KEY, type Note } from './interpreter/memory.ts'
import { createSiteIndex } from './interpreter/site-index.ts'
import { isMeantAsName } from './interpreter/typed-name.ts'
import type { Grammars } from './interpreter/understand.ts'

export type SpokenApproval =
  | {
      readonly kind: 'answer'
      readonly answer: ApprovalAnswer
      /** What else was said: "never mind, which sites do I have?". */
      readonly rest?: string
    }
  /** Something else was said than the name that had to be typed. */
  | {
      readonly kind: 'not-the-name'
      readonly card: ApprovalCard
      readonly said: string
      readonly language: Language
    }

interface Listening {
  readonly approvals: ApprovalStore
  readonly clock: Clock
  readonly grammars: Grammars
}

/** "Yes", "no" or the name itself, said right after an approval was asked for, answers it. */
export async function spokenApproval(
  { approvals, clock, grammars }: Listening,
  conversationId: string,
  past: readonly UIMessage[],
  text: string,
): Promise<SpokenApproval | undefined> {
  const [only, another] = askedIn(past.at(-1))
  if (only === undefined || another !== undefined) return undefined
  const card = (await approvals.cards(conversationId)).find((one) => one.approvalId === only)
  if (card === undefined || !isOpen(card, clock())) return undefined
  const { approvalId, confirmText } = card
  const said = text.trim()
  if (confirmText !== undefined && said === confirmText)
    return answered({ approvalId, approved: true, typed: said })
  const language = languageOf(past, said)
  const rest = withdrawalIn(said)?.rest
  if (rest !== undefined)
    return { ...answered({ approvalId, approved: false }), ...(rest === '' ? {} : { rest }) }
  if (beginsWithNo(said) && !isQuestion(said, language)) return answered({ approvalId, approved: false })
  // "Yes, but not the second step" is no yes.
  if (confirmText === undefined)
    return yesOrNo(said) === 'yes' ? answered({ approvalId, approved: true }) : undefined
  const isName = [...grammars.values()].every((grammar) => isMeantAsName(said, grammar))
  return isName ? { kind: 'not-the-name', card, said, language } : undefined
}

/** Says that nothing was done; the question stays open for the next words. */
export function sayNotTheName(
  write: Write,
  { card, said, language }: Extract<SpokenApproval, { kind: 'not-the-name' }>,
): void {
  const { approvalId, confirmText, title } = card
  const text = language.texts.notTheName({ text: said, isYes: isYes(said), name: confirmText ?? '', title })
  say(write, text, { stillAsked: approvalId })
}

/** The one of the conversation; a name tells none. */
export function languageOf(past: readonly UIMessage[], said: string): Language {
  const texts = past
    .filter((message) => message.role === 'user')
    .map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')).join(' '))
    .filter((text) => !isByButton(text))
  return languagesOf({ texts: [...texts, said], isAnswer: true, sites: createSiteIndex([]) })[0] ?? ENGLISH
}

function askedIn(message: UIMessage | undefined): string[] {
  return (message?.parts ?? []).flatMap((part) => {
    if (part.type === 'data-approval') return [(part.data as ApprovalCard).approvalId]
    if (part.type !== 'text') return []
    const { stillAsked } = (part.providerMetadata?.[NOTE_KEY] ?? {}) as Note
    return stillAsked === undefined ? [] : [stillAsked]
  })
}

function answered(answer: ApprovalAnswer) {
  return { kind: 'answer' as const, answer }
}
