import type { Operation, OperationStep } from '@aipress/contract'
import type { Terminal } from '../terminal.ts'
import { clean, fit } from '../views/text.ts'
import { duration } from '../views/values.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 100

export interface StepProgress {
  show(operation: Operation): void
  note(text: string): void
  end(): void
}

/** On a terminal the steps are drawn in place; elsewhere each finished step is one line. */
export function showSteps(terminal: Terminal): StepProgress {
  return terminal.errIsTty ? drawSteps(terminal) : printSteps(terminal)
}

function drawSteps(terminal: Terminal): StepProgress {
  let operation: Operation | undefined
  let note = ''
  let drawnLines = 0
  let frame = 0
  const erase = () => {
    if (drawnLines > 0) terminal.err(`\u001b[${drawnLines}A\u001b[J`)
    drawnLines = 0
  }
  const draw = () => {
    erase()
    if (operation === undefined) return
    const now = Date.now()
    const marked = FRAMES[frame % FRAMES.length] ?? ''
    const lines = [
      terminal.paintErr('bold', fit(clean(operation.title), terminal.errWidth - 1)),
      ...visibleSteps(operation, terminal.errHeight - 3).map((step) => lineOf(terminal, step, marked, now)),
      ...(note === '' ? [] : [`  ${note}`]),
    ]
    terminal.err(`${lines.join('\n')}\n`)
    drawnLines = lines.length
  }
  const timer = setInterval(() => {
    frame += 1
    draw()
  }, FRAME_MS)
  return {
    show(current) {
      operation = current
      note = ''
      draw()
    },
    note(text) {
      note = text
      draw()
    },
    end() {
      clearInterval(timer)
      draw()
    },
  }
}

/** On a low window, the steps around the one at work: lines above the window cannot be redrawn. */
function visibleSteps({ steps }: Operation, linesMax: number): OperationStep[] {
  if (steps.length <= linesMax) return steps
  const current = Math.max(
    0,
    steps.findIndex(({ state }) => state !== 'done'),
  )
  const start = Math.min(Math.max(0, current - 1), steps.length - Math.max(1, linesMax))
  return steps.slice(start, start + Math.max(1, linesMax))
}

function printSteps(terminal: Terminal): StepProgress {
  const printed = new Set<string>()
  return {
    show(operation) {
      for (const step of operation.steps) {
        const key = `${step.name} ${step.state}`
        if (step.state === 'waiting' || step.state === 'running' || printed.has(key)) continue
        printed.add(key)
        terminal.err(`${lineOf(terminal, step, '', Date.now())}\n`)
      }
    },
    note: (text) => terminal.err(`  ${text}\n`),
    end: () => undefined,
  }
}

function lineOf(terminal: Terminal, step: OperationStep, frame: string, now: number): string {
  const time =
    step.startedAt === undefined
      ? ''
      : duration(
          (step.finishedAt === undefined ? now : Date.parse(step.finishedAt)) - Date.parse(step.startedAt),
        )
  const title = fit(clean(step.title), terminal.errWidth - 16)
  switch (step.state) {
    case 'waiting':
      return terminal.paintErr('dim', `    ${title}`)
    case 'running':
      return `  ${terminal.paintErr('cyan', frame)} ${title} ${terminal.paintErr('dim', time)}`
    case 'done':
      return `  ${terminal.paintErr('green', '✓')} ${title} ${terminal.paintErr('dim', time)}`
    case 'failed':
      return `  ${terminal.paintErr('red', '✗')} ${title} ${terminal.paintErr('red', 'failed')}`
    case 'undone':
      return `  ${terminal.paintErr('yellow', '↶')} ${title} ${terminal.paintErr('dim', 'undone')}`
  }
}
