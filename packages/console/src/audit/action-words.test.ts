import { ACTIONS } from '@aipress/contract/index.ts'
import { expect, test } from 'vitest'
import { actionWords, doneWords } from './action-words.ts'

test.each([
  ['sites.create', true, 'Created a WordPress site'],
  ['sites.create', false, 'Create a WordPress site'],
  ['people.accept', true, 'Accepted an invitation'],
  ['people.sign-in', false, 'Sign in'],
  ['people.some-thing', true, 'People some thing'],
])('%s (done: %s) is told as %s', (name, isDone, words) => {
  expect(doneWords(name, isDone)).toBe(words)
})

test('each action begins with a verb that has a past, and no name of an action is left', () => {
  const odd = ACTIONS.map(({ name }) => doneWords(name, true)).filter(
    (words) =>
      !/^(?:[A-Z]\w+(?:ed|wn)|Brought|Chose|Forgot|Got|Gave|Went|Kept|Let|Made|Put|Read|Ran|Set|Took) /.test(
        `${words} `,
      ),
  )
  expect(odd).toEqual([])
  expect(ACTIONS.filter(({ name }) => actionWords(name) === name)).toEqual([])
})
