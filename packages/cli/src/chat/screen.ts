import type { AipressError, AnyAction, ChatForm, Operation } from '@aipress/contract'
import { inCommands } from '../help.ts'
import { type StepProgress, showSteps } from '../operations/step-progress.ts'
import { reportError } from '../report-error.ts'
import type { Terminal } from '../terminal.ts'
import { clean, wrap } from '../views/text.ts'
import { pageOf } from '../views/view.ts'
import { openAnswer, type Speaker } from './answer.ts'
import { cardOf } from './card.ts'
import type { Approval } from './chunks.ts'
import { type Around, linesOf } from './fill-in.ts'

/** Where a conversation appears: for people, or as JSON lines for programs. */
export interface Screen {
  /** Each chunk as it came. */
  raw(chunk: unknown): void
  /** Something was said, and the answer may take a while. */
  said(): void
  /** The words of the platform tell what its answers show; a model's are its own. */
  startOfText(by: Speaker): void
  text(delta: string): void
  endOfText(): void
  endOfTurn(): void
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
  const page = () => pageOf(terminal)
  let steps: StepProgress | undefined
  const waiting = showWaiting(terminal)
  const endSteps = () => {
    waiting.end()
    steps?.end()
    steps = undefined
  }
  const answer = openAnswer((text) => {
    endSteps()
    terminal.out(`${text}\n`)
  }, page)
  const end = () => {
    answer.end()
    endSteps()
  }
  return {
    followsOperations: true,
    raw: () => undefined,
    said: waiting.begin,
    startOfText: answer.startOfText,
    text: answer.text,
    endOfText: answer.endOfText,
    endOfTurn: end,
    toolCall(summary) {
      end()
      terminal.err(`${terminal.paintErr('dim', `→ ${clean(summary)}`)}\n`)
    },
    toolOutput(action, output) {
      endSteps()
      answer.card(cardOf(action, output, page()))
      waiting.begin()
    },
    working(operation) {
      if (steps === undefined) {
        end()
        steps = showSteps(terminal)
      }
      steps.show(operation)
    },
    toolError(message) {
      end()
      terminal.err(`${terminal.paintErr('red', '✗')} ${wrap(clean(message), terminal.errWidth, 2)}\n`)
    },
    approval({ title, effects }) {
      end()
      terminal.err(`${terminal.paintErr('bold', clean(title))}\n`)
      for (const effect of effects) {
        const line = `${/^\d/.test(effect) ? '' : '• '}${inCommands(clean(effect))}`
        terminal.err(`  ${wrap(line, terminal.errWidth - 2, 2).replaceAll('\n', '\n  ')}\n`)
      }
    },
    undone(reason) {
      end()
      reportError(reason, terminal, false)
    },
    note: (text) => terminal.err(`${text}\n`),
    form(form, question) {
      end()
      terminal.err(`${terminal.paintErr('bold', clean(form.title))}\n`)
      for (const line of linesOf(form, question, terminal.errWidth - 2))
        terminal.err(`  ${line.replaceAll('\n', '\n  ')}\n`)
    },
  }
}

/** Sooner, it would only flicker. */
const SILENCE_MS = 800

/** On a terminal, that the answer is still to come; gone before anything else is written. */
function showWaiting(terminal: Terminal): { begin(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined
  let isShown = false
  const end = () => {
    clearTimeout(timer)
    if (isShown) terminal.err('\r\u001b[K')
    isShown = false
  }
  return {
    begin() {
      end()
      if (!terminal.errIsTty) return
      timer = setTimeout(() => {
        isShown = true
        terminal.err(terminal.paintErr('dim', 'One moment …'))
      }, SILENCE_MS)
      timer.unref()
    },
    end,
  }
}

export function openJsonScreen(terminal: Terminal): Screen {
  const nothing = () => undefined
  return {
    followsOperations: false,
    raw: (chunk) => terminal.out(`${JSON.stringify(chunk)}\n`),
    said: nothing,
    startOfText: nothing,
    text: nothing,
    endOfText: nothing,
    endOfTurn: nothing,
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
