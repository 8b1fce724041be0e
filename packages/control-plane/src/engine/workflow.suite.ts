import type { Operation } from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Fault, FaultPhase, StruckFault } from './faults.ts'
import type { Workflow } from './workflow.ts'

/** A running platform, or enough of one, on which a workflow can be made to fail and its process to die. */
export interface WorkflowSubject extends AsyncDisposable {
  /** Asks for the operation on the thing of this number, from 0. */
  begin(thing: number): Promise<Operation>
  /** Arms the faults of the process that runs the operations. */
  faults(faults: readonly Fault[]): Promise<void>
  /** Those that have struck so far. */
  struck(): Promise<readonly StruckFault[]>
  /** SIGKILL to the process that runs the operations; another is started. */
  kill(): Promise<void>
  /** Waits until the operation is settled. */
  settled(operationId: string): Promise<Operation>
  /** Whatever the workflow makes, in a form that can be compared. */
  inventory(): Promise<unknown>
  /** Proves that what the operation was to make is there, complete and once. */
  proveDone(operation: Operation, thing: number): Promise<void>
  /** Takes away again what the operation made. */
  takeAway(operation: Operation, thing: number): Promise<void>
}

/** A whole platform from nothing, and as many operations at once as there are points, on a busy machine. */
const BATCH_TIMEOUT_MS = 300_000
const PROOF_TIMEOUT_MS = 90_000
const STRUCK_WITHIN = { timeout: 120_000, interval: 100 }

interface Point {
  readonly step: string
  readonly phase: FaultPhase
}

interface Ended {
  readonly thing: number
  readonly operation: Operation
}

/**
 * What every workflow owes, whatever it does: failing anywhere leaves nothing behind, and dying
 * anywhere, also while undoing, loses and doubles nothing. One operation per point, all of them at
 * the same time: those that are to die stand still at their points until the process is killed.
 */
export function describeWorkflow(
  // biome-ignore lint/suspicious/noExplicitAny: whatever its input and services
  workflow: Workflow<any, any>,
  /** @param things how many things there are to be at least */
  open: (things: number) => Promise<WorkflowSubject>,
  /** Of a workflow that includes others, which are struck in a test of their own: the steps to strike here. */
  struckSteps = workflow.steps.map(({ name }) => name),
) {
  const last = workflow.steps.at(-1)?.name ?? ''
  const steps = struckSteps
  const undoable = workflow.steps
    .filter(({ name, undo }) => typeof undo === 'function' && struckSteps.includes(name))
    .map(({ name }) => name)
  const points = steps.flatMap((step): Point[] => [
    { step, phase: 'before' },
    { step, phase: 'after' },
  ])
  const undoPoints = undoable.map((step): Point => ({ step, phase: 'after-undo' }))
  const faultsAt = (places: readonly Point[], kind: Fault['kind']) =>
    places.map((point): Fault => ({ workflow: workflow.name, ...point, kind }))

  describe(`workflow ${workflow.name}`, { timeout: PROOF_TIMEOUT_MS }, () => {
    let subject: WorkflowSubject
    let before: unknown
    let ended: Map<string, Ended>
    beforeAll(async () => {
      subject = await open(points.length)
    }, BATCH_TIMEOUT_MS)
    afterAll(() => subject?.[Symbol.asyncDispose](), PROOF_TIMEOUT_MS)

    describe('failing', () => {
      beforeAll(async () => {
        before = await subject.inventory()
        ended = await endAtEach(subject, { points, faults: faultsAt(points, 'fail') })
      }, BATCH_TIMEOUT_MS)

      test.each(points)('$phase $step, it is undone', ({ step, phase }) => {
        expect(endedAt(ended, { step, phase }).operation).toMatchObject({ state: 'undone', error: { step } })
      })

      test('anywhere leaves nothing behind', async () => {
        expect(await subject.inventory()).toEqual(before)
      })
    })

    describe('dying', () => {
      beforeAll(async () => {
        before = await subject.inventory()
        ended = await endAtEach(subject, { points, faults: faultsAt(points, 'stall'), dies: true })
      }, BATCH_TIMEOUT_MS)

      test.each(points)('$phase $step, it is completed by the next process', async (point) => {
        const { operation, thing } = endedAt(ended, point)
        expect(operation).toMatchObject({ state: 'succeeded', recoveries: 1 })
        expect(operation.steps.map(({ state }) => state)).toEqual(workflow.steps.map(() => 'done'))
        await subject.proveDone(operation, thing)
      })

      test(
        'anywhere leaves nothing besides what was to be made',
        async () => {
          const all = [...ended.values()]
          await Promise.all(all.map(({ operation, thing }) => subject.takeAway(operation, thing)))
          expect(await subject.inventory()).toEqual(before)
        },
        BATCH_TIMEOUT_MS,
      )
    })

    describe('dying while undoing', () => {
      beforeAll(async () => {
        before = await subject.inventory()
        const failing = faultsAt(
          undoPoints.map((): Point => ({ step: last, phase: 'after' })),
          'fail',
        )
        const faults = [...failing, ...faultsAt(undoPoints, 'stall')]
        ended = await endAtEach(subject, { points: undoPoints, faults, dies: true })
      }, BATCH_TIMEOUT_MS)

      test.each(undoable)('%s, the next process undoes the rest', (step) => {
        expect(endedAt(ended, { step, phase: 'after-undo' }).operation).toMatchObject({
          state: 'undone',
          error: { step: last },
          recoveries: 1,
        })
      })

      test('anything leaves nothing behind', async () => {
        expect(await subject.inventory()).toEqual(before)
      })
    })
  })
}

interface Batch {
  readonly points: readonly Point[]
  readonly faults: readonly Fault[]
  readonly dies?: boolean
}

/** Begins an operation for each point and waits for their ends; by point, as which is struck where is chance. */
async function endAtEach(subject: WorkflowSubject, { points, faults, dies }: Batch) {
  await subject.faults(faults)
  const things = new Map<string, number>()
  const begin = async (thing: number) => things.set((await subject.begin(thing)).operationId, thing)
  await Promise.all(points.keys().map(begin))
  const struck = await vi.waitFor(async () => {
    const all = (await subject.struck()).filter(({ operationId }) => things.has(operationId))
    expect(all).toHaveLength(faults.length)
    return all
  }, STRUCK_WITHIN)
  if (dies) await subject.kill()
  const ended = new Map<string, Ended>()
  // The last fault of an operation is the one that it was there for.
  for (const { operationId, ...point } of struck) {
    const operation = await subject.settled(operationId)
    ended.set(keyOf(point), { operation, thing: things.get(operationId) ?? 0 })
  }
  return ended
}

function endedAt(ended: ReadonlyMap<string, Ended>, point: Point): Ended {
  const one = ended.get(keyOf(point))
  if (one === undefined) throw new Error(`No operation was struck ${point.phase} ${point.step}.`)
  return one
}

const keyOf = ({ step, phase }: Point) => `${phase} ${step}`
