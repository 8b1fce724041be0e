import { type Cell, type Column, details, table } from './table.ts'
import { bytes, money, relativeTime } from './values.ts'
import type { Page, View } from './view.ts'

/**
 * The view of every answer that has none of its own: a new action looks right before anybody has
 * written a line for it. Names carry units last, so values can be told by their names.
 */
export const anyView: View<unknown> = (output, page) => {
  if (!isRecord(output)) return String(output ?? '')
  if (Array.isArray(output.items)) return listView(output.items, page)
  const entries = Object.entries(output)
  const scalars = entries.filter(([, value]) => !isRecord(value))
  const nested = entries.filter(([, value]) => isRecord(value))
  return [
    details(
      scalars.map(([name, value]) => [titleOf(name), cellOf(name, value, page)] as const),
      page,
    ),
    ...nested.map(([name, value]) => `${page.paint('bold', titleOf(name))}\n${anyView(value, page)}`),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function listView(items: unknown[], page: Page): string {
  const rows = items.filter(isRecord)
  if (rows.length === 0) return 'None.'
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => !isRecord(row[name]) && !hasRecords(row[name])),
  )
  // Ids come last and other nouns' ids not at all: their names are there too, and people read names.
  const own = names.find((name) => name.endsWith('Id'))
  const shown = [...names.filter((name) => !name.endsWith('Id')), ...(own === undefined ? [] : [own])]
  const columns: Column<Record<string, unknown>>[] = shown.map((name, index) => ({
    title: titleOf(name),
    cell: (row) => cellOf(name, row[name], page),
    whole: name === own || name === 'email',
    // What it is comes first; the rest is left out where there is no room.
    spare: index > 1 && name !== own,
    ...(rows.every((row) => typeof row[name] === 'number') ? { align: 'right' as const } : {}),
  }))
  return table(rows, columns, page)
}

function cellOf(name: string, value: unknown, page: Page): Cell {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && /Usd/.test(name)) return money(value)
  if (typeof value === 'number' && name.endsWith('Bytes')) return bytes(value)
  if (typeof value === 'string' && /(At|Until|^at|^time)$/.test(name)) return relativeTime(value, page.now)
  if (Array.isArray(value))
    return value.map((item) => (isRecord(item) ? JSON.stringify(item) : String(item))).join(', ')
  return String(value)
}

/** `lastUsedAt` → `Last used`. */
function titleOf(name: string): string {
  const words = name
    .replace(/(?<=.)(At|Bytes)$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasRecords(value: unknown): boolean {
  return Array.isArray(value) && value.some(isRecord)
}
