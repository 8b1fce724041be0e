import type { Operation, OperationStep } from '@aipress/contract'
import type { OperationRow, Outcomes } from './operation-table.ts'
import type { EngineSystem } from './system.ts'
import type { Step, Workflow } from './workflow.ts'

/** One process's work on one operation, from taking it up until it is settled, lost or left. */
export interface Run {
  readonly operationId: string
  readonly runId: string
  readonly workflow: Workflow
  readonly input: unknown
  readonly recoveries: number
  /** Aborts when another process has taken the operation up, or this one is to stop. */
  readonly signal: AbortSignal
  abandon(): void
  /** Aborts when somebody wants the operation undone, so that a step under way ends early. */
  readonly cancelled: AbortSignal
  cancel(): void
  state: Operation['state']
  readonly steps: OperationStep[]
  /** What was recorded before this run began. */
  readonly outcomes: Outcomes
}

export function createRun(row: OperationRow, workflow: Workflow, stop: AbortSignal): Run {
  const abandoned = new AbortController()
  const cancelled = new AbortController()
  return {
    operationId: row.id,
    runId: row.run_id,
    workflow,
    input: row.input,
    recoveries: row.recoveries,
    signal: AbortSignal.any([abandoned.signal, stop]),
    abandon: () => abandoned.abort(),
    cancelled: cancelled.signal,
    cancel: () => cancelled.abort(),
    state: row.state,
    outcomes: row.outcomes,
    // The code's own list counts: what an older version recorded of steps that remain is kept.
    steps: plannedSteps(workflow).map((step) => row.steps.find(({ name }) => name === step.name) ?? step),
  }
}

export function plannedSteps(workflow: { steps: readonly Step[] }): OperationStep[] {
  return workflow.steps.map(({ name, title }) => ({ name, title, state: 'waiting' }))
}

export interface Progress {
  /** Shows the step's new state, to those who look at the operation while the step lasts. */
  show(index: number, state: OperationStep['state']): void
  /** What is shown so far will be written by the caller; once this has resolved, nothing older comes after it. */
  settle(): Promise<void>
}

/** A step that is over sooner is never seen running; what it answered is recorded anyway. */
const SHOWN_AFTER_MS = 100

/**
 * Progress is for people and not needed to go on, so the work does not wait for it, and a failure to
 * write it fails nothing. But where the write finds that another process has the operation, the run ends.
 */
export function createProgress(run: Run, { books, announce }: EngineSystem): Progress {
  let planned: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    const { operationId, runId, state, steps } = run
    const mine = await books.record({ operationId, runId, state, steps: [...steps] }).catch(() => true)
    if (!mine) run.abandon()
    announce(run.operationId)
  }

  function plan(): void {
    planned ??= setTimeout(() => {
      planned = undefined
      writing = (writing ?? Promise.resolve()).then(write)
    }, SHOWN_AFTER_MS)
  }

  return {
    show(index, state) {
      const step = run.steps[index]
      if (!step || step.state === state) return
      run.steps[index] = { ...step, state, ...timeOf(state) }
      plan()
    },
    async settle() {
      clearTimeout(planned)
      planned = undefined
      await writing
    },
  }
}

function timeOf(state: OperationStep['state']): Partial<OperationStep> {
  const now = new Date().toISOString()
  if (state === 'running') return { startedAt: now }
  return state === 'undone' ? {} : { finishedAt: now }
}
