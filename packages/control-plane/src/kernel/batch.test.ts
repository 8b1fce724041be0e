import { expect, test } from 'vitest'
import { inBatches } from './batch.ts'

/** Answers each item doubled, once it is told to. */
function held() {
  const batches: number[][] = []
  const release: (() => void)[] = []
  const double = inBatches<number, number>(3, async (items) => {
    batches.push([...items])
    await new Promise<void>((resolve) => release.push(resolve))
    if (items.includes(13)) throw new Error('not this one')
    return items.map((item) => item * 2)
  })
  const next = async () => {
    await expect.poll(() => release.length).toBeGreaterThan(0)
    release.shift()?.()
  }
  return { double, batches, next }
}

test('one item alone is not held up, and what comes meanwhile is done together, so many at most', async () => {
  const { double, batches, next } = held()
  const first = double(1)
  await next()
  expect(await first).toBe(2)
  const answers = Promise.all([2, 3, 4, 5, 6].map(double))
  await next()
  await next()
  expect(await answers).toEqual([4, 6, 8, 10, 12])
  expect(batches).toEqual([[1], [2, 3, 4], [5, 6]])
})

test('where a batch fails, each of its items is tried by itself, and one fails alone', async () => {
  const { double, batches, next } = held()
  const outcomes = Promise.allSettled([13, 1, 2, 3].map(double))
  for (let batch = 1; batch <= 5; batch += 1) await next()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(batches).toEqual([[13, 1, 2], [13], [1], [2], [3]])
})

test('where the connection is lost, nothing is done again', async () => {
  let tries = 0
  const fail = inBatches<number, number>(3, async () => {
    tries += 1
    throw Object.assign(new Error('the connection is gone'), { code: 'ECONNRESET' })
  })
  const outcomes = await Promise.allSettled([1, 2].map(fail))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(tries).toBe(1)
})
