import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { appendAuditLine, listAuditLines } from './audit-store.ts'
import { auditMigrations, purgeAuditLines, redactedInput } from './index.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NOW_MS = Date.UTC(2026, 10, 21)

let postgres: TestPostgres
let pool: DatabasePool

beforeAll(async () => {
  postgres = await startPostgres()
  pool = openDatabase(await postgres.createDatabase())
  await migrate(pool.database, auditMigrations)
  for (const [action, ageDays] of AGES) await append(action, ageDays)
})
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

/** Two at the same instant: the order must still be total, or a page would lose one. */
const AGES = [
  ['oldest', 500],
  ['a', 2],
  ['b', 1],
  ['b', 1],
  ['newest', 0],
] as const

const append = (action: string, ageDays: number) =>
  appendAuditLine(pool.database, {
    at: new Date(NOW_MS - ageDays * DAY_MS),
    principal: 'person:per_1',
    who: 'anna@example.com',
    door: 'rest',
    action,
    input: '{}',
    site_id: null,
    account_id: null,
    operation_id: null,
    result: 'ok',
    duration_ms: 1,
  })

async function pagesOf(query: { action?: string; limit: number }) {
  const lines: string[] = []
  let cursor: string | undefined
  do {
    const page = await listAuditLines(pool.database, { action: undefined, ...query, cursor })
    lines.push(...page.items.map((line) => line.action))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return lines
}

test('lines are listed newest first, page by page, none lost and none twice', async () => {
  for (const limit of [1, 2, 3, 10]) {
    expect(await pagesOf({ limit })).toEqual(['newest', 'b', 'b', 'a', 'oldest'])
  }
})

test('one action’s lines can be asked for', async () => {
  expect(await pagesOf({ action: 'b', limit: 1 })).toEqual(['b', 'b'])
})

test('lines beyond the retention are removed, others never', async () => {
  expect(await purgeAuditLines(pool.database, NOW_MS)).toBe(1)
  expect(await pagesOf({ limit: 10 })).toEqual(['newest', 'b', 'b', 'a'])
})

test.each([
  [{ title: 'Cup', password: 'hunter2' }, '{"title":"Cup","password":"[secret]"}'],
  [{ deep: { apiKey: 'hunter2' } }, '{"deep":{"apiKey":"[secret]"}}'],
  [{ args: ['user', 'create', '--user_pass=hunter2'] }, '{"args":["user","create","--user_pass=[secret]"]}'],
  [{ args: ['--dbpass', 'hunter2', '--quiet'] }, '{"args":["--dbpass","[secret]","--quiet"]}'],
  [{ args: ['option', 'get', 'blogname'] }, '{"args":["option","get","blogname"]}'],
])('secrets in %j are left out', (input, text) => {
  expect(redactedInput(input)).toBe(text)
})

test('a long input is cut', () => {
  expect(redactedInput({ text: 'x'.repeat(5_000) })).toHaveLength(2_000)
})
