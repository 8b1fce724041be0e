import type { Bulk, BulkCounts, BulkState, listBulk, OutputOf, previewBulk } from '@aipress/contract'
import type { Style } from '../terminal.ts'
import { details, table } from './table.ts'
import { wrap } from './text.ts'
import { count, duration, relativeTime } from './values.ts'
import type { View } from './view.ts'

const STATE_STYLES: Record<BulkState, Style> = { running: 'cyan', stopped: 'yellow', done: 'green' }

const stateCell = ({ state, counts }: Bulk) => ({
  text: state,
  style: state === 'done' && counts.failed > 0 ? ('red' as const) : STATE_STYLES[state],
})

export const bulkListView: View<OutputOf<typeof listBulk>> = ({ items }, page) =>
  items.length === 0
    ? 'No changes to many sites yet. See what one would do: aipress bulk preview suspend --label trial'
    : table(
        items,
        [
          { title: 'Bulk', cell: ({ bulkId }) => bulkId, whole: true },
          { title: 'What', cell: ({ title }) => title },
          { title: 'State', cell: stateCell },
          { title: 'Done', cell: ({ counts }) => `${endedOf(counts)} of ${counts.total}`, align: 'right' },
          {
            title: 'Failed',
            cell: ({ counts }) => (counts.failed > 0 ? String(counts.failed) : ''),
            align: 'right',
          },
          { title: 'By', cell: ({ requestedBy }) => requestedBy, spare: true },
          { title: 'When', cell: ({ createdAt }) => relativeTime(createdAt, page.now), spare: true },
        ],
        page,
      )

export const bulkView: View<Bulk> = (bulk, page) => {
  const { counts, bulkId } = bulk
  const head = details(
    [
      ['State', stateCell(bulk)],
      ['Done', `${endedOf(counts)} of ${counts.total}`],
      ['Succeeded', some(counts.succeeded)],
      ['Failed', counts.failed === 0 ? undefined : { text: String(counts.failed), style: 'red' }],
      ['Passed over', some(counts.skipped)],
      ['Under way', some(counts.running)],
      ['Waiting', some(counts.waiting)],
      ['Waits, as', bulk.waitsFor],
      ['At once', String(bulk.atOnce)],
      ['Asked by', `${bulk.requestedBy}, ${relativeTime(bulk.createdAt, page.now)}`],
      ['Took', bulk.finishedAt && duration(Date.parse(bulk.finishedAt) - Date.parse(bulk.createdAt))],
      ['Id', bulkId],
    ],
    page,
  )
  const sections = [`${page.paint('bold', bulk.title)}\n${head}`]
  if (bulk.failures.length > 0) {
    sections.push(
      table(
        bulk.failures,
        [
          { title: 'Failed site', cell: ({ siteName }) => siteName, whole: true },
          { title: 'Why', cell: ({ message }) => message },
          { title: 'Operation', cell: ({ operationId }) => operationId ?? '', spare: true },
        ],
        page,
      ),
    )
  }
  const isOver = counts.waiting + counts.running === 0
  const next = isOver ? undefined : NEXT[bulk.state]
  if (next !== undefined) sections.push(page.paint('dim', next(bulkId)))
  return sections.join('\n\n')
}

const NEXT: Partial<Record<BulkState, (bulkId: string) => string>> = {
  running: (bulkId) => `See how far it is: aipress bulk show ${bulkId}; stop it: aipress bulk stop ${bulkId}`,
  stopped: (bulkId) => `Go on with it: aipress bulk resume ${bulkId}`,
}

export const bulkPreviewView: View<OutputOf<typeof previewBulk>> = (preview, page) => {
  const { title, sites, changes, leftOut, sample } = preview
  const sections = [
    `${page.paint('bold', title)}\n${details(
      [
        ['Found', count(sites, 'site')],
        ['To change', count(changes, 'site')],
        ...leftOut.map((one) => ['Left out', `${count(one.sites, 'site')}: ${one.reason}`] as const),
      ],
      page,
    )}`,
  ]
  if (sample.length > 0) {
    sections.push(
      table(
        sample,
        [
          { title: 'Such as', cell: ({ name }) => name, whole: true },
          { title: 'Title', cell: ({ title }) => title },
          { title: 'State', cell: ({ state }) => state },
          { title: 'Tier', cell: ({ tier }) => tier, spare: true },
          { title: 'Shard', cell: ({ shardId }) => shardId, spare: true },
        ],
        page,
      ),
    )
  }
  if (changes > 0) {
    const how = `Nothing has changed. To do it, say "bulk start" in place of "bulk preview", with --sites ${changes}.`
    sections.push(page.paint('dim', wrap(how, page.width)))
  }
  return sections.join('\n\n')
}

function endedOf({ succeeded, failed, skipped }: BulkCounts): number {
  return succeeded + failed + skipped
}

const some = (number: number) => (number === 0 ? undefined : String(number))
