import type { ChatAnswer } from './contract-server.ts'

export const conversation = { type: 'data-conversation', data: { conversationId: 'conv_1', title: 'Sites' } }
export const said = (text: string, note: object = {}) => [
  { type: 'start' },
  conversation,
  { type: 'text-start', id: 't', ...note },
  ...[...text].map((delta) => ({ type: 'text-delta', id: 't', delta })),
  { type: 'text-end', id: 't' },
  { type: 'finish' },
]
export const used = (toolName: string, output: unknown) => [
  { type: 'tool-input-start', toolCallId: 'c', toolName },
  { type: 'tool-input-available', toolCallId: 'c', toolName, input: {} },
  { type: 'tool-output-available', toolCallId: 'c', output },
]
export const approval = {
  type: 'data-approval',
  data: {
    approvalId: 'appr_1',
    action: 'sites.delete',
    title: 'Delete Corner Bakery',
    effects: ['The site goes offline at once.'],
    confirmText: 'corner-bakery',
    expiresAt: new Date().toISOString(),
  },
}

/** Keeps what was posted, so that tests see what the platform would. */
export function listening(answer: ChatAnswer): { chat: ChatAnswer; posted: Record<string, unknown>[] } {
  const posted: Record<string, unknown>[] = []
  return {
    posted,
    chat: (body) => {
      posted.push(body)
      return answer(body)
    },
  }
}
