import type { DayOfUsage, SiteUsage, UsageAnswer, Used } from '@aipress/contract'
import { type Cell, details, table } from './table.ts'
import { bytes, count, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

const NEAR_PERCENT = 80
const OVER_PERCENT = 100
const BAR_WIDTH = 20
const DAYS_SHOWN_MAX = 31

/** One site with its days, or all of them as rows. */
export const usageView: View<UsageAnswer> = ({ items, month, total }, page) => {
  const [only] = items
  if (only?.days !== undefined) return siteUsageView(only, month, page)
  if (items.length === 0) return 'There is no such site, or none that is so near its limits.'
  const sum = `${count(total.sites, 'site')}: ${bytes(total.storageBytes)} of storage; in ${month} ${bytes(total.bandwidthBytes)} sent, ${total.visits.toLocaleString('en')} visits`
  return `${usageTable(items, page)}\n\n${sum}`
}

function usageTable(items: readonly SiteUsage[], page: Page): string {
  return table(
    items,
    [
      { title: 'Name', cell: ({ siteName }) => siteName, whole: true },
      { title: 'Tier', cell: ({ tier }) => tier, spare: true },
      { title: 'Storage', cell: ({ storageBytes }) => bytes(storageBytes.used), align: 'right' },
      { title: '%', cell: ({ storageBytes }) => percentCell(storageBytes), align: 'right' },
      { title: 'Bandwidth', cell: ({ bandwidthBytes }) => bytes(bandwidthBytes.used), align: 'right' },
      { title: '%', cell: ({ bandwidthBytes }) => percentCell(bandwidthBytes), align: 'right' },
      { title: 'Visits', cell: ({ visits }) => visits.used.toLocaleString('en'), align: 'right' },
      { title: '%', cell: ({ visits }) => percentCell(visits), align: 'right' },
    ],
    page,
  )
}

function siteUsageView(usage: SiteUsage, month: string, page: Page): string {
  const { storageBytes, bandwidthBytes, visits } = usage
  const line = (used: Used, words: (amount: number) => string) =>
    `${bar(used, page)} ${percent(used, page)}  ${words(used.used)} of ${words(used.limit)}`
  const measured =
    storageBytes.measuredAt === undefined
      ? 'not measured yet'
      : `media ${bytes(storageBytes.mediaBytes)}, database ${bytes(storageBytes.databaseBytes)}, ${relativeTime(storageBytes.measuredAt, page.now)}`
  const lines = [
    `${page.paint('bold', usage.siteTitle)}, ${usage.tier}, ${month}`,
    details(
      [
        ['Storage', line(storageBytes, bytes)],
        ['', page.paint('dim', measured)],
        ['Bandwidth', line(bandwidthBytes, bytes)],
        ['Visits', line(visits, (amount) => amount.toLocaleString('en'))],
      ],
      page,
    ),
  ]
  const days = (usage.days ?? []).slice(-DAYS_SHOWN_MAX)
  return days.length === 0 ? lines.join('\n') : [...lines, '', daysTable(days, page)].join('\n')
}

const daysTable = (days: readonly DayOfUsage[], page: Page) =>
  table(
    days,
    [
      { title: 'Day', cell: ({ date }) => date, whole: true },
      { title: 'Visits', cell: ({ visits }) => visits.toLocaleString('en'), align: 'right' },
      { title: 'Bandwidth', cell: ({ bandwidthBytes }) => bytes(bandwidthBytes), align: 'right' },
      { title: 'Requests', cell: ({ requests }) => requests.toLocaleString('en'), align: 'right' },
    ],
    page,
  )

function styleOf({ usedPercent }: Used): 'red' | 'yellow' | undefined {
  if (usedPercent >= OVER_PERCENT) return 'red'
  return usedPercent >= NEAR_PERCENT ? 'yellow' : undefined
}

function percentCell(used: Used): Cell {
  const style = styleOf(used)
  const text = `${used.usedPercent} %`
  return style === undefined ? text : { text, style }
}

function percent(used: Used, page: Page): string {
  const style = styleOf(used)
  const text = `${used.usedPercent} %`.padStart(5)
  return style === undefined ? text : page.paint(style, text)
}

function bar(used: Used, page: Page): string {
  const filled = Math.min(BAR_WIDTH, Math.round((used.usedPercent / 100) * BAR_WIDTH))
  return `${page.paint(styleOf(used) ?? 'green', '█'.repeat(filled))}${page.paint('dim', '░'.repeat(BAR_WIDTH - filled))}`
}
