import type { dismissPhpError, listPhpErrors, OutputOf, PhpError, showPhp } from '@aipress/contract'
import type { Style } from '../terminal.ts'
import { details, table } from './table.ts'
import { wrap } from './text.ts'
import { relativeTime } from './values.ts'
import type { View } from './view.ts'

export const phpView: View<OutputOf<typeof showPhp>> = (php, page) => {
  const { settings, limits, beyondTier = {} } = php
  const say = (amount: number, most: number, wish: number | undefined, unit: string) =>
    `${amount} ${unit} (${php.tier}: up to ${most})${wish === undefined ? '' : `; ${wish} ${unit} were asked for`}`
  return [
    `${page.paint('bold', `PHP ${php.version}`)} of ${php.siteName}`,
    details(
      [
        ['Memory', say(settings.memoryMb, limits.memoryMb, beyondTier.memoryMb, 'MB')],
        ['Uploads', say(settings.uploadMb, limits.uploadMb, beyondTier.uploadMb, 'MB')],
        ['Time', say(settings.seconds, limits.seconds, beyondTier.seconds, 'seconds')],
        ['Installed', php.versionsInstalled.join(', ')],
        ['Extensions', php.extensions.join(', ')],
      ],
      page,
    ),
    ...php.notes.map((note) => page.paint('dim', wrap(note, page.width))),
    `Change them: aipress php set ${php.siteName} --memory ${settings.memoryMb}M --upload ${settings.uploadMb}M --seconds ${settings.seconds}`,
  ].join('\n')
}

const LEVEL_STYLES: Record<PhpError['level'], Style> = {
  fatal: 'red',
  database: 'red',
  warning: 'yellow',
  notice: 'dim',
  deprecated: 'dim',
  message: 'dim',
}

export const phpErrorListView: View<OutputOf<typeof listPhpErrors>> = ({ items }, page) => {
  if (items.length === 0) return 'PHP has complained about nothing.'
  const sites = new Set(items.map(({ siteId }) => siteId))
  return table(
    items,
    [
      { title: 'Count', cell: ({ count }) => String(count), align: 'right' },
      { title: 'Level', cell: ({ level }) => ({ text: level, style: LEVEL_STYLES[level] }) },
      { title: 'Site', cell: ({ siteName }) => (sites.size > 1 ? siteName : '') },
      { title: 'Message', cell: ({ message }) => message },
      { title: 'Where', cell: ({ file, line }) => (file === undefined ? '' : `${file}:${line}`) },
      { title: 'First seen', cell: ({ firstSeenAt }) => relativeTime(firstSeenAt, page.now), spare: true },
      { title: 'Last seen', cell: ({ lastSeenAt }) => relativeTime(lastSeenAt, page.now), spare: true },
      { title: 'Fingerprint', cell: ({ fingerprint }) => fingerprint, whole: true },
    ],
    page,
  )
}

export const phpErrorDismissedView: View<OutputOf<typeof dismissPhpError>> = (
  { siteName, dismissed },
  page,
) => `${page.paint('green', '✓')} ${dismissed} is off the list of ${siteName}.`
