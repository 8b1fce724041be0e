import type { ApprovalDecision, ChatMessage } from './chat-message.ts'

/** Whether anything still asks for an answer, as far as these messages know. */
export function asksSomething(messages: readonly ChatMessage[]): boolean {
  return messages.some(({ parts }) =>
    parts.some((part) => part.type === 'data-approval' && part.data.decision === undefined),
  )
}

/**
 * What is shown, with the decisions that the history knows. Only these are taken over: the messages
 * shown may hold what is shown once and is not kept. A message without news stays the same object.
 */
export function withDecisions(shown: readonly ChatMessage[], history: readonly ChatMessage[]): ChatMessage[] {
  const decided = decisionsIn(history)
  return shown.map((message) => {
    const parts = message.parts.map((part) => {
      const decision = part.type === 'data-approval' ? decided.get(part.data.approvalId) : undefined
      if (part.type !== 'data-approval' || decision === undefined || part.data.decision === decision) {
        return part
      }
      return { ...part, data: { ...part.data, decision } }
    })
    return parts.every((part, index) => part === message.parts[index]) ? message : { ...message, parts }
  })
}

function decisionsIn(messages: readonly ChatMessage[]): Map<string, ApprovalDecision> {
  const decided = new Map<string, ApprovalDecision>()
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.type === 'data-approval' && part.data.decision !== undefined) {
      decided.set(part.data.approvalId, part.data.decision)
    }
  }
  return decided
}
