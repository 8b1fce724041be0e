import { expect, test } from 'vitest'
import { createLiveness } from './liveness.ts'

const DEAD_AFTER_MS = 10_000

function watched() {
  const clock = { ms: 0 }
  const liveness = createLiveness(DEAD_AFTER_MS, () => clock.ms)
  /** Names of the silent, after so many milliseconds more. */
  const lookAfter = (ms: number, beats: Record<string, string>) => {
    clock.ms += ms
    return [...liveness.look(new Map(Object.entries(beats))).keys()]
  }
  return lookAfter
}

test('whoever does not beat for ten seconds is silent, and is not once it has beaten again', () => {
  const lookAfter = watched()
  expect(lookAfter(0, { a: '1', b: '1' })).toEqual([])
  expect(lookAfter(6_000, { a: '2', b: '1' })).toEqual([])
  expect(lookAfter(6_000, { a: '3', b: '1' })).toEqual(['b'])
  expect(lookAfter(1_000, { a: '3', b: '2' })).toEqual([])
})

test.each(['an hour back', 'an hour ahead'])(
  'a beat whose clock has jumped %s is a beat like any',
  (jump) => {
    const lookAfter = watched()
    const hour = jump === 'an hour back' ? 11 : 13
    expect(lookAfter(0, { a: '12:00:00' })).toEqual([])
    expect(lookAfter(9_000, { a: `${hour}:00:09` })).toEqual([])
    expect(lookAfter(9_000, { a: `${hour}:00:18` })).toEqual([])
    expect(lookAfter(9_000, { a: `${hour}:00:18` })).toEqual([])
    expect(lookAfter(2_000, { a: `${hour}:00:18` })).toEqual(['a'])
  },
)

test('who has not looked for long itself takes nobody for silent', () => {
  const lookAfter = watched()
  expect(lookAfter(0, { a: '1' })).toEqual([])
  expect(lookAfter(11_000, { a: '1' })).toEqual([])
  expect(lookAfter(9_000, { a: '1' })).toEqual([])
  expect(lookAfter(2_000, { a: '1' })).toEqual(['a'])
})

test('somebody who was away is seen for the first time again', () => {
  const lookAfter = watched()
  expect(lookAfter(0, { a: '1' })).toEqual([])
  expect(lookAfter(6_000, {})).toEqual([])
  expect(lookAfter(6_000, { a: '1' })).toEqual([])
})
