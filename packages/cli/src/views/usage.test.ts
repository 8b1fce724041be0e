import { type SiteUsage, showUsage } from '@aipress/contract'
import { expect, test } from 'vitest'
import { sampleSite } from '../testing/samples.ts'
import { siteView } from './sites.ts'
import { viewOf } from './views.ts'

const page = {
  width: 100,
  now: Date.parse('2026-11-30T12:00:00Z'),
  paint: (_style: unknown, text: string) => text,
}
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
  storageBytes: {
    ...used(4_100_000_000, 5e9),
    mediaBytes: 4e9,
    databaseBytes: 1e8,
    measuredAt: '2026-11-30T11:30:00.000Z',
  },
  bandwidthBytes: used(60e9, 50e9),
  visits: used(1_234, 10_000),
  warnings: [],
}
const total = { sites: 1, storageBytes: 4_100_000_000, bandwidthBytes: 60e9, visits: 1_234 }

test('a site’s usage is bars, figures and its days', () => {
  const days = [{ date: '2026-11-30', bandwidthBytes: 2_000_000, visits: 12, requests: 80 }]
  const output = { items: [{ ...bakery, days }], month: '2026-11', total }
  expect(viewOf(showUsage, output, page)).toBe(
    [
      'Corner Bakery, bronze, 2026-11',
      'Storage    ████████████████░░░░  82 %  4.1 GB of 5.0 GB',
      '           media 4.0 GB, database 100 MB, 30 min ago',
      'Bandwidth  ████████████████████ 120 %  60.0 GB of 50.0 GB',
      'Visits     ██░░░░░░░░░░░░░░░░░░  12 %  1,234 of 10,000',
      '',
      'Day         Visits  Bandwidth  Requests',
      '2026-11-30      12     2.0 MB        80',
    ].join('\n'),
  )
})

test('several sites are rows with their sum, and the next page is announced', () => {
  const output = { items: [bakery], month: '2026-11', total, nextCursor: 'abc' }
  const view = viewOf(showUsage, output, page)
  expect(view).toContain('corner-bakery')
  expect(view).toContain('1 site: 4.1 GB of storage; in 2026-11 60.0 GB sent, 1,234 visits')
  expect(view).toContain('--cursor abc')
})

test('a site near its limits says so where it is shown', () => {
  const near = { ...sampleSite(), nearLimits: [{ of: 'storage' as const, usedPercent: 104 }] }
  expect(siteView(near, page)).toContain('104 % of storage: aipress usage show')
  expect(siteView(sampleSite(), page)).not.toContain('Limits')
})
