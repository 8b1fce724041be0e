import { randomUUID } from 'node:crypto'
import type { Operation } from '@aipress/contract'
import { DBOS, DBOSWorkflowConflictError } from '@dbos-inc/dbos-sdk'
import { isConnectionLoss } from '../kernel/database.ts'
import { type RetryLimits, retry } from '../kernel/retry.ts'
import { attemptDo, attemptUndo, failureOf } from './attempt.ts'
import { cancelled, isCancellable, refuseCancelled } from './cancel.ts'
import type { FaultPhase } from './faults.ts'
import { type Settlement, settleAndPassOn } from './lanes.ts'
import { takeUp } from './operation-store.ts'
import type { OperationRow } from './operation-table.ts'
import { createProgress, createRun, type Progress, type Run } from './run.ts'
import type { EngineSystem } from './system.ts'
import type { Step } from './workflow.ts'

/**
 * Walks an operation's steps; the one function that DBOS runs.
 *
 * DBOS may call it again at any point, in this process or another, so all that decides anything goes
 * through `runStep`, which answers what was recorded where it ran before. Steps answer an outcome and
 * never throw: how a failure is recorded is then ours, and a replay sees exactly what the first run saw.
 */
export function createRunner(system: EngineSystem) {
  return async function run(operationId: string): Promise<void> {
    const run = await begin(system, operationId)
    if (!run) return
    const giveBack = await system.slots.take()
    const leave = () => {
      giveBack()
      if (system.runs.get(operationId) === run) system.runs.delete(operationId)
    }
    try {
      const settlement = await walk({
        ...system,
        run,
        progress: createProgress(run, system.database),
        results: {},
        leave,
      })
      await conclude(system, run, settlement, leave)
    } catch (error) {
      if (run.signal.aborted || error instanceof DBOSWorkflowConflictError) return await leaveToAnother(leave)
      system.log.error({ err: error, operationId }, 'an operation broke outside of its steps')
      await conclude(system, run, broken(run, error), leave)
    } finally {
      leave()
    }
  }
}

/** Beyond this, the process dies because of what the step does, and trying again would go on for ever. */
const RECOVERIES_MAX = 20
/** Undoing begins after that many, and gets as many of its own. */
const RECOVERIES_MAX_UNDOING = 40

/** Ten minutes: as PostgreSQL away for longer is a matter for people, and restarting continues the operation. */
const BOOKKEEPING_LIMITS: RetryLimits = { attempts: 300, firstDelayMs: 50, delayMsMax: 2_000 }

type Outcome = { ok: true; answer: unknown } | { ok: false; failure: NonNullable<Operation['error']> }

interface Walk extends EngineSystem {
  readonly run: Run
  readonly progress: Progress
  /** Answers of the steps so far, by name. */
  readonly results: Record<string, unknown>
  leave(): void
}

async function begin(system: EngineSystem, operationId: string): Promise<Run | undefined> {
  const row = system.recorded.get(operationId) ?? (await takeUpPatiently(system, operationId))
  system.recorded.delete(operationId)
  if (!row) return undefined
  const workflow = system.workflows.get(row.workflow) ?? missingWorkflow(row.workflow)
  const run = createRun(row, workflow, system.stop)
  system.runs.get(operationId)?.abandon()
  system.runs.set(operationId, run)
  return run
}

async function takeUpPatiently(system: EngineSystem, operationId: string): Promise<OperationRow | undefined> {
  const take = { operationId, executor: system.self.executor, runId: randomUUID() }
  try {
    return await retry(() => takeUp(system.database, take), isConnectionLoss, BOOKKEEPING_LIMITS, system.stop)
  } catch (error) {
    if (system.stop.aborted || isConnectionLoss(error)) return leaveToAnother(() => undefined)
    throw error
  }
}

async function walk(context: Walk): Promise<Settlement> {
  const { run, progress, results } = context
  for (const [index, step] of run.workflow.steps.entries()) {
    const outcome = await DBOS.runStep(() => performDo(context, index, step), { name: step.name })
    if (!outcome.ok) return undoFrom(context, index, outcome.failure)
    results[step.name] = outcome.answer
    if (run.steps[index]?.state !== 'undone') progress.show(index, 'done')
  }
  await progress.close()
  return { state: 'succeeded', steps: run.steps }
}

/** The failed step is undone as well: its effect can precede its record. */
async function undoFrom(
  context: Walk,
  failedIndex: number,
  failure: NonNullable<Operation['error']>,
): Promise<Settlement> {
  const { run, progress } = context
  run.state = 'undoing'
  progress.show(failedIndex, 'failed')
  for (let index = failedIndex; index >= 0; index -= 1) {
    const step = run.workflow.steps[index]
    if (!step) continue
    const outcome = await DBOS.runStep(() => performUndo(context, step), { name: `undo:${step.name}` })
    if (!outcome.ok) {
      await progress.close()
      return { state: 'failed', steps: run.steps, error: { ...failure, hint: leftBehind(step) } }
    }
    if (index !== failedIndex) progress.show(index, 'undone')
  }
  await progress.close()
  return { state: 'undone', steps: run.steps, error: failure }
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
  const { run, log, leave } = context
  try {
    if (run.recoveries > recoveriesMax)
      throw new Error(`The process has ended ${run.recoveries} times during this operation.`)
    return { ok: true, answer: asJson(await attempt()) }
  } catch (error) {
    if (run.signal.aborted) return leaveToAnother(leave)
    if (run.cancelled.aborted && run.state === 'running')
      return { ok: false, failure: failureOf(cancelled(), step.name) }
    log.error({ err: error, operationId: run.operationId, step: step.name }, 'a step of an operation failed')
    return { ok: false, failure: failureOf(error, step.name) }
  }
}

/** Retried well beyond the steps' limits: an operation that cannot be settled would block its lane. */
async function conclude(system: EngineSystem, run: Run, settlement: Settlement, leave: () => void) {
  const next = { executor: system.self.executor, runId: randomUUID() }
  const settled = { operationId: run.operationId, lane: run.lane, settlement }
  try {
    const row = await retry(
      () => settleAndPassOn(system.database, settled, next),
      isConnectionLoss,
      BOOKKEEPING_LIMITS,
      system.stop,
    )
    if (row) system.startRecorded(row)
  } catch (error) {
    system.log.error({ err: error, operationId: run.operationId }, 'an operation could not be settled')
    await leaveToAnother(leave)
  }
}

function broken(run: Run, error: unknown): Settlement {
  const { step: _none, ...failure } = failureOf(error, '')
  const steps = run.steps.map((step) =>
    step.state === 'running' ? { ...step, state: 'failed' as const } : step,
  )
  return { state: 'failed', steps, error: failure }
}

/**
 * Ends this process's part without an outcome: anything returned or thrown would be recorded as one.
 * Whoever takes the operation up goes on after the last recorded step.
 */
function leaveToAnother(leave: () => void): Promise<never> {
  leave()
  return new Promise<never>(() => undefined)
}

function strike({ run, faults }: Walk, step: Step, phase: FaultPhase): Promise<void> {
  return faults.strike({ workflow: run.workflow.name, step: step.name, phase })
}

/** So that later steps see the same whether the answer is fresh or was read back after a crash. */
function asJson(answer: unknown): unknown {
  return answer === undefined ? null : JSON.parse(JSON.stringify(answer))
}

function leftBehind(step: Step): string {
  return `Cleaning up stopped at "${step.title}", so something may be left; the log of the control plane tells what.`
}

function missingWorkflow(name: string): never {
  throw new Error(`An operation needs the workflow ${name}, which this version does not have.`)
}
