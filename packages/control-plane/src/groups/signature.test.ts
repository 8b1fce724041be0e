import { AipressError } from '@aipress/contract'
import { expect, test } from 'vitest'
import { createVerifier, SIGNED_HEADERS, sign } from './signature.ts'

const KEY = Buffer.alloc(32, 3)
const REQUEST = { method: 'POST', path: '/control-groups/2/calls', body: '{"call":1}' }

function open(nowMs = 1_000_000) {
  const clock = { nowMs }
  return { clock, verify: createVerifier(KEY, () => clock.nowMs) }
}

const signed = (nowMs: number, request = REQUEST, key = KEY) => new Headers(sign(key, request, nowMs))

function refusal(work: () => void): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AipressError && error.code === 'not_permitted') return error.message
    throw error
  }
  return 'taken'
}

test('a call as it was signed is taken', () => {
  const { verify, clock } = open()
  expect(refusal(() => verify(REQUEST, signed(clock.nowMs)))).toBe('taken')
})

test.each([
  ['another method', { ...REQUEST, method: 'PUT' }],
  ['another path, that of another group', { ...REQUEST, path: '/control-groups/3/calls' }],
  ['another body', { ...REQUEST, body: '{"call":2}' }],
])('%s than was signed is refused', (_what, request) => {
  const { verify, clock } = open()
  expect(refusal(() => verify(request, signed(clock.nowMs)))).toContain('is not signed')
})

test.each(Object.values(SIGNED_HEADERS))('a call with another %s than was signed is refused', (name) => {
  const { verify, clock } = open()
  for (const value of ['', '1000001', 'x'.repeat(43)]) {
    const headers = signed(clock.nowMs)
    headers.set(name, value)
    expect(refusal(() => verify(REQUEST, headers))).toContain('is not signed')
  }
})

test('without headers, or with the key of something else, it is refused', () => {
  const { verify, clock } = open()
  expect(refusal(() => verify(REQUEST, new Headers()))).toContain('is not signed')
  expect(refusal(() => verify(REQUEST, signed(clock.nowMs, REQUEST, Buffer.alloc(32, 4))))).toContain(
    'is not signed',
  )
})

test('the same call is taken once, also after many others', () => {
  const { verify, clock } = open()
  const headers = signed(clock.nowMs)
  verify(REQUEST, headers)
  for (let count = 0; count < 100; count += 1) verify(REQUEST, signed(clock.nowMs))
  expect(refusal(() => verify(REQUEST, headers))).toContain('came before')
  clock.nowMs += 29_000
  expect(refusal(() => verify(REQUEST, headers))).toContain('came before')
})

test('a call from the future is not taken a second time when its time has come', () => {
  const { verify, clock } = open()
  const headers = signed(clock.nowMs + 29_000)
  verify(REQUEST, headers)
  for (const laterMs of [30_000, 28_000]) {
    clock.nowMs += laterMs
    verify(REQUEST, signed(clock.nowMs))
    expect(refusal(() => verify(REQUEST, headers))).toContain('came before')
  }
})

test('a call is taken for half a minute, and none from before the door was there', () => {
  const { verify, clock } = open()
  expect(refusal(() => verify(REQUEST, signed(clock.nowMs - 1)))).toContain('is too old')
  const headers = signed(clock.nowMs)
  clock.nowMs += 30_001
  expect(refusal(() => verify(REQUEST, headers))).toContain('is too old')
  expect(refusal(() => verify(REQUEST, signed(clock.nowMs + 30_001)))).toContain('is too old')
})
