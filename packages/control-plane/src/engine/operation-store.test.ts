import { newId, type Operation } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ofAccount } from '../kernel/scope.ts'
import { findOperation, operationsAtWork } from './operation-store.ts'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

interface Page {
  items: Operation[]
  nextCursor?: string
}

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard()
  toys = await yard.spawn()
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

test('operations are listed newest first, page by page, each once', async () => {
  const asked: string[] = []
  for (let count = 0; count < 5; count += 1)
    asked.push((await toys.start('do-nothing', {}, 'listed')).operationId)
  await Promise.all(asked.map((id) => yard.settled(id)))
  const first = await toys.call<Page>({ kind: 'list', limit: 2 })
  const second = await toys.call<Page>({ kind: 'list', limit: 2, cursor: first.nextCursor ?? '' })
  const third = await toys.call<Page>({ kind: 'list', limit: 2, cursor: second.nextCursor ?? '' })
  const listed = [...first.items, ...second.items, ...third.items].map(({ operationId }) => operationId)
  expect(listed).toEqual(asked.toReversed())
  expect(third.nextCursor).toBeUndefined()
})

test('an account sees its own operations and no others', async () => {
  const { operationId } = await toys.start('do-nothing', {})
  expect(await findOperation(yard.database.database, operationId, ofAccount('acc_test'))).toMatchObject({
    operationId,
  })
  expect(await findOperation(yard.database.database, operationId, ofAccount('acc_other'))).toBeUndefined()
  expect(await toys.call<Page>({ kind: 'list', limit: 10, scope: ofAccount('acc_other') })).toEqual({
    items: [],
  })
})

test('a cursor that no list has answered is refused', async () => {
  await expect(toys.call({ kind: 'list', limit: 2, cursor: '1; DROP TABLE' })).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

test('the summary counts what runs and what failed within a day', async () => {
  await yard.settled((await toys.start('make-trouble', { kind: 'permanent' })).operationId)
  const running = await toys.start('build-house', { name: 'counted', pauseMs: 1_000 })
  expect(await toys.call({ kind: 'summary' })).toEqual({ running: 1, failedLastDay: 1 })
  await yard.settled(running.operationId)
})

test('an operation asked for again under its id is answered, not begun a second time', async () => {
  const command = {
    kind: 'start',
    toy: 'build-house',
    input: { name: 'once' },
    operationId: newId('operation'),
  }
  const ask = () => toys.call<Operation>({ ...command, kind: 'start' })
  expect((await ask()).operationId).toBe(command.operationId)
  await yard.settled(command.operationId)
  expect(await ask()).toMatchObject({ operationId: command.operationId, state: 'succeeded' })
  const begun = (await yard.journal()).filter((line) => line === `begin ${command.operationId}`)
  expect(begun).toHaveLength(1)
})

test('what is at work is told by lane, and lanes that are idle are left out', async () => {
  const working = await toys.start('build-house', { name: 'at-work', pauseMs: 1_000 }, 'busy-lane')
  const waiting = await toys.start('do-nothing', {}, 'busy-lane')
  const atWork = await operationsAtWork(yard.database.database, ['busy-lane', 'idle-lane'])
  expect([...atWork].map(([lane, { operationId }]) => [lane, operationId])).toEqual([
    ['busy-lane', working.operationId],
  ])
  await Promise.all([working, waiting].map(({ operationId }) => yard.settled(operationId)))
  expect((await operationsAtWork(yard.database.database, ['busy-lane'])).size).toBe(0)
})
