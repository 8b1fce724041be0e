import { CHAT_NOTE_KEY, ChatForm } from '@aipress/contract'
import { z } from 'zod'

/**
 * The chunks of the chat's stream that mean something here. It is the AI SDK's protocol; parsing the
 * few fields we need spares the start of this program the SDK's weight. Others are passed over.
 */
export const Approval = z.object({
  approvalId: z.string(),
  action: z.string(),
  title: z.string(),
  effects: z.array(z.string()),
  /** What must be typed; a plain yes is enough where it is absent. */
  confirmText: z.string().optional(),
  expiresAt: z.string(),
})
export type Approval = z.infer<typeof Approval>

/** What the built-in interpreter notes with a question, for the words that answer it. */
const Noted = z.object({
  [CHAT_NOTE_KEY]: z.object({ pending: z.object({ slot: z.string().optional() }).optional() }).optional(),
})

export const Chunk = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text-start'), id: z.string(), providerMetadata: Noted.optional() }),
  z.object({ type: z.literal('text-delta'), id: z.string(), delta: z.string() }),
  z.object({ type: z.literal('text-end'), id: z.string() }),
  z.object({
    type: z.literal('tool-input-available'),
    toolCallId: z.string(),
    toolName: z.string(),
    input: z.unknown(),
  }),
  z.object({
    type: z.literal('tool-output-available'),
    toolCallId: z.string(),
    output: z.unknown(),
    /** An early state of the output, which another follows. */
    preliminary: z.boolean().optional(),
  }),
  /** Beside the words of a failure, its code. */
  z.object({ type: z.literal('data-failure'), data: z.object({ error: z.object({ code: z.string() }) }) }),
  z.object({ type: z.literal('tool-output-error'), toolCallId: z.string(), errorText: z.string() }),
  z.object({
    type: z.literal('data-conversation'),
    data: z.object({ conversationId: z.string(), title: z.string().optional() }),
  }),
  z.object({ type: z.literal('data-approval'), data: Approval }),
  z.object({ type: z.literal('data-form'), data: ChatForm }),
  z.object({ type: z.literal('error'), errorText: z.string() }),
])
export type Chunk = z.infer<typeof Chunk>
