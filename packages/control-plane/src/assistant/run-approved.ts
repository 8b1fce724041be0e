import { toolName } from '@aipress/contract'
import { generateId } from 'ai'
import type { Approval } from './approval-store.ts'
import { say, type Write } from './chunks.ts'
import { describeOutput } from './describe.ts'
import { secretsIn } from './outputs.ts'
import { failureText, runAction, type Turn } from './tools.ts'

/** Runs the stored call, exactly as it was stored, or says that it was not run. */
export async function runApproved(
  turn: Turn,
  { card, input }: Approval,
  write: Write,
): Promise<{ secrets: readonly string[] }> {
  const action = turn.actions.permitted(turn.caller).find((one) => one.name === card.action)
  if (card.decision !== 'approved') say(write, `All right, I did nothing. ${card.title}: declined.`)
  else if (action === undefined) say(write, `Your role no longer includes ${card.action}, so I did nothing.`)
  if (card.decision !== 'approved' || action === undefined) return { secrets: [] }
  const toolCallId = generateId()
  write({ type: 'start-step' })
  write({ type: 'tool-input-available', toolCallId, toolName: toolName(action), input })
  try {
    let output: unknown
    for await (const next of runAction(turn, action, input, card.approvalId)) {
      if (output !== undefined)
        write({ type: 'tool-output-available', toolCallId, output, preliminary: true })
      output = next
    }
    write({ type: 'tool-output-available', toolCallId, output })
    write({ type: 'finish-step' })
    say(write, describeOutput(action, output))
    return { secrets: secretsIn(output) }
  } catch (error) {
    write({ type: 'tool-output-error', toolCallId, errorText: failureText(error) })
    write({ type: 'finish-step' })
    say(write, failureText(error))
    return { secrets: [] }
  }
}
