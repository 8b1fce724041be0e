import { isSettled, type Operation, type OperationState } from '@aipress/contract/operations.ts'
import { StateDot, type Tone } from '../ui/badge.tsx'

const STATES: Record<OperationState, { label: string; tone: Tone }> = {
  queued: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Running', tone: 'active' },
  succeeded: { label: 'Done', tone: 'good' },
  undoing: { label: 'Undoing', tone: 'warn' },
  undone: { label: 'Undone', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
}

export function OperationStateDot({ state }: { state: OperationState }) {
  return <StateDot tone={STATES[state].tone}>{STATES[state].label}</StateDot>
}

export const OPERATION_STATE_LABELS = Object.entries(STATES).map(([value, { label }]) => ({
  value: value as OperationState,
  label,
}))

/** How long it took, or has taken until now. */
export function operationDurationMs(operation: Operation, nowMs: number): number | undefined {
  if (operation.startedAt === undefined) return undefined
  const endMs = operation.finishedAt === undefined ? nowMs : Date.parse(operation.finishedAt)
  return Math.max(0, endMs - Date.parse(operation.startedAt))
}

/** Share of steps done, for a bar. */
export function operationProgress(operation: Operation): number {
  if (operation.state === 'succeeded') return 1
  if (operation.steps.length === 0) return isSettled(operation.state) ? 1 : 0
  const weight = operation.steps.reduce(
    (sum, step) => sum + (step.state === 'done' ? 1 : step.state === 'running' ? 0.5 : 0),
    0,
  )
  return weight / operation.steps.length
}
