import { expect, test } from 'vitest'
import { withoutValues } from './query-shape.ts'

test.each([
  [
    "SELECT * FROM wp_users WHERE user_email = 'anna@example.com' AND ID > 41",
    'SELECT * FROM wp_users WHERE user_email = ? AND ID > ?',
  ],
  ["SELECT 'it''s', 'it\\'s', \"a 'b' c\"", 'SELECT ?, …'],
  ['SELECT * FROM t WHERE id IN (1, 2,3 , 4)', 'SELECT * FROM t WHERE id IN (?, …)'],
  [
    'SELECT /* anna */ a1, `2b` FROM wp_2_posts -- of anna\nLIMIT 0, 10',
    'SELECT a1, `2b` FROM wp_2_posts LIMIT ?, …',
  ],
  ["UPDATE t SET a = 'it was cut her", 'UPDATE t SET a = ?'],
  ["SELECT '-- no comment', 'secret'", 'SELECT ?, …'],
  ["SELECT '/* no comment', secret, 'nor its end */'", 'SELECT ?, secret, ?'],
  ['SELECT x FROM t WHERE h = 0xdeadBEEF OR f = 1.5e-3', 'SELECT x FROM t WHERE h = ? OR f = ?'],
])('%s has no values left', (query, shape) => {
  expect(withoutValues(query)).toBe(shape)
})

test('a long query is cut', () => {
  expect(withoutValues(`SELECT ${'a, '.repeat(5_000)}b`)).toHaveLength(1_500)
})
