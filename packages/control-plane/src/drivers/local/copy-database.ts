import type { Connection } from 'mysql2/promise'
import type { Move } from './copy-files.ts'
import { pipeTables } from './database-dump.ts'
import { quotedName, type Reader, rowsOf, withReader } from './database-reader.ts'
import { dropPrograms, makePrograms, readSchema, type Schema } from './database-schema.ts'
import { type DatabaseDeps, withSiteDatabase } from './site-database.ts'
import { chunksThatDiffer } from './table-chunks.ts'
import { keepStamps, keptStamps, readStamps } from './table-stamps.ts'

export interface DatabaseFigures {
  readonly tables: number
  readonly rows: number
  readonly databaseBytes: number
}

interface Part {
  readonly table: string
  /** All of the table, its definition included, when left out. */
  readonly where?: string
}

/** The target's database becomes that of the source; what is equal already is left as it is. */
export async function copyDatabase(deps: DatabaseDeps, move: Move): Promise<DatabaseFigures> {
  return await withReaders(deps, move, async (from, to) => {
    const shard = move.layout.shard(move.from.shardId)
    const slot = move.layout.shard(move.to.shardId).slot(move.to.slot)
    const stamps = await readStamps(shard, from.connection)
    const kept = await keptStamps(slot)
    const isAsBefore = (table: string) =>
      stamps.present.has(table) && stamps.present.get(table) === kept.get(table)
    const [source, target] = await readSchemas(deps, move, from, to)
    const parts = await partsThatDiffer(from, to, source, target, isAsBefore)
    // Triggers would act on each row that is loaded, so they go first and come last.
    if (parts.length > 0 || hasOthers(source, target)) {
      await dropPrograms(deps, move.to, source, target, move.signal)
    }
    const databaseBytes = await transfer(move, from, parts)
    const loaded = await readSchema(deps, move.to, to, move.signal)
    await setCounters(move, source, loaded)
    await makePrograms(deps, move.to, source, loaded, move.signal)
    await keepStamps(slot, stamps.lasting)
    return { tables: parts.length, rows: await rowsIn(to.connection, parts), databaseBytes }
  })
}

export async function withReaders<T>(
  deps: DatabaseDeps,
  { from, to, signal }: Move,
  work: (from: Reader, to: Reader) => Promise<T>,
): Promise<T> {
  return await withReader(deps, from, signal, (source) =>
    withReader(deps, to, signal, (target) => work(source, target)),
  )
}

export const readSchemas = (deps: DatabaseDeps, { from, to, signal }: Move, source: Reader, target: Reader) =>
  Promise.all([readSchema(deps, from, source, signal), readSchema(deps, to, target, signal)])

const hasOthers = (source: Schema, target: Schema) =>
  (['tables', 'views', 'routines', 'triggers'] as const).some((kind) =>
    [...target[kind]].some(([name, { sql }]) => source[kind].get(name)?.sql !== sql),
  )

async function partsThatDiffer(
  from: Reader,
  to: Reader,
  source: Schema,
  target: Schema,
  isAsBefore: (table: string) => boolean,
): Promise<Part[]> {
  const common: string[] = []
  const parts: Part[] = []
  for (const [table, { sql }] of source.tables) {
    if (target.tables.get(table)?.sql !== sql) parts.push({ table })
    else if (!isAsBefore(table)) common.push(table)
  }
  for (const table of await tablesThatDiffer(from.connection, to.connection, common)) {
    const { sql } = source.tables.get(table) ?? { sql: '' }
    const chunks = await chunksThatDiffer(from.connection, to.connection, table, sql)
    parts.push({ table, ...chunks })
  }
  return parts
}

export async function tablesThatDiffer(
  source: Connection,
  target: Connection,
  tables: readonly string[],
): Promise<string[]> {
  const [there, here] = await Promise.all([checksums(source, tables), checksums(target, tables)])
  return tables.filter((_, index) => there[index] === undefined || there[index] !== here[index])
}

async function checksums(connection: Connection, tables: readonly string[]) {
  if (tables.length === 0) return []
  const rows = await rowsOf(connection, `CHECKSUM TABLE ${tables.map(quotedName).join(', ')}`)
  // Without a value where it could not be read: it then counts as different.
  return rows.map(({ Checksum }) => Checksum || undefined)
}

async function transfer(move: Move, from: Reader, parts: readonly Part[]): Promise<number> {
  const common = { ...move, login: from.login }
  const whole = parts.filter(({ where }) => where === undefined).map(({ table }) => table)
  let bytes = 0
  if (whole.length > 0) bytes += await pipeTables({ ...common, tables: whole })
  for (const { table, where } of parts) {
    if (where === undefined) continue
    await removeRows(move, table, where)
    bytes += await pipeTables({ ...common, tables: [table], where })
  }
  return bytes
}

/** Of what the rows of other tables hang on nothing may be removed with them. */
async function removeRows({ layout, to, signal }: Move, table: string, where: string): Promise<void> {
  await withSiteDatabase({ layout }, to, signal, async (connection) => {
    await connection.query('SET foreign_key_checks = 0')
    await connection.query(`DELETE FROM ${quotedName(table)} WHERE ${where}`)
  })
}

/** A number that was once given must not be given again, also where its row was deleted since. */
async function setCounters({ layout, to, signal }: Move, source: Schema, target: Schema): Promise<void> {
  const behind = [...source.tables].filter(
    ([name, { autoIncrement }]) => autoIncrement !== target.tables.get(name)?.autoIncrement,
  )
  if (behind.length === 0) return
  await withSiteDatabase({ layout }, to, signal, async (connection) => {
    for (const [name, { autoIncrement }] of behind) {
      await connection.query(`ALTER TABLE ${quotedName(name)} AUTO_INCREMENT = ${autoIncrement ?? 1}`)
    }
  })
}

async function rowsIn(connection: Connection, parts: readonly Part[]): Promise<number> {
  let rows = 0
  for (const { table, where } of parts) {
    const sql = `SELECT COUNT(*) AS count FROM ${quotedName(table)} WHERE ${where ?? 'TRUE'}`
    rows += Number((await rowsOf(connection, sql))[0]?.count)
  }
  return rows
}
