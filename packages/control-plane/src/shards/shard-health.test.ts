import type { PartHealth } from '@aipress/contract'
import { expect, test } from 'vitest'
import { remedyFor, restartsSince } from './shard-healing.ts'
import { judge, type Verdict, weigh } from './shard-health.ts'

const part = (name: string, more: Partial<PartHealth> = {}): PartHealth => ({
  name: `shard-001/${name}`,
  healthy: true,
  uptimeSeconds: 100,
  restarts: 0,
  latencyMs: 3,
  ...more,
})
const well = [part('mariadb'), part('redis'), part('php')]
const machine = { isDiskFull: false }
const sick = { healthy: false, problem: 'It is not running.' }

test.each([
  ['all well', well, 'healthy', []],
  ['no database', [part('mariadb', sick)], 'down', ['mariadb: It is not running.']],
  ['no PHP', [part('php', sick)], 'down', ['php: It is not running.']],
  ['no cache', [part('redis', sick)], 'degraded', ['redis: It is not running.']],
  ['no PHP of one site', [part('php-07', sick)], 'degraded', ['php-07: It is not running.']],
  [
    'slow answers',
    [part('php', { latencyMs: 2_001 })],
    'degraded',
    ['php: It takes over 2000 ms to answer.'],
  ],
  ['much memory', [part('php', { memoryBytes: 5e9 })], 'degraded', ['php: It holds over 4 GB.']],
] as const)('%s', (_what, parts, health, reasons) => {
  expect(judge([...parts], machine)).toEqual({ health, reasons })
})

test('a disk that is almost full degrades every shard', () => {
  expect(judge(well, { isDiskFull: true })).toEqual({
    health: 'degraded',
    reasons: ['The disk is almost full.'],
  })
})

test.each([
  ['a quiet shard', { requests: 19, unanswered: 19 }, 'healthy'],
  ['one silence in ten', { requests: 100, unanswered: 10 }, 'healthy'],
  ['more than that', { requests: 100, unanswered: 11 }, 'degraded'],
] as const)('requests that got no answer: %s', (_what, traffic, health) => {
  const reasons =
    health === 'healthy' ? [] : ['php: More than one request in ten got no answer in the last minute.']
  expect(judge(well, { ...machine, traffic })).toEqual({ health, reasons })
})

/** What is recorded after each look. */
function watch(looks: readonly Verdict[]): string[] {
  let recorded: Verdict = { health: 'healthy', reasons: [] }
  let doubt: Parameters<typeof weigh>[1]
  return looks.map((seen) => {
    const weighed = weigh(recorded, doubt, seen)
    if ('change' in weighed) recorded = weighed.change
    doubt = 'doubt' in weighed ? weighed.doubt : undefined
    return recorded.health
  })
}
const healthy: Verdict = { health: 'healthy', reasons: [] }
const down = (reason: string): Verdict => ({ health: 'down', reasons: [reason] })

test('one bad look changes nothing, two do, and two good ones take it back', () => {
  expect(watch([down('a'), healthy, down('a'), healthy])).toEqual(Array(4).fill('healthy'))
  expect(watch([down('a'), down('b'), healthy, healthy])).toEqual(['healthy', 'down', 'down', 'healthy'])
})

test('a part that runs and is silent is restarted at the third look, and again only after a while', () => {
  const silent = part('mariadb', { healthy: false, problem: 'It has not answered.' })
  expect(remedyFor(silent, { looks: 2 })).toBeUndefined()
  expect(remedyFor(silent, { looks: 3 })).toEqual({ kind: 'restart', part: 'mariadb' })
  expect(remedyFor(silent, { looks: 12, triedAt: 3 })).toBeUndefined()
  expect(remedyFor(silent, { looks: 13, triedAt: 3 })).toEqual({ kind: 'restart', part: 'mariadb' })
})

test('one that has just come up is left to recover, and one that does not come up gets its files checked', () => {
  const recovering = part('mariadb', { ...sick, uptimeSeconds: 5 })
  expect(remedyFor(recovering, { looks: 9 })).toBeUndefined()
  expect(remedyFor(part('redis', { ...sick, uptimeSeconds: 0 }), { looks: 3 })).toEqual({
    kind: 'ensure',
    part: 'redis',
  })
})

test('restarts are told once each, and not those before the first look', () => {
  const restarted = [part('php', { restarts: 4 })]
  expect(restartsSince([], restarted)).toEqual([])
  expect(restartsSince(restarted, restarted)).toEqual([])
  expect(restartsSince(restarted, [part('php', { restarts: 5 })])).toEqual([
    'php was started again by the supervisor.',
  ])
})
