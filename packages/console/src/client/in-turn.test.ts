import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'

test('work begins at once where there is none, and else a piece in each task', async () => {
  const begun: string[] = []
  const begin = (name: string) =>
    inTurn(async () => {
      begun.push(name)
      // Ran only once the task that began this piece is over.
      setImmediate(() => begun.push(`after ${name}`))
      return name
    })
  const answers = ['first', 'second', 'third'].map(begin)
  expect(begun).toEqual(['first'])
  expect(await Promise.all(answers)).toEqual(['first', 'second', 'third'])
  expect(begun.indexOf('after first')).toBeLessThan(begun.indexOf('third'))
})

test('what fails holds up nothing after it', async () => {
  const failing = inTurn(() => Promise.reject(new Error('no')))
  const next = inTurn(async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})
