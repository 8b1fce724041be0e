import { type Me, type PlatformStatus, ROLE_SUMMARIES, roleInWords } from '@aipress/contract'
import { partsTable } from './parts.ts'
import { details, table } from './table.ts'
import { bytes, count, relativeTime } from './values.ts'
import type { View } from './view.ts'

/** A group that is silent may have no part that is known to be ill. */
function troubleOf({ parts, missing = [] }: PlatformStatus): string {
  const ill = parts.filter(({ healthy }) => !healthy).length
  return ill === 0 && missing.length > 0
    ? `${missing.join(', ')} ${missing.length === 1 ? 'does' : 'do'} not answer.`
    : `${count(ill, 'part')} not healthy.`
}

export const statusView: View<PlatformStatus> = (status, page) => {
  const { sites, operations, disk } = status
  const verdict = status.healthy
    ? page.paint('green', '✓ Everything is running.')
    : page.paint('red', `✗ ${troubleOf(status)}`)
  const sections = [
    verdict,
    details(
      [
        ['Console', { text: status.consoleUrl, style: 'cyan' }],
        [
          'Sites',
          `${sites.running} running, ${sites.suspended} suspended, ${sites.deleted} deleted, ${sites.creating} being created`,
        ],
        ['Operations', `${operations.running} running, ${operations.failedLastDay} failed in the last day`],
        ['Disk', `${bytes(disk.freeBytes)} free of ${bytes(disk.totalBytes)}`],
        ['Assistant', status.model],
        ['Version', `${status.version}, WordPress ${status.wordpressVersion}`],
      ],
      page,
    ),
    partsTable(status.parts, page),
  ]
  if (status.incidents.length > 0) {
    sections.push(
      table(
        status.incidents,
        [
          { title: 'Lately', cell: ({ at }) => relativeTime(at, page.now) },
          { title: 'Part', cell: ({ part }) => part, whole: true },
          { title: 'What happened', cell: ({ what }) => what },
        ],
        page,
      ),
    )
  }
  return sections.join('\n\n')
}

function sharedRows({ siteRoles, actingBy }: Me): [string, string][] {
  const shared = siteRoles.map(({ siteId, role }) => `${role} of ${siteId}`).join(', ')
  return [
    ...(shared === '' ? [] : [['Shared', shared] as [string, string]]),
    ...(actingBy === undefined
      ? []
      : [['Acting', `${actingBy.email}, until ${actingBy.until}`] as [string, string]]),
  ]
}

export const meView: View<Me> = (me, page) =>
  `${page.paint('bold', me.displayName)}\n${details(
    [
      ['Role', me.role === 'guest' ? roleInWords(me) : `${me.role}: ${ROLE_SUMMARIES[me.role]}`],
      ['Account', me.role === 'guest' ? undefined : me.accountName],
      ['May', me.permissions.join(', ')],
      ...sharedRows(me),
    ],
    page,
  )}`
