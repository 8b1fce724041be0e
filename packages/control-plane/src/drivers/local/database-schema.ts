import type { Connection } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import { quotedName, type Reader, rowsOf } from './database-reader.ts'
import { type DatabaseDeps, withSiteDatabase } from './site-database.ts'

export interface Definition {
  /** The statement that makes it, without its definer: whoever runs it becomes that. */
  readonly sql: string
  readonly sqlMode: string
}

export interface TableDefinition extends Definition {
  /** The number that the next row gets. */
  readonly autoIncrement: string | undefined
}

/** All that a site has in its database, by name. Routines are called `FUNCTION name` and `PROCEDURE name`. */
export interface Schema {
  readonly tables: ReadonlyMap<string, TableDefinition>
  readonly views: ReadonlyMap<string, Definition>
  readonly triggers: ReadonlyMap<string, Definition>
  readonly routines: ReadonlyMap<string, Definition>
}

export async function readSchema(
  deps: DatabaseDeps,
  place: Place,
  { connection }: Pick<Reader, 'connection'>,
  signal: AbortSignal,
): Promise<Schema> {
  const names = await rowsOf(
    connection,
    'SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = DATABASE()',
  )
  const tables = new Map<string, TableDefinition>()
  const views = new Map<string, Definition>()
  for (const { name = '', type } of names) {
    if (type === 'VIEW') views.set(name, await viewOf(connection, name))
    else tables.set(name, await tableOf(connection, name))
  }
  const triggers = await triggersOf(connection)
  return { tables, views, triggers, routines: await routinesOf(deps, place, signal) }
}

async function tableOf(connection: Connection, name: string): Promise<TableDefinition> {
  const [row = {}] = await rowsOf(connection, `SHOW CREATE TABLE ${quotedName(name)}`)
  const text = row['Create Table'] ?? ''
  const counter = /^(\) ENGINE=\w+) AUTO_INCREMENT=(\d+)/m
  return { sql: text.replace(counter, '$1'), sqlMode: '', autoIncrement: counter.exec(text)?.[2] }
}

async function viewOf(connection: Connection, name: string): Promise<Definition> {
  const [row = {}] = await rowsOf(connection, `SHOW CREATE VIEW ${quotedName(name)}`)
  return { sql: withoutDefiner(row['Create View'] ?? ''), sqlMode: '' }
}

async function triggersOf(connection: Connection): Promise<Map<string, Definition>> {
  const triggers = new Map<string, Definition>()
  for (const { Trigger = '' } of await rowsOf(connection, 'SHOW TRIGGERS')) {
    const [row = {}] = await rowsOf(connection, `SHOW CREATE TRIGGER ${quotedName(Trigger)}`)
    triggers.set(Trigger, {
      sql: withoutDefiner(row['SQL Original Statement'] ?? ''),
      sqlMode: row.sql_mode ?? '',
    })
  }
  return triggers
}

/**
 * Only their definer and the administrator may see what routines say. It is read, not run; their right would
 * be one to all sites' routines, so the reading account does not get it.
 */
async function routinesOf(
  deps: DatabaseDeps,
  place: Place,
  signal: AbortSignal,
): Promise<Map<string, Definition>> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  return await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    const routines = new Map<string, Definition>()
    const found = await rowsOf(
      connection,
      'SELECT routine_name AS name, routine_type AS type FROM information_schema.routines WHERE routine_schema = ?',
      [database],
    )
    for (const { name = '', type = '' } of found) {
      const [row = {}] = await rowsOf(
        connection,
        `SHOW CREATE ${type} ${quotedName(database)}.${quotedName(name)}`,
      )
      const text = row['Create Function'] ?? row['Create Procedure'] ?? ''
      routines.set(`${type} ${quotedName(name)}`, { sql: withoutDefiner(text), sqlMode: row.sql_mode ?? '' })
    }
    return routines
  })
}

const DEFINER = / DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*`/

/** The first is the definer of the statement itself: names and texts come after it. */
const withoutDefiner = (sql: string) => sql.replace(DEFINER, '')

/** Names of what differs between two kinds of definitions, in either direction. */
export function namesThatDiffer(
  source: ReadonlyMap<string, Definition>,
  target: ReadonlyMap<string, Definition>,
): string[] {
  const differs = (name: string) =>
    source.get(name)?.sql !== target.get(name)?.sql || source.get(name)?.sqlMode !== target.get(name)?.sqlMode
  return [...new Set([...source.keys(), ...target.keys()])].filter(differs)
}

/** Of what stands in the way of loading rows: triggers would act on each of them once more. */
export async function dropPrograms(
  deps: DatabaseDeps,
  to: Place,
  source: Schema,
  target: Schema,
  signal: AbortSignal,
): Promise<void> {
  const statements = [
    ...[...target.triggers.keys()].map((name) => `DROP TRIGGER IF EXISTS ${quotedName(name)}`),
    ...namesThatDiffer(source.views, target.views).map((name) => `DROP VIEW IF EXISTS ${quotedName(name)}`),
    ...namesThatDiffer(source.routines, target.routines).map(
      (name) => `DROP ${name.replace(' ', ' IF EXISTS ')}`,
    ),
    ...[...target.tables.keys()]
      .filter((name) => !source.tables.has(name))
      .map((name) => `DROP TABLE IF EXISTS ${quotedName(name)}`),
  ]
  if (statements.length === 0) return
  await withSiteDatabase(deps, to, signal, async (connection) => {
    await connection.query('SET foreign_key_checks = 0')
    for (const sql of statements) await connection.query(sql)
  })
}

/** Makes what the source has and the target has not: routines, views that may build on each other, triggers. */
export async function makePrograms(
  deps: DatabaseDeps,
  to: Place,
  source: Schema,
  target: Schema,
  signal: AbortSignal,
): Promise<void> {
  const missing = (kind: 'routines' | 'views' | 'triggers') =>
    namesThatDiffer(source[kind], target[kind]).flatMap((name) => source[kind].get(name) ?? [])
  const [routines, views, triggers] = [missing('routines'), missing('views'), missing('triggers')]
  if (routines.length + views.length + triggers.length === 0) return
  await withSiteDatabase(deps, to, signal, async (connection) => {
    for (const definition of routines) await make(connection, definition)
    await makeInAnyOrder(connection, views)
    for (const definition of triggers) await make(connection, definition)
  })
}

async function make(connection: Connection, { sql, sqlMode }: Definition): Promise<void> {
  await connection.query('SET sql_mode = ?', [sqlMode])
  await connection.query(sql)
}

async function makeInAnyOrder(connection: Connection, definitions: readonly Definition[]): Promise<void> {
  let left = definitions
  while (left.length > 0) {
    const failed: Definition[] = []
    let problem: unknown
    for (const definition of left) {
      await make(connection, definition).catch((error: unknown) => {
        failed.push(definition)
        problem = error
      })
    }
    if (failed.length === left.length) throw problem
    left = failed
  }
}
