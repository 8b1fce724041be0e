import type { ChatForm, FormValues } from '@aipress/contract/chat-form.ts'
import type { UIMessage } from 'ai'

/** A question to a person: shall this be done? Sent instead of running a call that destroys. */
export interface Approval {
  approvalId: string
  action: string
  title: string
  effects: string[]
  /** What must be typed to approve. */
  confirmText?: string
  expiresAt: string
  /** How it was answered, in histories. */
  decision?: ApprovalDecision
}

export type ApprovalDecision = 'approved' | 'declined'

export interface ApprovalAnswer {
  approvalId: string
  approved: boolean
  typed?: string
}

export interface SentForm {
  formId: string
  values: FormValues
}

export type ChatMessage = UIMessage<
  unknown,
  { conversation: { conversationId: string; title: string }; approval: Approval; form: ChatForm }
>

/** Stands in histories where a secret was. */
export const SHOWN_ONCE = '[shown once]'

export interface ConversationSummary {
  conversationId: string
  title: string
  updatedAt: string
  /** Members of the owner's account may read it. */
  shared?: true
  /** Whose it is, where it is another's. */
  sharedBy?: string
}
