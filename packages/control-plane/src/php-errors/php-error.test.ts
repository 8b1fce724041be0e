import { expect, test } from 'vitest'
import { countErrors, parseLoggedError } from './php-error.ts'

const HOME = '/var/lib/aipress/shards/shard-001/sites/04/releases/wordpress-7/wp-content'
const at = (text: string, second = '04') => `[30-Nov-2026 09:40:${second} UTC] ${text}`

test.each([
  [
    `PHP Fatal error:  Uncaught Error: Call to undefined function bake() in ${HOME}/plugins/shop/cart.php:12`,
    'fatal',
    'Uncaught Error: Call to undefined function bake()',
    'wp-content/plugins/shop/cart.php',
    12,
  ],
  [
    `PHP Warning:  Undefined array key "flour" in /home/x/wordpress/7.1/wp-includes/post.php on line 7`,
    'warning',
    'Undefined array key "flour"',
    'wp-includes/post.php',
    7,
  ],
  [
    'PHP Deprecated:  Old in /x/releases/current/mu-plugins/a.php on line 3',
    'deprecated',
    'Old',
    'wp-content/mu-plugins/a.php',
    3,
  ],
  [
    "WordPress database error Table 'site_04.x' doesn't exist for query SELECT 1 made by require",
    'database',
    "WordPress database error Table 'site_04.x' doesn't exist for query SELECT 1 made by require",
    undefined,
    undefined,
  ],
  ['flour is short', 'message', 'flour is short', undefined, undefined],
])('%s', (text, level, message, file, line) => {
  expect(parseLoggedError(at(text))).toMatchObject({
    level,
    message,
    file,
    line,
    at: new Date('2026-11-30T09:40:04Z'),
  })
})

test('what differs only in values is one error; another line of code is another', () => {
  const warning = (key: string, line: number) =>
    `PHP Warning:  Undefined key "${key}" of ${line} in /x/a.php on line 4`
  const errors = countErrors(
    [
      at(warning('flour', 17), '01'),
      at(warning('salt', 2_400), '02'),
      at('PHP Warning:  Undefined key "flour" of 17 in /x/a.php on line 5', '03'),
    ],
    100,
  )
  expect(errors.map(({ count, line, message }) => [count, line, message])).toEqual([
    [2, 4, 'Undefined key "salt" of 2400'],
    [1, 5, 'Undefined key "flour" of 17'],
  ])
  expect(errors[0]).toMatchObject({
    firstSeenAt: new Date('2026-11-30T09:40:01Z'),
    lastSeenAt: new Date('2026-11-30T09:40:02Z'),
  })
})

test('a stack trace belongs to the error before it, and is no other', () => {
  const lines = [
    at('PHP Fatal error:  Uncaught Error: x in /x/a.php:4'),
    'Stack trace:',
    '#0 /x/b.php(3): f()',
    '#1 {main}',
    '  thrown in /x/a.php on line 4',
  ]
  expect(countErrors(lines, 100)).toHaveLength(1)
})

test('folders of the machine, control characters and whole novels stay out', () => {
  const error = parseLoggedError(
    at(`PHP Warning:  Cannot read ${HOME}/uploads/a.txt \u001b[31m\u0000${'x'.repeat(9_000)}`),
  )
  expect(error?.message).toMatch(/^Cannot read wp-content\/uploads\/a\.txt \ufffd\[31m\ufffdx+$/)
  expect(error?.message).toHaveLength(500)
})

test('of more kinds than are kept the newest are', () => {
  const lines = Array.from({ length: 120 }, (_, index) => at(`PHP Warning:  x in /x/a.php on line ${index}`))
  const errors = countErrors(lines, 100)
  expect(errors).toHaveLength(100)
  expect(errors.at(-1)?.line).toBe(119)
})

test.each([
  ['places', ' in /x'.repeat(20_000)],
  ['a place without an end', `${' in /x'.repeat(20_000)} on line 12 `],
  ['folders', `in ${'/wp-content/x'.repeat(20_000)}`],
  ['numbers', '1'.repeat(400_000)],
  ['words', `${'a'.repeat(450)} `.repeat(800)],
  ['quotes', `"'`.repeat(100_000)],
])('a line of 100 KB and more that is made to be searched for long, of %s, takes no time', (_, text) => {
  const lines = Array.from({ length: 10 }, () => at(`PHP Warning:  ${text}`))
  const startedAt = performance.now()
  expect(countErrors(lines, 100)).toHaveLength(1)
  expect(performance.now() - startedAt).toBeLessThan(250)
})

test('file and line are told also of a message that is longer than what is read of it', () => {
  const query = 'x'.repeat(400_000)
  expect(
    parseLoggedError(at(`PHP Fatal error:  ${query} in ${HOME}/plugins/a.php on line 12`)),
  ).toMatchObject({
    file: 'wp-content/plugins/a.php',
    line: 12,
  })
})
