import { expect, test } from 'vitest'
import { splitArguments } from './split-arguments.ts'

test('words are split at spaces', () => {
  expect(splitArguments('option get  blogname')).toEqual(['option', 'get', 'blogname'])
})

test('quotes keep words together and are left out', () => {
  expect(splitArguments(`post create --post_title="Rye is back" --x='a b'`)).toEqual([
    'post',
    'create',
    '--post_title=Rye is back',
    '--x=a b',
  ])
})

test('an escaped quote stays inside its quotes', () => {
  expect(splitArguments(String.raw`option set x "say \"hi\""`)).toEqual(['option', 'set', 'x', 'say "hi"'])
})

test('an empty quoted argument is kept', () => {
  expect(splitArguments(`option update blogdescription ''`)).toEqual([
    'option',
    'update',
    'blogdescription',
    '',
  ])
})

test('a quote that is never closed takes the rest', () => {
  expect(splitArguments(`post create "half a`)).toEqual(['post', 'create', 'half a'])
})
