import type { Node } from 'libpg-query'

/** The text of a String node; of anything else the empty text. */
export function textOf(node: Node | undefined): string {
  return node !== undefined && 'String' in node ? (node.String.sval ?? '') : ''
}

export function textsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map(textOf)
}

export function lastOf(nodes: readonly Node[] | undefined): Node | undefined {
  return nodes?.at(-1)
}

/** The column that a reference means, without its table; undefined for `*` and for what is no reference. */
export function columnOf(node: Node | undefined): string | undefined {
  if (node === undefined || !('ColumnRef' in node)) return undefined
  const last = lastOf(node.ColumnRef.fields)
  return last !== undefined && 'String' in last ? textOf(last) : undefined
}
