import { toolName } from '@aipress/contract'
import { generateId } from 'ai'
import type { Approval, ApprovalCard } from './approval-store.ts'
import { say, type Write, writeFailure } from './chunks.ts'
import { summarise } from './interpreter/texts/summarise.ts'
import type { Texts } from './interpreter/texts/texts.ts'
import { secretsIn } from './outputs.ts'
import { failureText, runAction, type Turn } from './tools.ts'

/** Runs the stored call, exactly as it was stored, or says that it was not run. */
export async function runApproved(
  turn: Turn,
  { card, input, typed, texts }: Approval & { typed: string | undefined; texts: Texts },
  write: Write,
): Promise<{ secrets: readonly string[] }> {
  const action = turn.actions.permitted(turn.caller).find((one) => one.name === card.action)
  if (card.decision !== 'approved') say(write, declined(card, typed, texts))
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
    say(write, summarise(action, output, { input }, texts))
    return { secrets: secretsIn(output) }
  } catch (error) {
    writeFailure(write, toolCallId, error)
    write({ type: 'tool-output-error', toolCallId, errorText: failureText(error) })
    write({ type: 'finish-step' })
    return { secrets: [] }
  }
}

/** Clients may send what was typed along with a no: another name than the one asked for. */
function declined({ title, confirmText }: ApprovalCard, typed: string | undefined, texts: Texts): string {
  const said = typed?.trim() ?? ''
  return confirmText === undefined || said === '' || said === confirmText
    ? `${texts.didNothing} ${texts.declined(title)}`
    : texts.wrongName(said, confirmText)
}
