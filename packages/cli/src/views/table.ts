import type { Style } from '../terminal.ts'
import { fit, pad, widthOf, wrap } from './text.ts'
import type { Page } from './view.ts'

export type Cell = string | { text: string; style: Style }

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => Cell
  readonly align?: 'right'
  /** Never cut: addresses and ids are of no use in part. */
  readonly whole?: boolean
  /** Left out, the last first, where the terminal is too narrow for all. */
  readonly spare?: boolean
}

const GAP = 2
/** Below this a cut column says nothing any more. */
const COLUMN_WIDTH_MIN = 8
/** Before a column is cut to less than this, spare ones are left out. */
const COLUMN_WIDTH_READABLE = 24

/** Rows under headings, cut to the width of the terminal where need be; columns that are empty throughout are left out. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], page: Page): string {
  const filled = withoutSpares(
    columns
      .map((column) => {
        const cells = rows.map((row) => cellOf(column.cell(row)))
        const width = Math.max(widthOf(column.title), ...cells.map(({ text }) => widthOf(text)))
        return { column, cells, width }
      })
      .filter(({ cells }) => cells.some(({ text }) => text !== '')),
    page.width,
  )
  const widths = fitWidths(
    filled.map(({ column, width }) => ({ width, whole: column.whole === true })),
    page.width,
  )
  const line = (cellAt: (index: number) => { text: string; style?: Style }) =>
    filled
      .map(({ column }, index) => {
        const { text, style } = cellAt(index)
        const width = widths[index] ?? 0
        const cut = fit(text, width)
        const isLast = index === filled.length - 1
        const painted = style === undefined ? cut : page.paint(style, cut)
        if (column.align === 'right') return ' '.repeat(Math.max(0, width - widthOf(cut))) + painted
        return isLast ? painted : pad(painted, width)
      })
      .join(' '.repeat(GAP))
  return [
    line((index) => ({ text: filled[index]?.column.title ?? '', style: 'bold' })),
    ...rows.map((_, row) => line((index) => filled[index]?.cells[row] ?? { text: '' })),
  ].join('\n')
}

/** Names on the left, values beside them; what has no value is left out. */
export function details(entries: readonly (readonly [string, Cell | undefined])[], page: Page): string {
  const shown = entries.flatMap(([name, cell]) => {
    const value = cell === undefined ? { text: '' } : cellOf(cell)
    return value.text === '' ? [] : [{ name, ...value }]
  })
  const width = Math.max(0, ...shown.map(({ name }) => widthOf(name)))
  return shown
    .map(({ name, text, ...rest }) => {
      const value = 'style' in rest && rest.style !== undefined ? page.paint(rest.style, text) : text
      return `${page.paint('dim', pad(name, width))}  ${wrap(value, page.width, width + 2)}`
    })
    .join('\n')
}

function cellOf(cell: Cell): { text: string; style?: Style } {
  return typeof cell === 'string' ? { text: cell } : cell
}

/** Leaves out spare columns until those that stay can be made to fit. */
function withoutSpares<Measured extends { column: Column<never>; width: number }>(
  columns: readonly Measured[],
  lineWidth: number,
): readonly Measured[] {
  const least = columns.reduce(
    (sum, { column, width }) => sum + GAP + (column.whole ? width : Math.min(width, COLUMN_WIDTH_READABLE)),
    -GAP,
  )
  const spare = columns.findLastIndex(({ column }) => column.spare)
  if (least <= lineWidth || spare === -1) return columns
  return withoutSpares(columns.toSpliced(spare, 1), lineWidth)
}

/** Takes from the widest column that may be cut until the line fits, or no column can give more. */
function fitWidths(columns: { width: number; whole: boolean }[], lineWidth: number): number[] {
  const widths = columns.map(({ width }) => width)
  const room = lineWidth - GAP * (columns.length - 1)
  let excess = widths.reduce((sum, width) => sum + width, 0) - room
  while (excess > 0) {
    const widest = columns.reduce(
      (best, { whole }, index) =>
        whole || (widths[index] ?? 0) <= Math.max(COLUMN_WIDTH_MIN, widths[best] ?? 0) ? best : index,
      -1,
    )
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}
