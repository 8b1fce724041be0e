import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase, sql } from './database.ts'
import { type Migrations, migrate, NewerSchemaError, OlderSchemaError, requireSchema } from './migrate.ts'

let postgres: TestPostgres
let pool: DatabasePool

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase())
  return () => pool[Symbol.asyncDispose]()
})

const making = (table: string): Migrations => ({
  [`010_${table}`]: {
    async up(database) {
      await sql`create table ${sql.table(table)} (id text primary key)`.execute(database)
    },
  },
})
const [OURS, THEIRS] = [making('ours'), making('theirs')]

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where tablename in ('ours', 'theirs') order by 1`.execute(
    pool.database,
  )
  return rows.map(({ name }) => name)
}

test('two who share a database each make their own tables, in any order and at the same time', async () => {
  await migrate(pool.database, OURS, THEIRS)
  expect(await tables()).toEqual(['ours'])
  await migrate(pool.database, THEIRS, OURS)
  expect(await tables()).toEqual(['ours', 'theirs'])
  await Promise.all([migrate(pool.database, OURS, THEIRS), migrate(pool.database, THEIRS, OURS)])
})

test('both at once on an empty database', async () => {
  const all = [OURS, THEIRS, OURS, THEIRS].map((own) =>
    migrate(pool.database, own, own === OURS ? THEIRS : OURS),
  )
  await Promise.all(all)
  expect(await tables()).toEqual(['ours', 'theirs'])
})

test('a schema with a step that is not known is left as it is', async () => {
  await migrate(pool.database, THEIRS)
  await expect(migrate(pool.database, OURS)).rejects.toThrow(NewerSchemaError)
  await expect(migrate(pool.database, OURS)).rejects.toThrow('made by a newer AIPress (010_theirs)')
  await expect(requireSchema(pool.database, OURS)).rejects.toThrow(NewerSchemaError)
  expect(await tables()).toEqual(['theirs'])
})

test('a schema that is not there yet is waited for by whoever does not make it', async () => {
  await expect(requireSchema(pool.database, OURS)).rejects.toThrow(OlderSchemaError)
  await migrate(pool.database, OURS)
  await requireSchema(pool.database, OURS)
})
