import { expect, test } from 'vitest'
import type { CronRun } from '../platform/cron-host.ts'
import { judge, restSecondsOf, runAtOf } from './cron-rules.ts'

const NOW = Date.UTC(2026, 10, 30, 12)
const FRESH = { failures: 0, failing: {} }
const run = (more: Partial<CronRun> = {}): CronRun => ({ kind: 'ran', events: [], durationMs: 1, ...more })
const event = (hook: string, problem?: string) => ({ hook, durationMs: 1, problem })
const inMs = (date: Date | null | undefined) => (date?.getTime() ?? Number.NaN) - NOW

test('a site is started a little after something is due, at most 3.2 seconds, and long past dues from now', () => {
  expect(inMs(runAtOf(new Date(NOW + 60_000), NOW, () => 0))).toBe(60_200)
  expect(inMs(runAtOf(new Date(NOW + 60_000), NOW, () => 1))).toBe(63_200)
  expect(inMs(runAtOf(new Date(0), NOW, () => 0))).toBe(200)
  expect(runAtOf(null, NOW)).toBeNull()
})

test('a hook that fails rests longer each time, six hours at most, and is forgiven once it succeeds', () => {
  expect([0, 1, 2, 3, 20].map(restSecondsOf)).toEqual([0, 120, 240, 480, 21_600])
  const once = judge(run({ events: [event('bad', 'no'), event('good')] }), FRESH, NOW)
  expect(once).toMatchObject({ failing: { bad: 1 }, outcome: 'failed', notBefore: null })
  const twice = judge(run({ events: [event('bad', 'no')] }), once, NOW)
  expect(twice.failing).toEqual({ bad: 2 })
  expect(judge(run({ events: [event('bad')] }), twice, NOW)).toMatchObject({
    failing: {},
    outcome: 'succeeded',
  })
})

test('no more than fifty failing hooks are remembered of a site', () => {
  const events = Array.from({ length: 80 }, (_, index) => event(`hook_${index}`, 'no'))
  expect(Object.keys(judge(run({ events }), FRESH, NOW).failing)).toHaveLength(50)
})

test('a site that cannot be started is tried after 1, 2, 4 … minutes, then each hour', () => {
  const pauses: number[] = []
  let state: { failures: number; failing: Readonly<Record<string, number>> } = FRESH
  for (let times = 0; times < 8; times += 1) {
    const verdict = judge(run({ kind: 'broken', problem: 'HTTP 500' }), state, NOW)
    pauses.push(inMs(verdict.notBefore) / 60_000)
    state = verdict
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
  expect(judge(run({ events: [event('good')] }), state, NOW)).toMatchObject({ failures: 0, notBefore: null })
})

test('a site that says it is due and has nothing to do is left alone for a minute', () => {
  expect(inMs(judge(run({ nextDueAt: new Date(NOW - 1) }), FRESH, NOW).notBefore)).toBe(60_000)
  expect(judge(run({ nextDueAt: new Date(NOW + 1) }), FRESH, NOW)).toMatchObject({
    notBefore: null,
    outcome: undefined,
  })
})
