import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type DatabasePool, openDatabase } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { readMailHeader } from './mail-header.ts'
import { listMailSummaries, mailMigrations, readSource } from './mail-store.ts'
import { leavePlatformMail } from './platform-mail.ts'

let postgres: TestPostgres
let pool: DatabasePool
beforeAll(async () => {
  postgres = await startPostgres()
  pool = openDatabase(await postgres.createDatabase())
  await migrate(pool.database, mailMigrations)
})
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
})

const SUBJECT = 'Café „パン屋“ 🥐 has used all of its storage\r\nBcc: everybody@example.com'
const mail = {
  siteId: 'site_a',
  siteName: 'cafe',
  accountId: 'acc_a',
  from: 'usage@aipress.example.com',
  to: ['anna@example.com', 'bo@example.com'],
  subject: SUBJECT,
  text: 'Grüße,\n\nder Ofen ist voll.',
  sentAt: new Date('2026-11-30T12:00:00Z'),
  key: 'usage/1',
}

test('mail of the platform is well formed in any language, and one however often it is left', async () => {
  const { database } = pool
  for (const _ of ['once', 'twice']) await leavePlatformMail(database, mail, true)
  await leavePlatformMail(database, { ...mail, key: 'usage/2' }, false)
  const { items } = await listMailSummaries(database, {
    scope: { accountId: 'acc_a', siteIds: [] },
    withPlatform: false,
    siteId: 'site_a',
    limit: 10,
    cursor: undefined,
  })
  expect(items.map(({ delivery }) => delivery).toSorted()).toEqual(['captured', 'waiting'])
  const [first] = items
  const source = first && (await readSource(database, first))
  const header = readMailHeader(source ?? Buffer.alloc(0))
  expect(header).toMatchObject({ from: mail.from, to: mail.to, subject: SUBJECT })
  expect(header.fields.map(({ name }) => name)).not.toContain('bcc')
  const text = source?.toString('latin1') ?? ''
  expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  expect(Buffer.from(body, 'base64').toString('utf8')).toBe('Grüße,\r\n\r\nder Ofen ist voll.')
})
