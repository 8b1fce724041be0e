import { expect, test } from 'vitest'
import { greetingAt } from './greeting-words.tsx'

test('whoever has just come is greeted at every hour, and sent to bed at none', () => {
  const said = Array.from({ length: 24 }, (_, hour) => greetingAt(hour))
  expect(new Set(said)).toEqual(new Set(['Hello', 'Good morning', 'Good afternoon', 'Good evening']))
})
