import { expect, test } from 'vitest'
import { escapedTitle, loginFrom, shiftedCron } from './claim-database.ts'

test.each([
  ['Anna.B@example.com', 'anna.b'],
  ['"odd one"@example.com', 'oddone'],
  ['日本@example.com', 'owner'],
  ['..@example.com', 'owner'],
  [`${'x'.repeat(64)}@example.com`, 'x'.repeat(60)],
])('the first administrator of %s is called %s', (email, login) => {
  expect(loginFrom(email)).toBe(login)
})

test('a title is kept as HTML text, so that it is shown as it was typed', () => {
  expect(escapedTitle(`<b>"A" & 'B' &amp;`)).toBe('&lt;b&gt;&quot;A&quot; &amp; &#039;B&#039; &amp;amp;')
})

test('scheduled work keeps its order and distances', () => {
  const cron =
    'a:3:{i:1700000000;a:1:{s:1:"a";a:0:{}}i:1700000060;a:1:{s:1:"b";i:1700000001;}s:7:"version";i:2;}'
  expect(shiftedCron(cron, 1800000000)).toBe(
    'a:3:{i:1800000000;a:1:{s:1:"a";a:0:{}}i:1800000060;a:1:{s:1:"b";i:1700000001;}s:7:"version";i:2;}',
  )
  expect(shiftedCron('a:0:{}', 1800000000)).toBe('a:0:{}')
})
