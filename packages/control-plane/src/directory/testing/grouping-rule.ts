import type { Node, SelectStmt } from 'libpg-query'
import { AGGREGATES } from './dialect-names.ts'
import { columnOf, lastOf, textOf } from './syntax-tree.ts'

/**
 * PostgreSQL lets a query that groups by a primary key select any column of the table. Spanner does not (the
 * emulator's "constraint clauses"): each column outside an aggregate has to be grouped by.
 */
export function groupingFaults(select: SelectStmt): string[] {
  const grouped = (select.groupClause ?? []).map(columnOf)
  // By number or by expression: what is selected cannot be compared by name.
  if (grouped.length === 0 || grouped.includes(undefined)) return []
  const targets = (select.targetList ?? []).flatMap((target) =>
    'ResTarget' in target ? [target.ResTarget] : [],
  )
  const known = new Set([...grouped, ...targets.map((target) => target.name)])
  const selected = targets.filter((target) => target.name === undefined || !grouped.includes(target.name))
  const used = [selected.map((target) => target.val), select.sortClause, select.havingClause]
  return [...new Set(used.flatMap(columnsIn))]
    .filter((column) => column === '*' || !known.has(column))
    .map((column) => `${column} outside an aggregate: GROUP BY has to name each column that is used`)
}

/** The columns in a part of the tree, `*` among them, without those in aggregates and subqueries. */
function columnsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(columnsIn)
  if (typeof part !== 'object' || part === null) return []
  const node = part as Node
  if ('ColumnRef' in node) return [columnOf(node) ?? '*']
  if ('SubLink' in node) return []
  if ('FuncCall' in node && AGGREGATES.has(textOf(lastOf(node.FuncCall.funcname)))) return []
  return Object.values(part).flatMap(columnsIn)
}
