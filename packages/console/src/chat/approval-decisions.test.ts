import { expect, test } from 'vitest'
import { asksSomething, withDecisions } from './approval-decisions.ts'
import type { ApprovalDecision, ChatMessage } from './chat-message.ts'

const asking = (approvalId: string, decision?: ApprovalDecision): ChatMessage => ({
  id: `message of ${approvalId}`,
  role: 'assistant',
  parts: [
    {
      type: 'data-approval',
      data: {
        approvalId,
        action: 'sites.delete',
        title: 'Delete it',
        effects: [],
        expiresAt: '2026-11-22T00:00:00.000Z',
        ...(decision === undefined ? {} : { decision }),
      },
    },
  ],
})
const saying = (text: string): ChatMessage => ({ id: text, role: 'user', parts: [{ type: 'text', text }] })

test('decisions of the history are taken over, and nothing else is', () => {
  const shown = [saying('shown'), asking('a'), asking('b')]
  const result = withDecisions(shown, [saying('kept otherwise'), asking('a', 'approved'), asking('b')])
  expect(result).toEqual([saying('shown'), asking('a', 'approved'), asking('b')])
  expect(result[0]).toBe(shown[0])
  expect(result[2]).toBe(shown[2])
})

test('only questions without a decision ask something', () => {
  expect(asksSomething([saying('hello'), asking('a', 'declined')])).toBe(false)
  expect(asksSomething([asking('a', 'declined'), asking('b')])).toBe(true)
})
