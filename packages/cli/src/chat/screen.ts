import type { AnyAction } from '@aipress/contract'
import type { Terminal } from '../terminal.ts'
import { clean } from '../views/text.ts'
import { pageOf } from '../views/view.ts'
import { viewOf } from '../views/views.ts'
import type { Approval } from './chunks.ts'

/** Where a conversation appears: for people, or as JSON lines for programs. */
export interface Screen {
  /** Each chunk as it came. */
  raw(chunk: unknown): void
  text(delta: string): void
  endOfText(): void
  toolCall(summary: string): void
  toolOutput(action: AnyAction, output: unknown): void
  toolError(message: string): void
  approval(approval: Approval): void
  /** Programs follow operations themselves, with `operation watch --json`. */
  readonly followsOperations: boolean
}

export function openScreen(terminal: Terminal): Screen {
  let midLine = false
  const endLine = () => {
    if (midLine) terminal.out('\n')
    midLine = false
  }
  return {
    followsOperations: true,
    raw: () => undefined,
    text(delta) {
      const text = clean(delta)
      if (text === '') return
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
      terminal.out(`${viewOf(action, output, pageOf(terminal))}\n`)
    },
    toolError(message) {
      endLine()
      terminal.err(`${terminal.paintErr('red', '✗')} ${clean(message)}\n`)
    },
    approval({ title, effects }) {
      endLine()
      terminal.err(`${terminal.paintErr('bold', clean(title))}\n`)
      for (const effect of effects) terminal.err(`  • ${clean(effect)}\n`)
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
    toolError: nothing,
    approval: nothing,
  }
}
