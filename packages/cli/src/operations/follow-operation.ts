import { setTimeout as pause } from 'node:timers/promises'
import { AipressError, isSettled, type Operation, watchOperation } from '@aipress/contract'
import { call } from '../platform.ts'
import type { Session } from '../session.ts'
import { showSteps } from './step-progress.ts'

/**
 * A restarting control plane is back within seconds; half a minute without one is an outage that the
 * person should hear of. The count starts again whenever the operation is heard of.
 */
const RECONNECTIONS_MAX = 15
const RECONNECT_PAUSE_MS = 2_000

interface Settings {
  /** Draws the steps on stderr; off for `--json`. */
  progress: boolean
  onChange?: (operation: Operation) => void
}

/** Follows an operation to its end, through restarts of the control plane, and answers its last state. */
export async function followOperation(
  session: Session,
  operation: Pick<Operation, 'operationId'>,
  { progress, onChange }: Settings,
): Promise<Operation> {
  const { operationId } = operation
  const steps = progress ? showSteps(session.terminal) : undefined
  let failures = 0
  try {
    for (;;) {
      try {
        const last = await call(
          session,
          watchOperation,
          { operation: operationId },
          {
            onEvent: (event) => {
              failures = 0
              steps?.show(event)
              onChange?.(event)
            },
          },
        )
        steps?.show(last)
        if (isSettled(last.state)) return last
      } catch (error) {
        throwUnlessPassing(error, operationId, failures)
      }
      failures += 1
      steps?.note('The connection was lost; trying again.')
      await pause(RECONNECT_PAUSE_MS, undefined, { signal: session.signal }).catch(() => undefined)
    }
  } finally {
    steps?.end()
  }
}

function throwUnlessPassing(error: unknown, operationId: string, failures: number): void {
  if (!(error instanceof AipressError)) throw error
  if (error.code === 'cancelled') {
    throw new AipressError('cancelled', 'You left; the operation goes on.', {
      hint: `See how it is going: aipress operation watch ${operationId}`,
      cause: error,
    })
  }
  if (error.code !== 'platform_unavailable') throw error
  if (failures < RECONNECTIONS_MAX) return
  throw new AipressError('platform_unavailable', error.message, {
    hint: `The operation is not lost. Later, see how it went: aipress operation show ${operationId}`,
    cause: error,
  })
}
