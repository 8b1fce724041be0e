import type { Operation } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

let yard: ToyYard
let worker: ToyProcess
let watcher: ToyProcess
beforeAll(async () => {
  yard = await openToyYard()
  worker = await yard.spawn({ executor: 'worker' })
  watcher = await yard.spawn({ executor: 'watcher' })
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

test('any process streams an operation that another runs, until it is settled', async () => {
  const { operationId } = await worker.start('build-house', { name: 'seen', pauseMs: 300 })
  const seen = await watcher.call<Operation[]>({ kind: 'watch', operationId })
  expect(seen.length).toBeGreaterThan(1)
  expect(seen[0]?.steps[0]?.state).not.toBe('done')
  expect(seen.at(-1)).toMatchObject({ state: 'succeeded', operationId })
  expect(seen.at(-1)).toEqual(await yard.find(operationId))
})

test('a watcher learns of the end within a moment, not at its next look', async () => {
  const { operationId } = await worker.start('build-house', { name: 'prompt', pauseMs: 200 })
  await watcher.call<Operation[]>({ kind: 'watch', operationId })
  const { finishedAt = '' } = await yard.settled(operationId)
  expect(Date.now() - Date.parse(finishedAt)).toBeLessThan(800)
})

test('a watcher goes on when its connections are cut', async () => {
  const { operationId } = await worker.start('build-house', { name: 'cut', pauseMs: 500 })
  const watching = watcher.call<Operation[]>({ kind: 'watch', operationId })
  for (let cut = 0; cut < 5; cut += 1) await yard.cutConnections()
  expect((await watching).at(-1)).toMatchObject({ state: 'succeeded' })
}, 30_000)

test('a settled operation is shown once; an unknown one is an error', async () => {
  const { operationId } = await worker.start('do-nothing', {})
  await yard.settled(operationId)
  expect(await watcher.call<Operation[]>({ kind: 'watch', operationId })).toHaveLength(1)
  await expect(watcher.call({ kind: 'watch', operationId: 'op_unknown' })).rejects.toMatchObject({
    code: 'operation_not_found',
  })
})
