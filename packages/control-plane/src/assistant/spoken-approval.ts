import type { UIMessage } from 'ai'
import type { Clock } from '../kernel/clock.ts'
import { type ApprovalCard, type ApprovalStore, isOpen } from './approval-store.ts'
import type { ApprovalAnswer } from './assistant.ts'
import { say, type Write } from './chunks.ts'
import type { Grammar } from './interpreter/grammar.ts'
import { NOTE_KEY, type Note } from './interpreter/memory.ts'
import { isNo, isYes } from './interpreter/pending.ts'
import { isMeantAsName } from './interpreter/typed-name.ts'

export type SpokenApproval =
  | { readonly kind: 'answer'; readonly answer: ApprovalAnswer }
  /** Something else was said than the name that had to be typed. */
  | { readonly kind: 'not-the-name'; readonly card: ApprovalCard; readonly said: string }

interface Listening {
  readonly approvals: ApprovalStore
  readonly clock: Clock
  readonly grammar: Grammar
}

/** "Yes", "no" or the name itself, said right after an approval was asked for, answers it. */
export async function spokenApproval(
  { approvals, clock, grammar }: Listening,
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
  if (isNo(said)) return answered({ approvalId, approved: false })
  if (confirmText === undefined) return isYes(said) ? answered({ approvalId, approved: true }) : undefined
  return isMeantAsName(said, grammar) ? { kind: 'not-the-name', card, said } : undefined
}

/** Says that nothing was done; the question stays open for the next words. */
export function sayNotTheName(write: Write, card: ApprovalCard, said: string): void {
  const { approvalId, confirmText, title } = card
  const why = isYes(said) ? 'A yes is not enough here' : `"${said}" is not the name that was asked for`
  const text = `${why}, so nothing was done. Type ${confirmText} to go ahead (${title}), or say "no".`
  say(write, text, { stillAsked: approvalId })
}

function askedIn(message: UIMessage | undefined): string[] {
  return (message?.parts ?? []).flatMap((part) => {
    if (part.type === 'data-approval') return [(part.data as ApprovalCard).approvalId]
    if (part.type !== 'text') return []
    const { stillAsked } = (part.providerMetadata?.[NOTE_KEY] ?? {}) as Note
    return stillAsked === undefined ? [] : [stillAsked]
  })
}

function answered(answer: ApprovalAnswer): SpokenApproval {
  return { kind: 'answer', answer }
}
