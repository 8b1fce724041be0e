import type { Connection } from 'mysql2/promise'
import { quotedName, rowsOf } from './database-reader.ts'

/** Of numbers that keys span: below this, sending the whole table takes no longer than finding out what differs. */
const SPAN_MIN = 5_000n
const KEYS_PER_CHUNK_MIN = 1_000n
const CHUNKS_MAX = 5_000n
/** Above this the whole table goes over; it also bounds the length of the condition. */
const CHUNKS_DIFFERING_MAX = 200

export interface Chunks {
  /** A condition that covers the rows of all chunks that differ. */
  readonly where: string
}

interface Range {
  readonly from: bigint
  /** Not included. */
  readonly to: bigint
}

/**
 * Which ranges of a large table differ, by the first column of its primary key; `undefined` where the whole
 * table had better be sent. Sums of CRC-32 may hide a difference once in a billion times: the comparison that
 * ends each move, by another checksum, would tell.
 */
export async function chunksThatDiffer(
  source: Connection,
  target: Connection,
  table: string,
  definition: string,
): Promise<Chunks | undefined> {
  const key = integerKeyOf(definition)
  if (key === undefined) return undefined
  const width = await widthOf(source, table, key)
  if (width === undefined) return undefined
  const sql = checksumsSql(table, key, columnsOf(definition), width)
  const [there, here] = await Promise.all([rowsOf(source, sql), rowsOf(target, sql)])
  const ranges = rangesThatDiffer(there, here, width)
  if (ranges.length > CHUNKS_DIFFERING_MAX || ranges.length === 0) return undefined
  const column = quotedName(key)
  return { where: ranges.map(({ from, to }) => `(${column} >= ${from} AND ${column} < ${to})`).join(' OR ') }
}

const COLUMN = /^ {2}(`(?:[^`]|``)+`) (\w+)/gm
const unquoted = (name: string) => name.slice(1, -1).replaceAll('``', '`')
const columnsOf = (definition: string) => [...definition.matchAll(COLUMN)].map(([, name = '']) => name)

function integerKeyOf(definition: string): string | undefined {
  const first = /^ {2}PRIMARY KEY \((`(?:[^`]|``)+`)/m.exec(definition)?.[1]
  const type = [...definition.matchAll(COLUMN)].find(([, name]) => name === first)?.[2]
  return first !== undefined && /^(tiny|small|medium|big)?int$/.test(type ?? '') ? unquoted(first) : undefined
}

/** Keys with wide gaps get wider ranges. Neither rows nor bytes are asked for: the server only estimates them. */
async function widthOf(connection: Connection, table: string, key: string): Promise<bigint | undefined> {
  const column = quotedName(key)
  const [bounds] = await rowsOf(
    connection,
    `SELECT MIN(${column}) AS first, MAX(${column}) AS last FROM ${quotedName(table)}`,
  )
  if (!bounds?.first || !bounds.last || bounds.first.startsWith('-')) return undefined
  const span = BigInt(bounds.last) - BigInt(bounds.first)
  if (span < SPAN_MIN) return undefined
  const width = span / CHUNKS_MAX
  return width > KEYS_PER_CHUNK_MIN ? width : KEYS_PER_CHUNK_MIN
}

function checksumsSql(table: string, key: string, columns: readonly string[], width: bigint): string {
  const nulls = columns.map((column) => `ISNULL(${column})`).join(', ')
  const row = `CRC32(CONCAT_WS('#', ${columns.join(', ')}, ${nulls}))`
  return `SELECT ${quotedName(key)} DIV ${width} AS chunk, COUNT(*) AS count, SUM(${row}) AS sum
    FROM ${quotedName(table)} GROUP BY chunk`
}

function rangesThatDiffer(
  there: readonly Record<string, string>[],
  here: readonly Record<string, string>[],
  width: bigint,
): Range[] {
  const sums = (rows: readonly Record<string, string>[]) =>
    new Map(rows.map(({ chunk = '', count, sum }) => [chunk, `${count} ${sum}`]))
  const [a, b] = [sums(there), sums(here)]
  const differing = [...new Set([...a.keys(), ...b.keys()])].filter((chunk) => a.get(chunk) !== b.get(chunk))
  const ranges: Range[] = []
  for (const chunk of differing.map(BigInt).sort((x, y) => (x < y ? -1 : 1))) {
    const range = { from: chunk * width, to: (chunk + 1n) * width }
    const last = ranges.at(-1)
    if (last?.to === range.from) ranges[ranges.length - 1] = { from: last.from, to: range.to }
    else ranges.push(range)
  }
  return ranges
}
