import type { AnyAction } from '@aipress/contract/action.ts'
import { toolName } from '@aipress/contract/action.ts'
import { DryRun } from '@aipress/contract/dry-run.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { Ban } from 'lucide-react'
import { ProblemNote } from '../ui/failure.tsx'
import { Spinner } from '../ui/spinner.tsx'
import { GenericCard } from './generic-card.tsx'
import { problemOfText } from './problem-of-text.ts'
import { DryRunCard } from './small-cards.tsx'
import { TOOL_CARDS } from './tool-cards.tsx'

const ACTION_OF_TOOL = new Map(ACTIONS.map((action) => [toolName(action), action]))

export interface ToolPartProps {
  name: string
  part: { state: string; input?: unknown; output?: unknown; errorText?: string }
}

/** A call of the assistant: under way, failed, or with its answer as the card that pages use too. */
export function ToolPart({ name, part }: ToolPartProps) {
  const action = ACTION_OF_TOOL.get(name)
  const summary = action?.summary ?? name
  switch (part.state) {
    case 'input-streaming':
    case 'input-available':
      return (
        <p role="status" className="flex items-center gap-2.5 text-soft">
          <span className="text-accent">
            <Spinner />
          </span>
          {summary} …
        </p>
      )
    case 'output-error':
      return <ProblemNote problem={problemOfText(part.errorText)} />
    case 'output-denied':
      return (
        <p className="flex items-center gap-2.5 text-soft">
          <Ban size={16} aria-hidden />
          Not done: {summary}
        </p>
      )
    case 'output-available':
      return <Answered action={action} summary={summary} input={part.input} output={part.output} />
    default:
      return null
  }
}

interface AnsweredProps {
  action: AnyAction | undefined
  summary: string
  input: unknown
  output: unknown
}

function Answered({ action, summary, input, output }: AnsweredProps) {
  const failure = failureOf(output)
  if (failure !== undefined) return <ProblemNote problem={problemOfText(failure)} />
  const supposed = DryRun.safeParse(output)
  if (supposed.success) return <DryRunCard answer={supposed.data} />
  const parsed = action?.output.safeParse(output)
  const card = action === undefined ? undefined : TOOL_CARDS[action.name]
  // What the platform keeps beside an answer is not the answer.
  const value = parsed?.success === true ? parsed.data : output
  if (card === undefined || parsed?.success !== true) return <GenericCard title={summary} value={value} />
  return <div className="animate-rise">{card(parsed.data, (input ?? {}) as Record<string, unknown>)}</div>
}

/** A model is told of a failure in the tool's output; people see it as the failure it is. */
function failureOf(output: unknown): string | undefined {
  if (typeof output !== 'object' || output === null || !('error' in output)) return undefined
  const { error } = output
  return typeof error === 'object' && error !== null && 'code' in error ? JSON.stringify(error) : undefined
}
