import type { PartHealth } from '@aipress/contract'
import { table } from './table.ts'
import { amountOf, bytes } from './values.ts'
import type { Page } from './view.ts'

/** Daemons of the platform and of its shards. */
export function partsTable(parts: readonly PartHealth[], page: Page): string {
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
