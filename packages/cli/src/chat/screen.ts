import { type AipressError, type AnyAction, type ChatForm, DryRun, type Operation } from '@aipress/contract'
import { inCommands } from '../help.ts'
import { type StepProgress, showSteps } from '../operations/step-progress.ts'
import { reportError } from '../report-error.ts'
import { isStarted } from '../run-action.ts'
import type { Terminal } from '../terminal.ts'
import { dryRunView } from '../views/dry-run.ts'
import { clean } from '../views/text.ts'
import { pageOf } from '../views/view.ts'
import { viewOf } from '../views/views.ts'
import type { Approval } from './chunks.ts'
import { type Around, linesOf } from './fill-in.ts'

/** Where a conversation appears: for people, or as JSON lines for programs. */
export interface Screen {
  /** Each chunk as it came. */
  raw(chunk: unknown): void
  text(delta: string): void
  endOfText(): void
  toolCall(summary: string): void
  toolOutput(action: AnyAction, output: unknown): void
  /** An operation that the assistant waits for. */
  working(operation: Operation): void
  toolError(message: string): void
  approval(approval: Approval): void
  /** What was asked for and stays undone, and what to do instead. */
  undone(reason: AipressError): void
  note(text: string): void
  form(form: ChatForm, question: Around['question']): void
  /** Programs follow operations themselves, with `operation watch --json`. */
  readonly followsOperations: boolean
}

export function openScreen(terminal: Terminal): Screen {
  let midLine = false
  let steps: StepProgress | undefined
  const endLine = () => {
    steps?.end()
    steps = undefined
    if (midLine) terminal.out('\n')
    midLine = false
  }
  return {
    followsOperations: true,
    raw: () => undefined,
    text(delta) {
      const text = clean(delta)
      if (text === '') return
      if (steps !== undefined) endLine()
      terminal.out(text)
      midLine = !text.endsWith('\n')
    },
    endOfText: endLine,
    toolCall(summary) {
      endLine()
      terminal.err(`${terminal.paintErr('dim', `→ ${clean(summary)}`)}\n`)
    },
    toolOutput(action, output) {
      endLine()
      const supposed = DryRun.safeParse(output)
      if (supposed.success) {
        terminal.out(`${dryRunView(supposed.data, pageOf(terminal))}\n`)
        return
      }
      const view = viewOf(action, output, pageOf(terminal))
      // What came of an operation is told in words as well, so one line of it is enough.
      terminal.out(`${isStarted(output) ? view.split('\n')[0] : view}\n`)
    },
    working(operation) {
      if (steps === undefined) {
        endLine()
        steps = showSteps(terminal)
      }
      steps.show(operation)
    },
    toolError(message) {
      endLine()
      terminal.err(`${terminal.paintErr('red', '✗')} ${clean(message)}\n`)
    },
    approval({ title, effects }) {
      endLine()
      terminal.err(`${terminal.paintErr('bold', clean(title))}\n`)
      for (const effect of effects)
        terminal.err(`  ${/^\d/.test(effect) ? '' : '• '}${inCommands(clean(effect))}\n`)
    },
    undone(reason) {
      endLine()
      reportError(reason, terminal, false)
    },
    note: (text) => terminal.err(`${text}\n`),
    form(form, question) {
      endLine()
      terminal.err(`${terminal.paintErr('bold', clean(form.title))}\n`)
      for (const line of linesOf(form, question)) terminal.err(`  ${line}\n`)
    },
  }
}

export function openJsonScreen(terminal: Terminal): Screen {
  const nothing = () => undefined
  return {
    followsOperations: false,
    raw: (chunk) => terminal.out(`${JSON.stringify(chunk)}\n`),
    text: nothing,
    endOfText: nothing,
    toolCall: nothing,
    toolOutput: nothing,
    working: nothing,
    toolError: nothing,
    approval: nothing,
    undone: nothing,
    note: nothing,
    form: nothing,
  }
}
