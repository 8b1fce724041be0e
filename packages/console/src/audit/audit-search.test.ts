import { expect, test } from 'vitest'
import { isFiltered, parseAuditSearch } from './audit-search.ts'

test('filters come from the address; what makes no sense is left out', () => {
  expect(
    parseAuditSearch({
      who: 42,
      door: 'window',
      result: 'Not A Code',
      from: '2026-11-30',
      to: 'tomorrow',
      text: '',
      other: 'x',
    }),
  ).toEqual({ who: '42', from: '2026-11-30' })
})

test('a page without filters is not filtered', () => {
  expect(isFiltered({})).toBe(false)
  expect(isFiltered({ action: undefined, door: 'cli' })).toBe(true)
})
