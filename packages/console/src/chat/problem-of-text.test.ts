import { expect, test } from 'vitest'
import { problemOfText } from './problem-of-text.ts'

test('an error that came as JSON keeps code, message and hint', () => {
  const error = { code: 'site_busy', message: 'Busy.', hint: 'Wait.', retryable: true }
  const problem = { code: 'site_busy', message: 'Busy.', hint: 'Wait.' }
  expect(problemOfText(JSON.stringify(error))).toEqual(problem)
  expect(problemOfText(JSON.stringify({ error }))).toEqual(problem)
})

test('plain words are shown as they are, without an invented code', () => {
  expect(problemOfText('There is no site "x".')).toEqual({ message: 'There is no site "x".' })
})

test.each([undefined, '', 'An error occurred.', 'x'.repeat(501)])(
  '%j says that the answer broke off',
  (text) => {
    expect(problemOfText(text).message).toBe('The answer broke off.')
  },
)
