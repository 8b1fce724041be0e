import { expect, test } from 'vitest'
import { linkCommands, speltAddress } from './link-addresses.ts'

test('a long address is written by its beginning, a short one as it is', () => {
  const token = 'x'.repeat(80)
  expect(speltAddress('http://a.localhost:8080/menu/')).toBe('http://a.localhost:8080/menu/')
  expect(speltAddress(`http://a.localhost:8080/?aipress-login=${token}`)).toBe('a.localhost:8080/…')
  expect(speltAddress(`http://localhost:8080/welcome?token=${token}`)).toBe('localhost:8080/welcome/…')
  expect(speltAddress(`http://a.localhost/${token}`)).toMatch(/^a\.localhost\/x{18}\/…$/)
  expect(speltAddress(token)).toBe(token)
})

test('a command that a page answers becomes a link to it, but not in code', () => {
  expect(linkCommands('It is suspended. Bring it back with "aipress site resume a-b".')).toBe(
    'It is suspended. Bring it back under [Settings of a-b](/sites/a-b/settings).',
  )
  expect(linkCommands('Say `see: aipress site list` there.')).toBe('Say `see: aipress site list` there.')
})
