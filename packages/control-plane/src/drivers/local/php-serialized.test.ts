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
  `a:60000:{${Array.from({ length: 60_000 }, (_, index) => `i:${index};N;`).join('')}}`,
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
