import { expect, test } from 'vitest'
import { addressOfName, nameProblem } from './site-address.ts'

test.each([
  ['localhost:8080', 'bakery.localhost:8080'],
  ['aipress.example.com', 'bakery.example.com'],
  ['127.0.0.1:8080', 'bakery.…'],
  ['[::1]:8080', 'bakery.…'],
])('a site beside a console on %s is at %s', (consoleHost, address) => {
  expect(addressOfName('bakery', consoleHost)).toBe(address)
})

test('a name that cannot be is told before it is sent', () => {
  expect(nameProblem('')).toBeUndefined()
  expect(nameProblem('corner-bakery')).toBeUndefined()
  expect(nameProblem('admin')).toContain('“admin-site”')
  expect(nameProblem('-bakery')).toBe('A site name has only a-z, 0-9 and inner hyphens.')
})
