import type { Operation } from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fault, FaultPhase } from './faults.ts'
import type { Workflow } from './workflow.ts'

/** A running platform, or enough of one, on which a workflow can be made to fail and its process to die. */
export interface WorkflowSubject extends AsyncDisposable {
  /** Asks for the operation, for a new thing at each call. */
  begin(): Promise<Operation>
  /** Arms the faults of the process that runs the operation. */
  faults(faults: readonly Fault[]): Promise<void>
  /** Waits until the operation is settled; somebody starts a process again that dies. */
  settled(operationId: string): Promise<Operation>
  /** Whatever the workflow makes, in a form that can be compared. */
  inventory(): Promise<unknown>
  /** Proves that what the operation was to make is there, complete and once, and takes it away. */
  proveDone(operation: Operation): Promise<void>
}

/** Long enough for a platform to start again and clean up; a test that takes this long has failed. */
const TEST_TIMEOUT_MS = 90_000
/** A platform from nothing, on a machine that is busy with another one. */
const OPEN_TIMEOUT_MS = 180_000

/**
 * What every workflow owes, whatever it does: failing anywhere leaves nothing behind, and dying
 * anywhere, also while undoing, loses and doubles nothing.
 */
// biome-ignore lint/suspicious/noExplicitAny: whatever its input and services
export function describeWorkflow(workflow: Workflow<any, any>, open: () => Promise<WorkflowSubject>) {
  const steps = workflow.steps.map(({ name }) => name)
  const last = steps.at(-1) ?? ''
  const undoable = workflow.steps.filter(({ undo }) => typeof undo === 'function').map(({ name }) => name)

  describe(`workflow ${workflow.name}`, { timeout: TEST_TIMEOUT_MS }, () => {
    let subject: WorkflowSubject
    beforeAll(async () => {
      subject = await open()
    }, OPEN_TIMEOUT_MS)
    afterAll(() => subject?.[Symbol.asyncDispose](), TEST_TIMEOUT_MS)

    async function runWith(...faults: { step: string; phase: FaultPhase; kind: Fault['kind'] }[]) {
      await subject.faults(faults.map((fault) => ({ workflow: workflow.name, ...fault })))
      const operation = await subject.begin()
      return subject.settled(operation.operationId)
    }

    describe.each(['before', 'after'] as const)('%s', (phase) => {
      test.each(steps)('failing there at %s leaves nothing behind', async (step) => {
        const before = await subject.inventory()
        const operation = await runWith({ step, phase, kind: 'fail' })
        expect(operation).toMatchObject({ state: 'undone', error: { step } })
        expect(await subject.inventory()).toEqual(before)
      })

      test.each(steps)('dying there at %s, it is completed by the next process', async (step) => {
        const before = await subject.inventory()
        const operation = await runWith({ step, phase, kind: 'kill' })
        expect(operation).toMatchObject({ state: 'succeeded', recoveries: 1 })
        expect(operation.steps.map(({ state }) => state)).toEqual(steps.map(() => 'done'))
        await subject.proveDone(operation)
        expect(await subject.inventory()).toEqual(before)
      })
    })

    test.each(undoable)('dying while undoing %s, the next process undoes the rest', async (step) => {
      const before = await subject.inventory()
      const operation = await runWith(
        { step: last, phase: 'after', kind: 'fail' },
        { step, phase: 'after-undo', kind: 'kill' },
      )
      expect(operation).toMatchObject({ state: 'undone', error: { step: last }, recoveries: 1 })
      expect(await subject.inventory()).toEqual(before)
    })
  })
}
