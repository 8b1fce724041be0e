import { expect, test } from 'vitest'
import { type CpuCredits, countCredits, FULL_AFTER_MS, fullCredits } from './cpu-credits.ts'

const QUARTER = 0.25

/** Two turns a second for so long, in which it takes so much of the processors. */
function after(credits: CpuCredits, seconds: number, processors: number, sustained = QUARTER): CpuCredits {
  return Array.from({ length: seconds * 2 }).reduce<CpuCredits>(
    (before) =>
      countCredits(
        before,
        sustained,
        { usedSeconds: before.usedSeconds + processors / 2 },
        before.atMs + 500,
      ),
    credits,
  )
}

const full = fullCredits(QUARTER, 100, 0)

test('a site that takes no more than it may for good never spends its credits', () => {
  expect(after(full, 3_600, QUARTER)).toMatchObject({ seconds: 4, isSpent: false })
})

test('a burst is had whole, and who goes on is spent', () => {
  expect(after(full, 2, 2).isSpent).toBe(false)
  expect(after(full, 3, 2).isSpent).toBe(true)
  expect(after(full, 3_600, 2).isSpent).toBe(true)
})

test('a tier that may take more is spent later', () => {
  expect(after(fullCredits(1, 0, 0), 8, 2, 1).isSpent).toBe(false)
  expect(after(fullCredits(1, 0, 0), 17, 2, 1).isSpent).toBe(true)
})

test('a spent site has its whole share again when a quarter is saved, and everything later', () => {
  const spent = after(full, 60, 2)
  expect(after(spent, 3, 0).isSpent).toBe(true)
  expect(after(spent, 4, 0)).toMatchObject({ seconds: 1, isSpent: false })
  expect(after(spent, FULL_AFTER_MS / 1_000, 0).seconds).toBe(4)
  expect(after(spent, 3_600, 0).seconds).toBe(4)
})

test('a new cgroup, whose counter begins at 0, gives nothing back', () => {
  const spent = after(full, 60, 2)
  expect(countCredits(spent, QUARTER, { usedSeconds: 0.5 }, spent.atMs + 500)).toMatchObject({
    seconds: 0,
    isSpent: true,
  })
})

test('what is used for a site elsewhere, as by its queries, counts as its own', () => {
  const spent = countCredits(full, QUARTER, { usedSeconds: 101, besidesSeconds: 3.5 }, 500)
  expect(spent).toMatchObject({ seconds: 0, usedSeconds: 101, isSpent: true })
})
