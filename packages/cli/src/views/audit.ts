import {
  type AuditLine,
  type AuditVerification,
  auditResultText,
  type listAudit,
  type OutputOf,
} from '@aipress/contract'
import { table } from './table.ts'
import { duration, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

export const auditListView: View<OutputOf<typeof listAudit>> = ({ items }, page) =>
  items.length === 0
    ? 'Nothing is recorded of this.'
    : table(
        items,
        [
          { title: 'When', cell: ({ at }) => relativeTime(at, page.now) },
          { title: 'Who', cell: ({ who }) => who },
          { title: 'Action', cell: ({ action }) => action, whole: true },
          { title: 'Result', cell: resultCell, whole: true },
          {
            title: 'Site',
            cell: ({ siteId, siteName }) => siteName ?? siteId ?? '',
            whole: true,
            spare: true,
          },
          { title: 'Door', cell: ({ door }) => door, spare: true },
          { title: 'Input', cell: ({ input }) => (input === '{}' ? '' : input), spare: true },
          { title: 'Operation', cell: ({ operationId }) => operationId ?? '', whole: true, spare: true },
          { title: 'Line', cell: ({ seq }) => String(seq), align: 'right', spare: true },
        ],
        page,
      )

const resultCell = ({ result }: AuditLine) =>
  result === 'ok' ? result : { text: auditResultText(result), style: 'red' as const }

export const auditVerificationView: View<AuditVerification> = (found, page) =>
  [verdict(found, page), signedUpTo(found, page), problemTable(found, page), goOn(found)]
    .filter((part) => part !== '')
    .join('\n')

function verdict({ intact, checked, first, last, durationMs }: AuditVerification, page: Page): string {
  const range = first === undefined ? 'it has no lines' : `lines ${number(first)} to ${number(last ?? first)}`
  const words = intact ? page.paint('green', 'intact') : page.paint('red', 'NOT intact')
  return `The audit log is ${words}: ${range}, ${number(checked)} checked in ${duration(durationMs)}.`
}

function signedUpTo({ signed, removedTo, hash }: AuditVerification, page: Page): string {
  const lines = [
    ...(removedTo === 0
      ? []
      : [`Lines up to ${number(removedTo)} were older than the retention and are removed.`]),
    ...(signed === undefined
      ? []
      : [`Signed up to line ${number(signed.seq)}, ${relativeTime(signed.at, page.now)}.`]),
    `Hash of the last line: ${hash}`,
  ]
  return page.paint('dim', lines.join('\n'))
}

function problemTable({ problems }: AuditVerification, page: Page): string {
  if (problems.length === 0) return ''
  const rows = table(
    problems,
    [
      { title: 'Line', cell: ({ seq }) => (seq === 0 ? '' : number(seq)), align: 'right' },
      { title: 'Problem', cell: ({ kind }) => ({ text: kind, style: 'red' }), whole: true },
      { title: 'What was found', cell: ({ message }) => message },
    ],
    page,
  )
  return `\n${rows}`
}

const goOn = ({ next }: AuditVerification) =>
  next === undefined ? '' : `\nThere is more: aipress audit verify --first ${next}`

const number = (value: number) => value.toLocaleString('en')
