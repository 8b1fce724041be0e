import type { AuditFormat, AuditLine } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import { type AuditFilter, listAuditLines } from './audit-store.ts'

const PAGE = 500
/** Text is passed on in pieces of about this size. */
const PIECE_LENGTH = 32_000

export interface ExportRequest {
  readonly format: AuditFormat
  readonly filter: AuditFilter
  readonly limit: number
  readonly cursor?: string | undefined
  readonly signal: AbortSignal
  /** Waited for, so that a slow reader fills no memory. */
  emit(text: string): void | Promise<void>
}

/** Page by page without holding anything of the database: what is written meanwhile is newer and not in it. */
export async function exportAuditLines(
  database: Database,
  { format, filter, limit, cursor: start, signal, emit }: ExportRequest,
): Promise<{ lines: number; nextCursor?: string }> {
  const asText = format === 'csv' ? csvLine : jsonLine
  // Whoever goes on with a cursor has the heading already.
  let text = format === 'csv' && start === undefined ? CSV_HEADING : ''
  let lines = 0
  let cursor = start
  do {
    const page = await listAuditLines(database, { ...filter, limit: Math.min(PAGE, limit - lines), cursor })
    for (const line of page.items) {
      text += asText(line)
      if (text.length < PIECE_LENGTH) continue
      await emit(text)
      signal.throwIfAborted()
      text = ''
    }
    lines += page.items.length
    cursor = page.nextCursor
  } while (cursor !== undefined && lines < limit)
  if (text !== '') await emit(text)
  return { lines, ...(cursor === undefined ? {} : { nextCursor: cursor }) }
}

const COLUMNS = [
  'seq',
  'at',
  'who',
  'door',
  'action',
  'result',
  'siteId',
  'accountId',
  'operationId',
  'durationMs',
  'input',
  'auditId',
  'hash',
] as const satisfies readonly (keyof AuditLine)[]

const jsonLine = (line: AuditLine) => `${JSON.stringify(line)}\n`

const CSV_HEADING = `${COLUMNS.join(',')}\r\n`

/** RFC 4180. */
const csvLine = (line: AuditLine) => `${COLUMNS.map((column) => csvCell(line[column])).join(',')}\r\n`

/** What spreadsheets take for a formula, also behind blanks, and in the wide forms that some turn into plain ones. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@＝＋－＠|]|^[\t\r\n]/u

/** A text that a spreadsheet would calculate gets an apostrophe in front, which makes it text. */
export function csvCell(value: string | number | undefined): string {
  if (typeof value === 'number' || value === undefined) return String(value ?? '')
  const harmless = FORMULA.test(value) ? `'${value}` : value
  return /^[\w.:@-]*$/.test(harmless) ? harmless : `"${harmless.replaceAll('"', '""')}"`
}
