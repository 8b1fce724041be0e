import type { Connection, RowDataPacket } from 'mysql2/promise'

/** An address as text has it, and as `json_encode` writes it: with a backslash before each slash. */
export const SPELLINGS = ['plain', 'json'] as const
export type Spelling = (typeof SPELLINGS)[number]

export const spelled = (url: string, spelling: Spelling) =>
  spelling === 'plain' ? url : url.replaceAll('/', '\\/')

interface TextTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** What PHP's `serialize` begins with. It may match too much, as WP-CLI does the rest rightly too. */
const SERIALISED = '^[[:space:]]*[abCdEiNOrRsS][:;]'

/**
 * Replaces an address wherever the value is plain text, which on most sites is everywhere. Serialised
 * values carry lengths that SQL would make wrong, so they stay; `tablesHolding` tells where they are.
 */
export async function replaceInText(connection: Connection, from: string, to: string): Promise<void> {
  // As WordPress asks: one value that outgrows its column must not stop the change of all others.
  await connection.query("SET SESSION sql_mode = ''")
  for (const { table, columns } of await textTables(connection)) {
    const changes = columns.map((column) => {
      const replaced = SPELLINGS.reduce(
        (value, spelling) =>
          connection.format(`REPLACE(${value}, ?, ?)`, [spelled(from, spelling), spelled(to, spelling)]),
        connection.escapeId(column),
      )
      return `${connection.format('?? = IF(?? REGEXP ?, ??, ', [column, column, SERIALISED, column])}${replaced})`
    })
    const held = columns.flatMap((column) =>
      SPELLINGS.map(
        (spelling) =>
          `${holds(connection, column, from, spelling)} AND NOT ${serialised(connection, column)}`,
      ),
    )
    await connection.query(
      `UPDATE ${connection.escapeId(table)} SET ${changes.join(', ')} WHERE (${held.join(') OR (')})`,
    )
  }
}

/** The tables with a value that holds the address in this spelling. */
export async function tablesHolding(
  connection: Connection,
  address: string,
  spelling: Spelling,
  which: 'all' | 'serialised',
): Promise<string[]> {
  const found: string[] = []
  for (const { table, columns } of await textTables(connection)) {
    const conditions = columns.map((column) => {
      const held = holds(connection, column, address, spelling)
      return which === 'all' ? held : `${held} AND ${serialised(connection, column)}`
    })
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT 1 FROM ${connection.escapeId(table)} WHERE (${conditions.join(') OR (')}) LIMIT 1`,
    )
    if (rows.length > 0) found.push(table)
  }
  return found
}

/**
 * WordPress' tables with the columns that WP-CLI would search too, but for keys: a value that leads
 * elsewhere is no name of a row. A post's `guid` is an identifier and stays (WordPress' own advice).
 */
async function textTables(connection: Connection): Promise<TextTable[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT c.TABLE_NAME AS name, c.COLUMN_NAME AS \`column\` FROM information_schema.COLUMNS c
     JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME)
     WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_NAME LIKE 'wp\\_%'
       AND c.DATA_TYPE IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext')
       AND c.COLUMN_KEY NOT IN ('PRI', 'UNI') AND c.COLUMN_NAME <> 'guid' AND c.EXTRA NOT LIKE '%GENERATED%'`,
  )
  const byTable = Map.groupBy(rows, (row) => String(row.name))
  return [...byTable].map(([table, of]) => ({ table, columns: of.map((row) => String(row.column)) }))
}

const holds = (connection: Connection, column: string, address: string, spelling: Spelling) =>
  connection.format('INSTR(??, ?)', [column, spelled(address, spelling)])

const serialised = (connection: Connection, column: string) =>
  connection.format('(?? REGEXP ?)', [column, SERIALISED])
