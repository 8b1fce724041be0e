import type { SiteUsage, UsageAnswer } from '@aipress/contract'
import { expect, test } from 'vitest'
import { describeUsage } from './describe-usage.ts'

const used = (amount: number, limit: number) => ({
  used: amount,
  limit,
  usedPercent: Math.floor((100 * amount) / limit),
})
const bakery: SiteUsage = {
  siteId: 'site_1',
  siteName: 'corner-bakery',
  siteTitle: 'Corner Bakery',
  tier: 'bronze',
  storageBytes: { ...used(5.2e9, 5e9), mediaBytes: 5e9, databaseBytes: 0.2e9 },
  bandwidthBytes: used(12_345_678, 50e9),
  visits: used(8_200, 10_000),
  warnings: [],
}
const answer = (items: SiteUsage[]): UsageAnswer => ({
  items,
  month: '2026-11',
  total: { sites: items.length, storageBytes: 5.2e9, bandwidthBytes: 12_345_678, visits: 8_200 },
})

test('what was asked for is what is told, with what follows from it', () => {
  const asked = (purpose?: string) =>
    describeUsage(answer([bakery]), { input: { site: 'corner-bakery' }, purpose })
  expect(asked('visits')).toContain('has used 8,200 of its 10,000 visits this month (82 %).')
  expect(asked('storage')).toBe(
    'Corner Bakery (bronze) has used 5.2 GB of its 5 GB of storage (104 %). Media take 5 GB, the database 200.0 MB. WordPress takes no further uploads. Say "upgrade corner-bakery to silver" for more.',
  )
  expect(asked()).toMatch(/storage .* bandwidth .* visits/)
})

test('a list says how many there are and what each uses, and an empty one that all is well', () => {
  expect(describeUsage(answer([bakery]), { input: { standing: 'over' } })).toBe(
    '1 site over a limit; visitors are served all the same:\n- Corner Bakery: 5.2 GB of storage (104 %), 12.3 MB of bandwidth (0 %), 8,200 visits (82 %)',
  )
  expect(describeUsage(answer([]), { input: { standing: 'over' } })).toBe('No site is over its limits.')
  expect(describeUsage(answer([bakery]), {})).toContain('1 site uses 5.2 GB of storage')
})
