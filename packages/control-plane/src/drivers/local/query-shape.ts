/** Beyond this a query says nothing more about why it is slow. */
const LENGTH_MAX = 1_500

/** Names in backticks stay; each other part that could hold a value is found in the order in which it stands. */
const PARTS = new RegExp(
  [
    /(?<name>`[^`]*(?:`|$))/,
    /(?<text>'(?:[^'\\]|\\.|'')*(?:'|\\?$)|"(?:[^"\\]|\\.|"")*(?:"|\\?$))/,
    /(?<comment>\/\*.*?(?:\*\/|$)|(?:--\s|#)[^\n]*)/,
    /(?<number>(?<![\w$])(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w$]))/,
  ]
    .map((part) => part.source)
    .join('|'),
  'gis',
)

/**
 * A query without what it is about: names and passwords of people stand in its values, and its shape tells why it is
 * slow. One that was cut within a value has no end to it, and is taken for the value.
 */
export function withoutValues(query: string): string {
  return query
    .replace(PARTS, (whole, name?: string, text?: string, comment?: string) => {
      if (name !== undefined) return whole
      return text === undefined && comment !== undefined ? ' ' : '?'
    })
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LENGTH_MAX)
}
