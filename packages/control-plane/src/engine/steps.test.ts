import { afterAll, beforeAll, expect, test } from 'vitest'
import { DO_LIMITS } from './attempt.ts'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard()
  toys = await yard.spawn({ stepTimeoutSeconds: 1 })
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

async function trouble(input: { kind: string; times?: number }) {
  const { operationId } = await toys.start('make-trouble', input)
  const operation = await yard.settled(operationId)
  const journal = await yard.journal()
  const attempts = journal.filter((line) => line === `attempt ${operationId}`).length
  const undos = journal.filter((line) => line === `undo ${operationId}`).length
  return { operation, attempts, undos }
}

test('a step whose failure may pass is tried again', async () => {
  const { operation, attempts } = await trouble({ kind: 'retryable', times: 2 })
  expect(operation.state).toBe('succeeded')
  expect(attempts).toBe(3)
})

test('a failure that does not pass is given up after the stated attempts, and undone', async () => {
  const { operation, attempts } = await trouble({ kind: 'retryable', times: DO_LIMITS.attempts })
  expect(operation).toMatchObject({
    state: 'undone',
    error: { code: 'platform_unavailable', step: 'trouble' },
  })
  expect(attempts).toBe(DO_LIMITS.attempts)
  // The toy counts its failures; one attempt more resets it.
  await trouble({ kind: 'permanent', times: 0 })
}, 30_000)

test('a permanent failure is not tried again, and its text and hint reach the caller', async () => {
  const { operation, attempts } = await trouble({ kind: 'permanent' })
  expect(operation).toMatchObject({
    state: 'undone',
    error: { code: 'site_name_taken', message: 'Taken.', hint: 'Choose another.', step: 'trouble' },
    steps: [{ state: 'undone' }, { state: 'failed' }],
  })
  expect(attempts).toBe(1)
  await trouble({ kind: 'permanent', times: 0 })
})

test('an unexpected error is not tried again, and its text stays in the log', async () => {
  const { operation, attempts } = await trouble({ kind: 'unexpected' })
  expect(operation).toMatchObject({ state: 'undone', error: { code: 'internal_error' } })
  expect(JSON.stringify(operation)).not.toContain('secret')
  expect(attempts).toBe(1)
  await trouble({ kind: 'permanent', times: 0 })
})

test.each(['endless', 'deaf'])(
  'a step that is %s ends at its time limit, and is undone',
  async (kind) => {
    const { operation, attempts } = await trouble({ kind })
    expect(operation).toMatchObject({
      state: 'undone',
      error: { code: 'platform_unavailable', step: 'trouble' },
    })
    expect(attempts).toBe(1)
  },
  30_000,
)

test('where undoing keeps failing, the operation has failed and says what may be left', async () => {
  const { operation, undos } = await trouble({ kind: 'undo-fails' })
  expect(operation).toMatchObject({
    state: 'failed',
    error: { step: 'trouble', hint: expect.stringContaining('"Prepare"') },
  })
  expect(undos).toBe(3)
}, 30_000)
