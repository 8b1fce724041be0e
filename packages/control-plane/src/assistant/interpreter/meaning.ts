import type { AnyAction } from '@aipress/contract'
import type { Barrier } from '../../kernel/caller.ts'
import type { TakeBack } from '../take-back.ts'
import type { Language } from './languages/language.ts'
import type { SiteIndex } from './site-index.ts'

/** What the interpreter asked, kept with its question, so that the answer can be put in its place. */
export interface Pending {
  /** Name of the action. */
  readonly action: string
  readonly input: Record<string, unknown>
  /** The slot asked for; absent when the question was "did you mean …?". */
  readonly slot?: string
  /** Names of sites that were offered, in the order they were shown. */
  readonly offered?: readonly string[]
  readonly purpose?: string
  /** A model has chosen some of the input, so that a yes to it is judged as that model's wish. */
  readonly byModel?: true
  /** Whether it is to be taken back was asked, so that "undo that" is a yes. */
  readonly undoes?: true
  /** Nobody asked for it: what is no yes and no no to it is another wish. */
  readonly isOffer?: true
}

export type Meaning =
  | {
      readonly kind: 'call'
      readonly action: AnyAction
      readonly input: Record<string, unknown>
      readonly purpose?: string | undefined
      /** Said before it. */
      readonly text?: string
    }
  /** Several calls, to be approved as one. */
  | {
      readonly kind: 'plan'
      readonly steps: readonly { tool: string; input: Record<string, unknown> }[]
      readonly text?: string
    }
  | { readonly kind: 'ask'; readonly text: string; readonly pending: Pending }
  | {
      readonly kind: 'say'
      readonly text: string
      /** What was not understood of a request may be chosen in a form; what is said next is no answer to it. */
      readonly form?: Pending
    }

/** What the conversation has been about, read off its messages. */
export interface Memory {
  /** Name of the site spoken of last. */
  readonly focus: string | undefined
  /** Names of the sites listed last, in their order. */
  readonly listed: readonly string[]
  readonly pending: Pending | undefined
  /** A question before other talk whose form still stands open, with how many sentences were said since. */
  readonly open?: { readonly pending: Pending; readonly ago: number } | undefined
  /** What the last answer showed and that is still open, where it asked with more than words. */
  readonly shown?: 'form' | 'approval' | undefined
  /** Calls, in the order of time, the last few: for "undo that". */
  readonly called?: readonly PastCall[]
  /** The last of the person's sentences before this one that got no answer: what came of it is not known. */
  readonly unanswered?: number | undefined
  /** Number of the sentence that is to be understood, counted from 1. */
  readonly turn?: number
}

export interface PastCall {
  readonly toolName: string
  readonly input: Record<string, unknown>
  /** It did not work, or it is not known whether it did. */
  readonly failed?: true
  /** The site that it answered with: the one it has made or changed. */
  readonly site?: { readonly name: string; readonly siteId: string } | undefined
  /** What takes it back, where that was read before it was made. */
  readonly takeBack?: TakeBack | undefined
  /** Which of the person's sentences it came of. */
  readonly turn: number
}

export interface Scene {
  readonly memory: Memory
  readonly sites: SiteIndex
  /** Names of the actions that the caller may use. */
  readonly permitted: ReadonlySet<string>
  readonly role: string
  /** What is in the way of an action that is not permitted; the role where it is not said. */
  readonly barrierTo?: ((action: AnyAction) => Barrier) | undefined
  /** The language that is spoken. */
  readonly language: Language
  /** For "yesterday". */
  readonly now: Date
}

export const EMPTY_MEMORY: Memory = { focus: undefined, listed: [], pending: undefined }
