import { execa } from 'execa'
import { expect, test } from 'vitest'
import { parsePhpSerialized } from './php-serialized.ts'
import { eventsOf } from './scheduled-events.ts'

const serialized = async (expression: string) =>
  Buffer.from((await execa('php', ['-r', `echo serialize(${expression});`], { encoding: 'buffer' })).stdout)

test('what PHP writes is read, in bytes and not in characters', async () => {
  const bytes = await serialized(
    `['a' => null, 5 => [true, false, -3, 1.5, 'Grüße "};'], -1 => (object) ['x' => 'y']]`,
  )
  expect(parsePhpSerialized(bytes)).toEqual(
    new Map<unknown, unknown>([
      ['a', null],
      [5, new Map<unknown, unknown>([...[true, false, -3, 1.5, 'Grüße "};'].entries()])],
      [-1, new Map([['x', 'y']])],
    ]),
  )
})

const DAMAGED = [
  '',
  'x',
  'i:1',
  'i:1;i:2;',
  's:5:"abc";',
  's:99999999:"a";',
  'a:2:{i:0;i:1;}',
  'a:-1:{}',
  'a:1:{a:0:{}i:1;}',
  `${'a:1:{i:0;'.repeat(50)}N;${'}'.repeat(50)}`,
]

test.each(DAMAGED.map((text) => [text.slice(0, 40), text]))(
  'what it would not write is refused: %s',
  (_, text) => {
    expect(() => parsePhpSerialized(Buffer.from(text))).toThrow('Not what PHP')
  },
)

test('events come in the order of their times, and what is none is passed over', async () => {
  const option = await serialized(`[
    'version' => 2, 2000 => ['later' => ['k' => ['schedule' => 'hourly', 'args' => [], 'interval' => 3600]]],
    1000 => ['first' => ['k' => ['schedule' => false, 'args' => [str_repeat('x', 500)]]], 'none' => 'x'], 9e15 => 7]`)
  expect(eventsOf(option)).toMatchObject([
    {
      hook: 'first',
      dueAt: new Date(1_000_000),
      schedule: undefined,
      args: expect.stringMatching(/^\["x+…$/),
    },
    { hook: 'later', dueAt: new Date(2_000_000), schedule: 'hourly', intervalSeconds: 3600, args: '[]' },
  ])
  expect(() => eventsOf(Buffer.from('a:1:{'))).toThrow('cannot be read')
})

const SEVEN_THOUSAND = `array_combine(range(1001, 8000), array_fill(0, 7000,
  ['import' => ['k' => ['schedule' => 'hourly', 'args' => ['a', 'b'], 'interval' => 3600]]])) + ['version' => 2]`

test('of thousands of events, more than are read, the first are told', async () => {
  const events = eventsOf(await serialized(SEVEN_THOUSAND))
  expect(events).toHaveLength(1_000)
  expect(events[0]).toMatchObject({ hook: 'import', dueAt: new Date(1_001_000), args: '["a","b"]' })
})

test('of an option that was cut anywhere, what is whole is told, and what is damaged is refused', async () => {
  const option = await serialized(`[1000 => ['first' => ['k' => ['schedule' => false, 'args' => []]]],
    2000 => ['second' => ['k' => ['schedule' => 'hourly', 'args' => [7], 'interval' => 60]]], 'version' => 2]`)
  const whole = parsePhpSerialized(option, { isPart: true })
  expect(whole).toEqual(parsePhpSerialized(option))
  for (let length = 6; length < option.length; length += 1) {
    const part = parsePhpSerialized(option.subarray(0, length), { isPart: true })
    expect(part).toBeInstanceOf(Map)
    expect(
      [...(part as Map<unknown, unknown>).keys()].every(
        (key) => key === 1000 || key === 2000 || key === 'version',
      ),
    ).toBe(true)
  }
  expect(() => parsePhpSerialized(Buffer.from('a:2:{i:1;x:}'), { isPart: true })).toThrow('Not what PHP')
})
