import { expect, test } from 'vitest'
import { filterOf, isFiltered, parseSitesSearch } from './sites-search.ts'

test('what makes no sense in an address is left out', () => {
  expect(
    parseSitesSearch({
      state: 'asleep',
      tier: 'gold',
      wordpress: 7.1,
      label: 'Not A Label!',
      dialog: 'other',
      other: 'x',
    }),
  ).toEqual({ tier: 'gold', wordpress: '7.1' })
})

test('the order and an open dialog are no filter', () => {
  const search = parseSitesSearch({
    sort: 'created',
    descending: true,
    dialog: 'create',
    shard: 'shard-001',
  })
  expect(search).toEqual({ sort: 'created', descending: true, dialog: 'create', shard: 'shard-001' })
  expect(filterOf(search)).toEqual({ shard: 'shard-001' })
  expect(isFiltered({ sort: 'title', dialog: 'bulk' })).toBe(false)
})
