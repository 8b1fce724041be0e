import { isSettled, type Operation, type OperationStep } from '@aipress/contract/operations.ts'
import { Check, CircleDashed, Undo2, X } from 'lucide-react'
import { classNames } from '../ui/class-names.ts'
import { ProblemNote } from '../ui/failure.tsx'
import { formatDuration } from '../ui/format.ts'
import { Spinner } from '../ui/spinner.tsx'
import { operationProgress } from './operation-state.tsx'

/** A thin bar and what is being done now: for cards where the steps would be too much. */
export function OperationBar({ operation }: { operation: Operation }) {
  const share = operationProgress(operation)
  const now =
    operation.steps.find((step) => step.state === 'running')?.title ??
    (operation.state === 'queued' ? 'Waiting for its turn' : 'Nearly there')
  return (
    <div>
      <div
        role="progressbar"
        aria-label={operation.title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-300"
          style={{ width: `${Math.max(share * 100, 4)}%` }}
        />
      </div>
      <p className="mt-1.5 text-soft text-sm">{now} …</p>
    </div>
  )
}

/** Every step with its state and time, and the failure where there was one. */
export function OperationSteps({ operation }: { operation: Operation }) {
  return (
    <div>
      <ol className="space-y-2.5">
        {operation.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      {operation.error !== undefined && <ProblemNote problem={operation.error} className="mt-4" />}
      {operation.error !== undefined && isSettled(operation.state) && (
        <p className="mt-3 text-soft text-sm">
          {operation.state === 'undone'
            ? 'Everything it had begun was undone; nothing is left behind.'
            : 'Cleaning up did not finish. An administrator should look at it.'}
        </p>
      )}
    </div>
  )
}

const STEP_WORDS: Record<OperationStep['state'], string> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  undone: 'undone',
}

function Step({ step }: { step: OperationStep }) {
  const tookMs =
    step.startedAt !== undefined && step.finishedAt !== undefined
      ? Date.parse(step.finishedAt) - Date.parse(step.startedAt)
      : undefined
  return (
    <li className="flex items-center gap-3">
      <span className="flex size-5 shrink-0 items-center justify-center">
        <StepIcon state={step.state} />
      </span>
      <span className={classNames('min-w-0 flex-1', step.state === 'waiting' && 'text-faint')}>
        {step.title}
        <span className="sr-only">: {STEP_WORDS[step.state]}</span>
      </span>
      {tookMs !== undefined && (
        <span className="text-faint text-sm tabular-nums">{formatDuration(tookMs)}</span>
      )}
    </li>
  )
}

function StepIcon({ state }: { state: OperationStep['state'] }) {
  switch (state) {
    case 'waiting':
      return <CircleDashed size={16} aria-hidden className="text-faint" />
    case 'running':
      return (
        <span className="text-accent">
          <Spinner size={17} />
        </span>
      )
    case 'done':
      return <Check size={17} aria-hidden className="text-good" />
    case 'failed':
      return <X size={17} aria-hidden className="text-bad" />
    case 'undone':
      return <Undo2 size={16} aria-hidden className="text-warn" />
  }
}
