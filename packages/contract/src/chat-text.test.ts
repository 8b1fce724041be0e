import { expect, test } from 'vitest'
import { linkAddresses } from './chat-text.ts'

test('an address by itself becomes a link, without the full stop after it', () => {
  expect(linkAddresses('It is ready: http://corner-bakery.localhost:8080. Enjoy.')).toBe(
    'It is ready: <http://corner-bakery.localhost:8080>. Enjoy.',
  )
})

test.each([
  '[shop](https://example.com/a)',
  '<https://example.com>',
  '`curl http://localhost:8080`',
  '```\nhttp://a.example\n```',
])('%s stays as it is', (markdown) => {
  expect(linkAddresses(markdown)).toBe(markdown)
})
