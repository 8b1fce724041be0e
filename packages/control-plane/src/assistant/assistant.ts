import { AipressError, type FormValues, ROLE_PERMISSIONS } from '@aipress/contract'
import type { UIMessage, UIMessageChunk } from 'ai'
import type { Actions } from '../actions/handler.ts'
import { type Caller, rightsByRole } from '../kernel/caller.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Log } from '../kernel/log.ts'
import type { Models } from '../models/index.ts'
import { createAnswerer } from './answer.ts'
import { type ApprovalCard, createApprovalStore } from './approval-store.ts'
import {
  type Conversation,
  type ConversationStore,
  createConversationStore,
  type Reader,
  type Sharing,
  titleOf,
} from './conversation-store.ts'
import type { PublicFacts } from './instructions.ts'
import { TURN_LIMITS, type TurnLimits } from './run-model.ts'
import { suggest } from './suggestions.ts'

export interface AssistantDeps {
  readonly actions: Actions
  readonly database: Database
  readonly log: Log
  readonly clock: Clock
  readonly models: Models
  /** 32 bytes: signs what waits for a person's word. */
  readonly approvalKey: Buffer
  readonly publicFacts: PublicFacts
  readonly limits?: Partial<TurnLimits>
}

/** Words, an answer to an approval card, or a form that was filled in. */
export interface ChatRequest {
  readonly conversationId?: string | undefined
  readonly text?: string | undefined
  readonly approval?: ApprovalAnswer | undefined
  readonly form?: { readonly formId: string; readonly values: FormValues } | undefined
}

export interface ApprovalAnswer {
  readonly approvalId: string
  readonly approved: boolean
  readonly typed?: string | undefined
}

export interface ConversationChange {
  readonly title?: string | undefined
  readonly shared?: boolean | undefined
}

export interface Assistant {
  /** Takes the request, then streams the answer. The turn goes on when nobody reads. */
  respond(caller: Caller, request: ChatRequest): Promise<ReadableStream<UIMessageChunk>>
  /** The caller's and those that are shared with them; with `search`, in which it was said. */
  conversations(caller: Caller, search?: string): Promise<Conversation[]>
  conversation(caller: Caller, conversationId: string): Promise<Conversation & { messages: UIMessage[] }>
  /** Only the owner may: gives it another title, or shares it with the members of their account. */
  change(caller: Caller, conversationId: string, change: ConversationChange): Promise<Conversation>
  forget(caller: Caller, conversationId: string): Promise<void>
  suggestions(caller: Caller): Promise<string[]>
}

/**
 * The chat behind its door: conversations on the server, a model or the built-in interpreter, approvals.
 * It acts only through `actions.call`, as the person who is speaking, and never destroys anything
 * without that person's typed word.
 */
export function createAssistant(deps: AssistantDeps): Assistant {
  const { actions, database, clock } = deps
  const conversations = createConversationStore(database, clock)
  const approvals = createApprovalStore(database, clock, deps.approvalKey)
  const limits = { ...TURN_LIMITS, ...deps.limits }
  globalThis.AI_SDK_LOG_WARNINGS = (warnings) => deps.log.debug(warnings, 'model warnings')
  const answerer = createAnswerer({ ...deps, conversations, approvals, limits })
  const asCaller = (caller: Caller): Caller => ({ ...caller, door: 'chat' })
  return {
    async respond(caller, request) {
      const conversation = await conversationFor(conversations, ownerOf(caller), request)
      return answerer.answer(asCaller(caller), ownerOf(caller), conversation, request)
    },
    conversations: (caller, search) => conversations.list(readerOf(caller), search),
    async change(caller, conversationId, { title, shared }) {
      const owner = ownerOf(caller)
      if (title !== undefined) await conversations.rename(owner, conversationId, title)
      if (shared !== undefined)
        await conversations.share(owner, conversationId, shared ? sharingOf(caller) : undefined)
      const conversation = await conversations.find(owner, conversationId)
      if (conversation === undefined) throw noConversation()
      return conversation
    },
    async conversation(caller, conversationId) {
      const conversation = await conversations.findReadable(readerOf(caller), conversationId)
      if (conversation === undefined) throw noConversation()
      const messages = await conversations.messages(conversationId)
      return { ...conversation, messages: withStates(messages, await approvals.cards(conversationId)) }
    },
    async forget(caller, conversationId) {
      if (!(await conversations.remove(ownerOf(caller), conversationId))) throw noConversation()
    },
    suggestions: (caller) => suggest(actions, asCaller(caller)),
  }
}

/**
 * A person's conversations are the same from every browser and with every token of theirs; an administrator who acts
 * as them sees none of them and leaves none.
 */
function ownerOf(caller: Caller): string {
  if (caller.actor !== undefined) return caller.principal
  return caller.personId ?? caller.principal
}

/** A token or acting as somebody may leave less than the role has, and then less may be read. */
const readerOf = (caller: Caller): Reader => ({
  owner: ownerOf(caller),
  accountId: caller.accountId,
  permissions: rightsByRole(caller),
})

/** All of the role's, as what was said may come of any of it. */
const sharingOf = (caller: Caller): Sharing => ({
  accountId: caller.accountId,
  permissions: ROLE_PERMISSIONS[caller.role],
  by: caller.displayName,
})

async function conversationFor(
  store: ConversationStore,
  owner: string,
  { conversationId, text }: ChatRequest,
): Promise<Conversation> {
  if (conversationId === undefined && text === undefined) throw noConversation()
  if (conversationId === undefined) return store.create(owner, titleOf(text ?? ''))
  const found = await store.find(owner, conversationId)
  if (found === undefined) throw noConversation()
  return found
}

function noConversation(): AipressError {
  return new AipressError('conversation_not_found', 'There is no such conversation of yours.', {
    hint: 'It may have been deleted. Begin a new one.',
  })
}

/** Cards of the past show what became of them. */
function withStates(messages: UIMessage[], cards: readonly ApprovalCard[]): UIMessage[] {
  const byId = new Map(cards.map((card) => [card.approvalId, card]))
  return messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => {
      if (part.type !== 'data-approval') return part
      const card = byId.get((part.data as ApprovalCard).approvalId)
      return card === undefined ? part : { ...part, data: card }
    }),
  }))
}
