import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('work of one key follows on one another in order, though one fails; that of another key does not wait', async () => {
  const turns = createTurns()
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = turns.take('a', async () => {
    await gate.promise
    seen.push('first')
    throw new Error('the first fails')
  })
  const second = turns.take('a', async () => seen.push('second'))
  await turns.take('b', async () => seen.push('other'))
  expect(seen).toEqual(['other'])
  gate.resolve()
  await expect(first).rejects.toThrow('the first fails')
  await second
  expect(seen).toEqual(['other', 'first', 'second'])
})

test('who no longer wants a turn leaves the line, and those behind still wait for those before', async () => {
  const turns = createTurns()
  const seen: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = turns.take('a', () => gate.promise)
  const impatient = new AbortController()
  const second = turns.take('a', async () => seen.push('second'), impatient.signal)
  const third = turns.take('a', async () => seen.push('third'))
  impatient.abort(new Error('no longer wanted'))
  await expect(second).rejects.toThrow('no longer wanted')
  expect([turns.isTaken('a'), seen]).toEqual([true, []])
  gate.resolve()
  await Promise.all([first, third])
  expect([turns.isTaken('a'), seen]).toEqual([false, ['third']])
})
