import { Migrator } from 'kysely/migration'
import { type Database, isConnectionLoss, type Migration, sql } from './database.ts'

export type Migrations = Readonly<Record<string, Migration>>

/** The schema holds something that this code does not know of: what it would write could be wrong. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError'
}

/** A schema that another process has to bring up to date has not come so far yet. */
export class OlderSchemaError extends Error {
  override readonly name = 'OlderSchemaError'
}

/** Another process that shares the database may add to the list between our look and our turn. */
const ATTEMPTS = 5

/**
 * Brings the schema up to date; only one process does it at a time. Each noun numbers its own migrations,
 * which touch its own tables alone, so a new one may sort before one of another noun that has run.
 *
 * `others` are those of whoever else lives in the same database: they are known and left alone. Anything
 * further there was made by newer code, and is refused with a `NewerSchemaError` before anything is written.
 */
export async function migrate(
  database: Database,
  migrations: Migrations,
  others: Migrations = {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const done = await appliedMigrations(database)
    refuseUnknown(done, { ...migrations, ...others })
    const there = Object.entries(others).filter(([name]) => done.includes(name))
    const error = await run(database, { ...migrations, ...Object.fromEntries(there) })
    if (error === undefined) return
    const hasGrown = (await appliedMigrations(database)).length > done.length
    if (attempt >= ATTEMPTS || isConnectionLoss(error) || !hasGrown) throw error
  }
}

/** Throws where the schema, which is another process's to make, is newer or older than this code needs. */
export async function requireSchema(
  database: Database,
  needed: Migrations,
  others: Migrations = {},
): Promise<void> {
  const done = await appliedMigrations(database)
  refuseUnknown(done, { ...needed, ...others })
  const missing = Object.keys(needed).filter((name) => !done.includes(name))
  if (missing.length > 0)
    throw new OlderSchemaError(`The directory has not been brought up to date yet: ${missing.join(', ')}.`)
}

async function run(database: Database, migrations: Migrations): Promise<unknown> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    allowUnorderedMigrations: true,
  })
  return (await migrator.migrateToLatest()).error
}

function refuseUnknown(done: readonly string[], known: Migrations): void {
  const unknown = done.filter((name) => !(name in known))
  if (unknown.length === 0) return
  throw new NewerSchemaError(
    `The database was made by a newer AIPress (${unknown.join(', ')}); this version does not start on it. Run "npm run up" of the newer one.`,
  )
}

/** In a database without any there is no table of them either. */
async function appliedMigrations(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name`
    .execute(database)
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return { rows: [] }
      throw error
    })
  return rows.map((row) => row.name)
}

const UNDEFINED_TABLE = '42P01'
