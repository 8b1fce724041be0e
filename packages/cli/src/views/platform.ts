import type { listShards, Me, OutputOf, PartHealth, PlatformStatus } from '@aipress/contract'
import { details, table } from './table.ts'
import { amountOf, bytes, count, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

export const statusView: View<PlatformStatus> = (status, page) => {
  const { sites, operations, disk } = status
  const verdict = status.healthy
    ? page.paint('green', '✓ Everything is running.')
    : page.paint(
        'red',
        `✗ ${count(status.parts.filter(({ healthy }) => !healthy).length, 'part')} not healthy.`,
      )
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

export const shardListView: View<OutputOf<typeof listShards>> = ({ items }, page) => {
  const shards = table(
    items,
    [
      { title: 'Shard', cell: ({ shardId }) => shardId, whole: true },
      {
        title: 'State',
        cell: ({ state }) => ({ text: state, style: state === 'healthy' ? 'green' : 'yellow' }),
      },
      { title: 'Sites', cell: ({ sites, sitesMax }) => `${sites} of ${sitesMax}`, align: 'right' },
      { title: 'Warm slots', cell: ({ warmSlots }) => String(warmSlots), align: 'right' },
      { title: 'Memory', cell: ({ parts }) => bytes(memoryOf(parts)), align: 'right' },
      { title: 'Created', cell: ({ createdAt }) => relativeTime(createdAt, page.now) },
    ],
    page,
  )
  const troubled = items.flatMap(({ parts }) => parts.filter(({ healthy }) => !healthy))
  return troubled.length === 0 ? shards : `${shards}\n\n${partsTable(troubled, page)}`
}

export const meView: View<Me> = (me, page) =>
  `${page.paint('bold', me.displayName)}\n${details(
    [
      ['Role', me.role],
      ['Account', me.accountName],
      ['May', me.permissions.join(', ')],
    ],
    page,
  )}`

function partsTable(parts: readonly PartHealth[], page: Page): string {
  return table(
    parts,
    [
      { title: 'Part', cell: ({ name }) => name, whole: true },
      {
        title: 'Health',
        cell: ({ healthy }) =>
          healthy ? { text: 'healthy', style: 'green' } : { text: 'down', style: 'red' },
      },
      {
        title: 'Memory',
        cell: ({ memoryBytes }) => (memoryBytes === undefined ? '' : bytes(memoryBytes)),
        align: 'right',
      },
      {
        title: 'Up for',
        cell: ({ uptimeSeconds }) => (uptimeSeconds === undefined ? '' : amountOf(uptimeSeconds)),
        align: 'right',
      },
      { title: 'Restarts', cell: ({ restarts }) => (restarts ? String(restarts) : ''), align: 'right' },
      { title: 'Problem', cell: ({ problem }) => problem ?? '' },
    ],
    page,
  )
}

function memoryOf(parts: readonly PartHealth[]): number {
  return parts.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0)
}
