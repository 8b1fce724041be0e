import type { listOperations, Operation, OperationState, OutputOf } from '@aipress/contract'
import { failureOf } from '../operations/operation-failed.ts'
import type { Style } from '../terminal.ts'
import { details, table } from './table.ts'
import { duration, relativeTime } from './values.ts'
import type { View } from './view.ts'

const STATE_STYLES: Record<OperationState, Style> = {
  queued: 'dim',
  running: 'cyan',
  succeeded: 'green',
  undoing: 'yellow',
  undone: 'red',
  failed: 'red',
}

export const operationListView: View<OutputOf<typeof listOperations>> = ({ items }, page) =>
  items.length === 0
    ? 'No operations.'
    : table(
        items,
        [
          { title: 'Operation', cell: ({ operationId }) => operationId, whole: true },
          { title: 'What', cell: ({ title }) => title },
          { title: 'State', cell: ({ state }) => ({ text: state, style: STATE_STYLES[state] }) },
          { title: 'Took', cell: tookOf, align: 'right' },
          { title: 'By', cell: ({ requestedBy }) => requestedBy, spare: true },
          { title: 'When', cell: ({ createdAt }) => relativeTime(createdAt, page.now) },
          { title: 'Problem', cell: ({ error }) => error?.message ?? '' },
        ],
        page,
      )

export const operationView: View<Operation> = (operation, page) => {
  const failure = operation.error === undefined ? undefined : failureOf(operation)
  const head = details(
    [
      ['State', { text: operation.state, style: STATE_STYLES[operation.state] }],
      ['Site', operation.siteName],
      ['Asked by', `${operation.requestedBy}, ${relativeTime(operation.createdAt, page.now)}`],
      ['Took', tookOf(operation)],
      ['Taken up again', operation.recoveries === 0 ? undefined : `${operation.recoveries} times`],
      ['Problem', failure && { text: failure.message, style: 'red' }],
      ['Failed at', failure?.step],
      ['Hint', failure?.hint],
      ['Id', operation.operationId],
    ],
    page,
  )
  const steps = table(
    operation.steps,
    [
      { title: 'Step', cell: ({ title }) => title },
      { title: 'State', cell: ({ state }) => state },
      { title: 'Took', cell: tookOf, align: 'right' },
    ],
    page,
  )
  return `${page.paint('bold', operation.title)}\n${head}${operation.steps.length === 0 ? '' : `\n\n${steps}`}`
}

function tookOf({
  startedAt,
  finishedAt,
}: {
  startedAt?: string | undefined
  finishedAt?: string | undefined
}): string {
  if (startedAt === undefined || finishedAt === undefined) return ''
  return duration(Date.parse(finishedAt) - Date.parse(startedAt))
}
