import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard()
  toys = await yard.spawn()
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

const cancel = (operationId: string, by: ToyProcess = toys) => by.call({ kind: 'cancel', operationId })

const begun = (operationId: string) =>
  vi.waitFor(async () => expect(await yard.journal()).toContain(`begin ${operationId}`), { timeout: 10_000 })

test('an operation that is cancelled ends its step early, and what it did is undone', async () => {
  const startedAt = performance.now()
  const { operationId } = await toys.start('build-house', { name: 'early', pauseMs: 60_000 })
  await begun(operationId)
  await cancel(operationId)
  const operation = await yard.settled(operationId)
  expect(operation).toMatchObject({
    state: 'undone',
    error: { code: 'operation_cancelled', step: 'lay-ground' },
  })
  expect(performance.now() - startedAt).toBeLessThan(30_000)
})

test('one that another process runs is cancelled at its next step', async () => {
  const other = await yard.spawn({ executor: 'another' })
  const { operationId } = await other.start('build-house', { name: 'elsewhere', pauseMs: 1_000 })
  await begun(operationId)
  await cancel(operationId)
  expect(await yard.settled(operationId)).toMatchObject({
    state: 'undone',
    error: { code: 'operation_cancelled' },
  })
})

test('one that waits its turn is undone before it has done anything', async () => {
  const first = await toys.start('build-house', { name: 'first', pauseMs: 500 }, 'queue')
  const second = await toys.start('build-house', { name: 'second' }, 'queue')
  expect(second.state).toBe('queued')
  await cancel(second.operationId)
  expect(await yard.settled(first.operationId)).toMatchObject({ state: 'succeeded' })
  expect(await yard.settled(second.operationId)).toMatchObject({
    state: 'undone',
    steps: [{ state: 'failed' }, { state: 'waiting' }, { state: 'waiting' }, { state: 'waiting' }],
  })
  expect(await yard.journal()).not.toContain(`begin ${second.operationId}`)
})

test('what has ended, cannot be cancelled or does not exist is refused with what to do', async () => {
  const done = await toys.start('build-house', { name: 'done' })
  await yard.settled(done.operationId)
  await expect(cancel(done.operationId)).rejects.toMatchObject({ code: 'operation_not_cancellable' })
  const other = await toys.start('make-trouble', { kind: 'endless' })
  await expect(cancel(other.operationId)).rejects.toMatchObject({ code: 'operation_not_cancellable' })
  await expect(cancel('op_none')).rejects.toMatchObject({ code: 'operation_not_found' })
})
