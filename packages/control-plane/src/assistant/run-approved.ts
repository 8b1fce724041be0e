import { type AnyAction, toolName } from '@aipress/contract'
import { generateId } from 'ai'
import type { Approval, ApprovalCard } from './approval-store.ts'
import { say, type Write, writeFailure } from './chunks.ts'
import { summarise } from './interpreter/texts/summarise.ts'
import type { Texts } from './interpreter/texts/texts.ts'
import { secretsIn } from './outputs.ts'
import { PLAN_TOOL, type PlanStep, stepsOf, withEarlierSite } from './plan.ts'
import type { ReadTakeBack } from './take-back.ts'
import { failureText, runAction, type Turn } from './tools.ts'

/** Runs the stored call or plan, exactly as it was stored, or says that it was not run. */
export async function runApproved(
  turn: Turn,
  { card, input, typed, texts }: Approval & { typed: string | undefined; texts: Texts },
  write: Write,
): Promise<{ secrets: readonly string[] }> {
  if (card.decision !== 'approved') {
    say(write, declined(card, typed, texts))
    return { secrets: [] }
  }
  const permitted = turn.actions.permitted(turn.caller)
  const action = permitted.find((one) => one.name === card.action)
  const steps =
    card.action === PLAN_TOOL
      ? stepsOf(input, permitted)
      : action === undefined
        ? undefined
        : [{ action, input }]
  if (steps === undefined) {
    say(write, `You may no longer do that (${card.action}), so I did nothing.`)
    return { secrets: [] }
  }
  const ran = await runSteps(turn, { steps, approvalId: card.approvalId, texts }, write)
  await turn.approvals.finish(card.approvalId)
  return ran
}

interface Approved {
  readonly steps: readonly PlanStep[]
  readonly approvalId: string
  readonly texts: Texts
}

/** One after another, until one fails: what comes after it was meant for its success. */
async function runSteps(
  turn: Turn,
  { steps, approvalId, texts }: Approved,
  write: Write,
): Promise<{ secrets: readonly string[] }> {
  const outputs: unknown[] = []
  for (const [index, { action, input }] of steps.entries()) {
    const key = steps.length === 1 ? approvalId : `${approvalId}/${index + 1}`
    const step = { action, input: withEarlierSite(input, outputs), key, approvalId, texts }
    const ran = await runStep(turn, step, write)
    const left = steps.length - index - 1
    const isLast = index === steps.length - 1
    if (ran.state === 'at-work' && !isLast)
      say(
        write,
        `Step ${index + 1} is still at work, so what comes after it was not done. Ask for it once that has ended.`,
      )
    if (ran.state === 'failed' && steps.length > 1)
      say(
        write,
        `Step ${index + 1} failed.${left === 0 ? '' : ` The ${left} after it ${left === 1 ? 'was' : 'were'} not done.`}`,
      )
    if (ran.state !== 'done') break
    outputs.push(ran.output)
  }
  return { secrets: outputs.flatMap(secretsIn) }
}

interface Step {
  readonly action: AnyAction
  readonly input: Record<string, unknown>
  readonly key: string
  readonly approvalId: string
  readonly texts: Texts
}

async function runStep(
  turn: Turn,
  { action, input, key, approvalId, texts }: Step,
  write: Write,
): Promise<{ state: 'done' | 'at-work' | 'failed'; output: unknown }> {
  const toolCallId = generateId()
  write({ type: 'start-step' })
  write({ type: 'tool-input-available', toolCallId, toolName: toolName(action), input })
  try {
    let output: unknown
    const formerly = (read: ReadTakeBack) => turn.approvals.takeBackOf(approvalId, key, read)
    for await (const next of runAction(turn, action, input, key, formerly)) {
      if (output !== undefined)
        write({ type: 'tool-output-available', toolCallId, output, preliminary: true })
      output = next
    }
    write({ type: 'tool-output-available', toolCallId, output })
    write({ type: 'finish-step' })
    say(write, summarise(action, output, { input }, texts))
    return { state: stateOf(output), output }
  } catch (error) {
    writeFailure(write, toolCallId, error)
    write({ type: 'tool-output-error', toolCallId, errorText: failureText(error) })
    write({ type: 'finish-step' })
    return { state: 'failed', output: undefined }
  }
}

function stateOf(output: unknown): 'done' | 'at-work' | 'failed' {
  const state = (output as { operation?: { state?: unknown } } | null | undefined)?.operation?.state
  if (state === undefined || state === 'succeeded') return 'done'
  return state === 'failed' || state === 'undone' ? 'failed' : 'at-work'
}

/** Clients may send what was typed along with a no: another name than the one asked for. */
function declined({ title, confirmText }: ApprovalCard, typed: string | undefined, texts: Texts): string {
  const said = typed?.trim() ?? ''
  return confirmText === undefined || said === '' || said === confirmText
    ? `${texts.didNothing} ${texts.declined(title)}`
    : texts.wrongName(said, confirmText)
}
