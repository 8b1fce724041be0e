import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase, sql, transact } from './database.ts'

let postgres: TestPostgres
let pool: DatabasePool
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  pool = openDatabase(await postgres.createDatabase())
  await sql`create table things (id text primary key)`.execute(pool.database)
  return () => pool[Symbol.asyncDispose]()
})

const insert = (id: string) => sql`insert into things (id) values (${id})`
const all = async () =>
  (await sql<{ id: string }>`select * from things order by id`.execute(pool.database)).rows
const ids = async () => (await all()).map(({ id }) => id)

test('statements asked for in one go are done in their order', async () => {
  await pool.database.transaction().execute(async (tx) => {
    const rename = sql`update things set id = 'b' where id = 'a'`
    await Promise.all([insert('a').execute(tx), rename.execute(tx), insert('a').execute(tx)])
  })
  expect(await ids()).toEqual(['a', 'b'])
})

test('one that fails in a transaction takes all of it back, whatever was asked for along with it', async () => {
  const failing = pool.database.transaction().execute(async (tx) => {
    await Promise.all([insert('a').execute(tx), insert('a').execute(tx), insert('b').execute(tx)])
  })
  await expect(failing).rejects.toMatchObject({ code: '23505' })
  const quiet = pool.database.transaction().execute(async (tx) => {
    await Promise.allSettled([insert('c').execute(tx), insert('c').execute(tx), insert('d').execute(tx)])
  })
  await expect(quiet).rejects.toThrow()
  expect(await ids()).toEqual([])
})

test('a transaction that fails before its first statement leaves its connection usable', async () => {
  const failing = pool.database.transaction().execute(() => Promise.reject(new Error('not today')))
  await expect(failing).rejects.toThrow('not today')
  await insert('a').execute(pool.database)
  expect(await ids()).toEqual(['a'])
})

test('who has prepared a statement hears nothing of tables that were changed since', async () => {
  await Promise.all(Array.from({ length: 10 }, all))
  await sql`alter table things add column colour text default 'red'`.execute(pool.database)
  const seen = await Promise.all(Array.from({ length: 20 }, all))
  expect(seen).toEqual(seen.map(() => []))
  await sql`alter table things add column size text`.execute(pool.database)
  const inside = () => transact(pool.database, (tx) => sql`select * from things order by id`.execute(tx))
  expect((await Promise.all(Array.from({ length: 20 }, inside))).map(({ rows }) => rows)).toEqual(
    Array.from({ length: 20 }, () => []),
  )
})
