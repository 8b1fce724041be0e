import { randomUUID } from 'node:crypto'
import type { Operation } from '@aipress/contract'
import { isPassing } from '../kernel/database.ts'
import { type RetryLimits, retry } from '../kernel/retry.ts'
import { attemptDo, attemptUndo, failureOf, storable } from './attempt.ts'
import { cancelled, isCancellable, refuseCancelled } from './cancel.ts'
import type { FaultPhase } from './faults.ts'
import type { Settlement } from './lanes.ts'
import { takeUp } from './operation-store.ts'
import type { OperationRow, Outcome } from './operation-table.ts'
import { createProgress, createRun, type Progress, type Run } from './run.ts'
import type { EngineSystem } from './system.ts'
import type { Step } from './workflow.ts'

/**
 * Walks the steps of operations.
 *
 * A step's outcome is recorded in the operation's row before the next step begins, and only while the row still
 * names this run (`run_id`). So whoever takes an operation up goes on after the last recorded step, sees what the
 * first run saw, and shuts the run before out in the same moment, even one that was only frozen. The last step's
 * outcome is recorded by settling the operation.
 */
export interface Runner {
  /** Works on an operation whose row, just written, names this process and a run of its own. */
  run(row: OperationRow): void
  /** Works on an operation that is this process's and that nobody works on. */
  takeUp(operationId: string): Promise<void>
}

export function createRunner(system: EngineSystem): Runner {
  const runner: Runner = {
    run(row) {
      if (system.stop.aborted) return
      void work(system, row, runner)
    },
    async takeUp(operationId) {
      const take = { operationId, executor: system.self.executor, runId: randomUUID() }
      const row = await takeUp(system.database, take)
      if (row !== undefined) runner.run(row)
    },
  }
  return runner
}

/** Beyond this, the process dies because of what the step does, and trying again would go on for ever. */
const RECOVERIES_MAX = 20
/** Undoing begins after that many, and gets as many of its own. */
const RECOVERIES_MAX_UNDOING = 40

/** Ten minutes: as PostgreSQL away for longer is a matter for people, and restarting continues the operation. */
const BOOKKEEPING_LIMITS: RetryLimits = { attempts: 300, firstDelayMs: 50, delayMsMax: 2_000 }

/** This process is to do no more for the operation: it ends, or another has taken the operation up. */
class LeftToAnother extends Error {
  override readonly name = 'LeftToAnother'
}

interface Walk extends EngineSystem {
  readonly run: Run
  readonly progress: Progress
  /** Answers of the steps so far, by name. */
  readonly results: Record<string, unknown>
}

async function work(system: EngineSystem, row: OperationRow, runner: Runner): Promise<void> {
  const workflow = system.workflows.get(row.workflow)
  if (workflow === undefined) {
    const error = new Error(
      `An operation needs the workflow ${row.workflow}, which this version does not have.`,
    )
    return conclude(system, row, broken(system, row, row.steps, error), runner)
  }
  const run = createRun(row, workflow, system.stop)
  system.runs.get(row.id)?.abandon()
  system.runs.set(row.id, run)
  const giveBack = await system.slots.take()
  try {
    const settlement = await settlementOf(system, row, run)
    if (settlement !== undefined) await conclude(system, row, settlement, runner)
  } finally {
    giveBack()
    if (system.runs.get(row.id) === run) system.runs.delete(row.id)
  }
}

/** Undefined where this process is to do no more. */
async function settlementOf(
  system: EngineSystem,
  row: OperationRow,
  run: Run,
): Promise<Settlement | undefined> {
  try {
    return await walk({ ...system, run, progress: createProgress(run, system), results: {} })
  } catch (error) {
    if (error instanceof LeftToAnother || run.signal.aborted) return undefined
    return broken(system, row, run.steps, error)
  }
}

async function walk(context: Walk): Promise<Settlement> {
  const { run, progress, results } = context
  for (const [index, step] of run.workflow.steps.entries()) {
    stopIfLost(run)
    const recorded = run.outcomes[step.name]
    const outcome = recorded ?? (await performDo(context, index, step))
    if (!outcome.ok) return undoFrom(context, index, outcome.failure)
    results[step.name] = outcome.answer
    if (recorded !== undefined) continue
    progress.show(index, 'done')
    if (index < run.workflow.steps.length - 1) await record(context, step.name, outcome)
  }
  await progress.settle()
  return { state: 'succeeded', steps: run.steps }
}

/** The failed step is undone as well: its effect can precede its record. */
async function undoFrom(
  context: Walk,
  failedIndex: number,
  failure: NonNullable<Operation['error']>,
): Promise<Settlement> {
  const { run, progress } = context
  const { steps } = run.workflow
  const failed = steps[failedIndex]
  run.state = 'undoing'
  if (failed !== undefined && run.outcomes[failed.name] === undefined) {
    progress.show(failedIndex, 'failed')
    await record(context, failed.name, { ok: false, failure })
  }
  for (const [index, step] of [...steps.slice(0, failedIndex + 1).entries()].reverse()) {
    stopIfLost(run)
    const name = `undo:${step.name}`
    const recorded = run.outcomes[name]
    const outcome = recorded ?? (await performUndo(context, step))
    if (!outcome.ok) {
      await progress.settle()
      return { state: 'failed', steps: run.steps, error: { ...failure, hint: leftBehind(step) } }
    }
    if (index !== failedIndex) progress.show(index, 'undone')
    if (recorded === undefined && index > 0 && typeof step.undo === 'function')
      await record(context, name, outcome)
  }
  await progress.settle()
  return { state: 'undone', steps: run.steps, error: failure }
}

/** Whoever has taken the operation up may be at this very step. */
function stopIfLost(run: Run): void {
  if (run.signal.aborted) throw new LeftToAnother()
}

async function record(context: Walk, name: string, outcome: Outcome): Promise<void> {
  const { run, progress, books, announce, stop } = context
  await progress.settle()
  const { operationId, runId, state, steps } = run
  const made = { operationId, runId, state, steps: [...steps], outcomes: { [name]: outcome } }
  const isMine = await patiently(stop, () => books.record(made))
  if (!isMine) throw new LeftToAnother()
  announce(run.operationId)
}

/** Tried again for much longer than steps are: an operation that cannot be recorded would block its lane. */
async function patiently<T>(stop: AbortSignal, write: () => Promise<T>): Promise<T> {
  try {
    return await retry(write, isPassing, BOOKKEEPING_LIMITS, stop)
  } catch (error) {
    throw stop.aborted || isPassing(error)
      ? new LeftToAnother('It cannot be recorded.', { cause: error })
      : error
  }
}

async function performDo(context: Walk, index: number, step: Step): Promise<Outcome> {
  const { run, services, progress, results } = context
  progress.show(index, 'running')
  const mayCancel = isCancellable(run.workflow, index)
  return outcomeOf(context, { step, recoveriesMax: RECOVERIES_MAX }, () =>
    attemptDo({
      timeoutSeconds: context.stepTimeoutSeconds,
      signal: mayCancel ? AbortSignal.any([run.signal, run.cancelled]) : run.signal,
      work: async (signal) => {
        if (mayCancel) await refuseCancelled(context, run)
        await strike(context, step, 'before')
        const { operationId, input } = run
        const answer = await step.do({ input, results, services, signal, operationId })
        await strike(context, step, 'after')
        return answer
      },
    }),
  )
}

async function performUndo(context: Walk, step: Step): Promise<Outcome> {
  const { run, services } = context
  const { undo } = step
  if (typeof undo !== 'function') return { ok: true, answer: null }
  return outcomeOf(context, { step, recoveriesMax: RECOVERIES_MAX_UNDOING }, () =>
    attemptUndo({
      timeoutSeconds: context.stepTimeoutSeconds,
      signal: run.signal,
      work: async (signal) => {
        await strike(context, step, 'before-undo')
        await undo({ input: run.input, services, signal, operationId: run.operationId })
        await strike(context, step, 'after-undo')
      },
    }),
  )
}

async function outcomeOf(
  context: Walk,
  { step, recoveriesMax }: { step: Step; recoveriesMax: number },
  attempt: () => Promise<unknown>,
): Promise<Outcome> {
  const { run, log } = context
  try {
    if (run.recoveries > recoveriesMax)
      throw new Error(`The process has ended ${run.recoveries} times during this operation.`)
    return { ok: true, answer: asJson(await attempt()) }
  } catch (error) {
    if (run.signal.aborted) throw new LeftToAnother()
    if (run.cancelled.aborted && run.state === 'running')
      return { ok: false, failure: failureOf(cancelled(), step.name) }
    log.error({ err: error, operationId: run.operationId, step: step.name }, 'a step of an operation failed')
    return { ok: false, failure: failureOf(error, step.name) }
  }
}

/**
 * Where another run has the operation, nothing is said: it says it. Where this cannot be written, the operation stays
 * as it is, and the sweeper lets it be taken up again from its last step.
 */
async function conclude(
  system: EngineSystem,
  { id, run_id, lane }: OperationRow,
  settlement: Settlement,
  runner: Runner,
): Promise<void> {
  const settled = { operationId: id, runId: run_id, lane, settlement }
  try {
    const row = await patiently(system.stop, () => system.books.settle(settled))
    system.announce(id)
    if (row === undefined) return
    system.announce(row.id)
    runner.run(row)
  } catch (error) {
    system.log.error({ err: error, operationId: id }, 'an operation could not be settled')
  }
}

/** A mistake of ours outside of the steps. */
function broken(
  system: EngineSystem,
  row: OperationRow,
  steps: Operation['steps'],
  error: unknown,
): Settlement {
  system.log.error({ err: error, operationId: row.id }, 'an operation broke outside of its steps')
  const { step: _none, ...failure } = failureOf(error, '')
  return {
    state: 'failed',
    steps: steps.map((step) => (step.state === 'running' ? { ...step, state: 'failed' } : step)),
    error: failure,
  }
}

function strike({ run, faults }: Walk, step: Step, phase: FaultPhase): Promise<void> {
  const { operationId, workflow } = run
  return faults.strike({ operationId, workflow: workflow.name, step: step.name, phase })
}

/** So that later steps see the same whether the answer is fresh or was read back after a crash. */
function asJson(answer: unknown): unknown {
  if (answer === undefined) return null
  return JSON.parse(JSON.stringify(answer), (_name, value) =>
    typeof value === 'string' ? storable(value) : value,
  )
}

function leftBehind(step: Step): string {
  return `Cleaning up stopped at "${step.title}", so something may be left; the log of the control plane tells what.`
}
