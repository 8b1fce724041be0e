import { monitorEventLoopDelay } from 'node:perf_hooks'
import { newId } from '@aipress/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { startSmtp, type TestSmtp } from '../../../../test/harness/smtp.ts'
import { type DatabasePool, openDatabase, sql } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { ofAccount } from '../kernel/scope.ts'
import type { SpooledMail } from '../platform/mail-spool.ts'
import type { ShardStore } from '../shards/index.ts'
import { createMailCollector } from './collect-mail.reconciler.ts'
import { createMailDelivery } from './deliver-mail.reconciler.ts'
import { readMailBodies, TOO_MUCH } from './mail-bodies.ts'
import { readMailHeader } from './mail-header.ts'
import {
  findMail,
  forgetMailOfGone,
  insertMail,
  listMailSummaries,
  MAIL_BYTES_PER_SITE_MAX,
  MAIL_PER_SITE_MAX,
  mailMigrations,
  readSource,
} from './mail-store.ts'

/** On a machine of our own it is below 50. Read on this thread, such a mail stops it for a minute. */
const STANDSTILL_MS_MAX = 500

let postgres: TestPostgres
let smtp: TestSmtp
let pool: DatabasePool
let nowMs: number
const signal = AbortSignal.timeout(120_000)

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())

beforeEach(async () => {
  const opened = openDatabase(await postgres.createDatabase(mailMigrations))
  pool = opened
  smtp = await startSmtp()
  nowMs = Date.now()
  return async () => {
    await smtp[Symbol.asyncDispose]()
    await opened[Symbol.asyncDispose]()
  }
})

const SOURCE =
  'To: anna@example.com\r\nBcc: boss@example.com,\r\n\tspy@example.com\r\nSubject: Flour\r\n\r\nBcc: is a word.\r\n.\r\n'

let minute = 0
async function store(more: Partial<Parameters<typeof insertMail>[1]> = {}): Promise<string> {
  const mailId = newId('mail')
  minute += 1
  await insertMail(pool.database, {
    mailId,
    spoolId: mailId,
    siteId: 'site_a',
    siteName: 'a',
    accountId: 'acc_a',
    from: 'a@example.com',
    to: ['anna@example.com'],
    subject: 'Flour',
    sentAt: new Date(nowMs - 3_600_000 + minute),
    sizeBytes: SOURCE.length,
    delivery: 'waiting',
    raw: Buffer.from(SOURCE),
    ...more,
  })
  return mailId
}

/** As the collector stores what it has read. */
async function collected(source: string) {
  const raw = Buffer.from(source)
  return summaryOf(await store({ ...readMailHeader(raw), raw, sizeBytes: raw.length }))
}

const summaryOf = (mailId: string) =>
  findMail(pool.database, mailId, { scope: undefined, withPlatform: false })
const deliver = () => createMailDelivery(pool.database, smtp.url, () => nowMs).run(signal)
const list = (query: Partial<Parameters<typeof listMailSummaries>[1]> = {}) =>
  listMailSummaries(pool.database, {
    scope: undefined,
    withPlatform: false,
    siteId: undefined,
    limit: 200,
    cursor: undefined,
    ...query,
  })

test('mail of sites that are gone is removed, of others none', async () => {
  const kept = await store()
  for (const siteId of ['site_gone', 'site_gone', 'site_left']) await store({ siteId })
  const asked: string[][] = []
  const present = async (ids: readonly string[]) => {
    asked.push([...ids].sort())
    return new Set(['site_a'])
  }
  expect(await forgetMailOfGone(pool.database, present)).toBe(3)
  expect(asked).toEqual([['site_a', 'site_gone', 'site_left']])
  expect((await list()).items.map(({ mailId }) => mailId)).toEqual([kept])
  expect(await forgetMailOfGone(pool.database, present)).toBe(0)
})

describe('what is kept', () => {
  test('the newest of a site stay, others’ are not counted, and what waits is not thrown away', async () => {
    const waiting = await store()
    const other = await store({ siteId: 'site_b', delivery: 'captured' })
    const first = await store({ delivery: 'captured' })
    for (let count = 0; count < MAIL_PER_SITE_MAX; count += 1) await store({ delivery: 'captured' })
    expect(await summaryOf(first)).toBeUndefined()
    expect(await summaryOf(waiting)).toMatchObject({ delivery: 'waiting' })
    expect(await summaryOf(other)).toBeDefined()
  })

  test('large mails make the older ones go sooner, but never the newest', async () => {
    const half = { delivery: 'captured', sizeBytes: MAIL_BYTES_PER_SITE_MAX / 2 } as const
    const [first, second, third] = [await store(half), await store(half), await store(half)]
    expect(await Promise.all([first, second, third].map(summaryOf))).toEqual([
      undefined,
      expect.anything(),
      expect.anything(),
    ])
    const huge = await store({ delivery: 'captured', sizeBytes: MAIL_BYTES_PER_SITE_MAX + 1 })
    expect((await list()).items.map(({ mailId }) => mailId)).toEqual([huge])
  })

  test('a site that mails without end while the server is away is told so', async () => {
    for (let count = 0; count < MAIL_PER_SITE_MAX; count += 1) await store()
    expect(await summaryOf(await store())).toMatchObject({
      delivery: 'failed',
      problem: expect.stringContaining('Too much'),
    })
    expect(await summaryOf(await store({ siteId: 'site_b' }))).toMatchObject({ delivery: 'waiting' })
  })

  test('the list is paged, each mail once, and of one account only', async () => {
    const sentAt = new Date(nowMs)
    const ids = [await store({ sentAt }), await store({ sentAt }), await store({ sentAt })]
    await store({ accountId: 'acc_b', sentAt })
    const first = await list({ scope: ofAccount('acc_a'), limit: 2 })
    const second = await list({ scope: ofAccount('acc_a'), limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ mailId }) => mailId).sort()).toEqual(ids.sort())
    expect(second.nextCursor).toBeUndefined()
    const elsewhere = { scope: ofAccount('acc_b'), withPlatform: false }
    expect(await findMail(pool.database, String(ids[0]), elsewhere)).toBeUndefined()
  })

  test('a cursor that no page answered is refused', async () => {
    await expect(list({ cursor: 'nonsense' })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  })
})

describe('collecting', () => {
  function collector(mails: Partial<SpooledMail>[]) {
    const removed: string[] = []
    const spool = {
      collect: async () =>
        mails.map((mail, index) => ({
          spoolId: String(index),
          shardId: 'shard-001',
          slot: 1,
          receivedAt: new Date(nowMs),
          raw: Buffer.from(SOURCE),
          ...mail,
        })),
      remove: async (mail: SpooledMail) => void removed.push(mail.spoolId),
      watch: () => () => undefined,
    }
    const shards = {
      siteAt: async ({ slot }: { slot: number }) => (slot === 9 ? undefined : `site_${slot}`),
    } as unknown as ShardStore
    const sites = { nameOf: async (siteId: string) => ({ name: siteId, accountId: 'acc_a' }) }
    const deps = { database: pool.database, spool, shards, sites, relayed: false }
    return { run: () => createMailCollector(deps).run(signal), removed }
  }

  test('mail belongs to the site in whose slot it lay, whatever it says of itself', async () => {
    const raw = Buffer.from('From: site_2@example.com\r\nX-Site: site_2\r\n\r\nHello')
    const { run, removed } = collector([{ raw }, { slot: 9 }])
    await run()
    expect((await list()).items).toMatchObject([{ siteId: 'site_1', from: 'site_2@example.com' }])
    expect(removed).toEqual(['0', '1'])
  })

  test('mail collected twice, as after a death before it was removed, is one mail', async () => {
    const { run } = collector([{}])
    await run()
    await run()
    expect((await list()).items).toHaveLength(1)
  })

  test('mail that the database cannot hold is dropped and said so; mail waits while the database is away', async () => {
    const { run, removed } = collector([{ spoolId: 'a\0b' }, { slot: 2 }])
    expect(await run()).toEqual([expect.stringContaining('dropped a'), 'mail of site_2'])
    expect(removed).toEqual(['a\0b', '1'])
    await sql`alter table mail rename to away`.execute(pool.database)
    await expect(run()).rejects.toThrow('not stored')
    expect(removed.filter((spoolId) => spoolId === '1')).toHaveLength(1)
  })

  test('a mail of 30 MB that takes long to read is stored and shown while all else goes on', async () => {
    const start = 'Subject: Flour\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    const raw = Buffer.from(start.padEnd(30 * 1024 * 1024, '--b\r\n\r\nx\r\n'))
    const { run } = collector([{ raw }])
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    await run()
    const [summary] = (await list()).items
    const source = summary && (await readSource(pool.database, summary))
    expect(source?.equals(raw)).toBe(true)
    const bodies = await readMailBodies(async () => source)
    delay.disable()
    expect(summary?.subject).toBe('Flour')
    expect(bodies.text).toBe(TOO_MUCH)
    expect(delay.max / 1e6).toBeLessThan(STANDSTILL_MS_MAX)
  })

  test.each([
    ['nothing', ''],
    ['bytes that are no text', Buffer.from([0, 255, 13, 10, 0, 13, 10, 13, 10, 0])],
    ['a header with a NUL', 'Subject: a\0b\r\nTo: a\0@example.com\r\n\r\n\0'],
    ['a header without end', `Subject: ${'x'.repeat(3_000_000)}`],
    [
      'parts within parts',
      Array.from(
        { length: 400 },
        (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`,
      ).join(''),
    ],
  ])('%s does not keep the next mail waiting', async (_what, raw) => {
    const { run, removed } = collector([{ raw: Buffer.from(raw as string) }, { slot: 2 }])
    await run()
    expect(removed).toEqual(['0', '1'])
    const { items } = await list()
    expect(items.map(({ siteId }) => siteId).sort()).toEqual(['site_1', 'site_2'])
    for (const { mailId } of items)
      expect(await findMail(pool.database, mailId, { scope: undefined, withPlatform: false })).toBeDefined()
  })
})

describe('relaying', () => {
  test('mail goes to its recipients once, without its secret ones and with a name of its own', async () => {
    const mailId = await store({ to: ['anna@example.com', 'boss@example.com'] })
    await deliver()
    await deliver()
    expect(smtp.received).toMatchObject([
      { from: 'a@example.com', to: ['anna@example.com', 'boss@example.com'] },
    ])
    const [{ source } = { source: '' }] = smtp.received
    expect(source).toContain(`Message-ID: <${mailId}@aipress.invalid>`)
    expect(source).not.toContain('boss@example.com')
    expect(source).not.toContain('spy@example.com')
    expect(source).toContain('Bcc: is a word.')
    expect(await summaryOf(mailId)).toMatchObject({ delivery: 'relayed' })
  })

  test('mail whose recipients or header are too much to read is kept and has failed, with the reason', async () => {
    const many = collected(`To: ${'a@example.com, '.repeat(5_000)}\r\n\r\nHello`)
    const long = collected(`X: ${'x'.repeat(300_000)}\r\nBcc: spy@example.com\r\n\r\nHello`)
    const old = await store({ raw: Buffer.alloc(300_000, 'x'), sizeBytes: 300_000 })
    expect(await Promise.all([many, long])).toMatchObject([
      { delivery: 'failed', problem: expect.stringContaining('recipients') },
      { delivery: 'failed', problem: expect.stringContaining('header') },
    ])
    await deliver()
    expect(await summaryOf(old)).toMatchObject({
      delivery: 'failed',
      problem: expect.stringContaining('header'),
    })
    expect(smtp.received).toEqual([])
  })

  test('a large mail goes to the server as it is', async () => {
    const raw = Buffer.from(
      `To: anna@example.com\r\nMessage-ID: <a@b>\r\n\r\n${'0123456789\r\n'.repeat(200_000)}`,
    )
    await store({ raw, sizeBytes: raw.length })
    await deliver()
    expect(smtp.received.map(({ source }) => source.trimEnd())).toEqual([raw.toString().trimEnd()])
  })

  test('refused mail has failed, with the reason; in part refused mail says for whom', async () => {
    smtp.answers.set('gone@example.com', '550 no such mailbox')
    const refused = await store({ to: ['gone@example.com'] })
    const partly = await store({ to: ['gone@example.com', 'anna@example.com'] })
    const toNobody = await store({ to: [] })
    await deliver()
    expect(await summaryOf(refused)).toMatchObject({
      delivery: 'failed',
      problem: expect.stringContaining('no such mailbox'),
    })
    expect(await summaryOf(partly)).toMatchObject({
      delivery: 'relayed',
      problem: expect.stringContaining('gone@example.com'),
    })
    expect(await summaryOf(toNobody)).toMatchObject({ delivery: 'failed' })
  })

  test('a server that says "later" or is away is asked again, later each time', async () => {
    const mailId = await store()
    smtp.answers.set('anna@example.com', '450 busy')
    await deliver()
    expect(await summaryOf(mailId)).toMatchObject({
      delivery: 'waiting',
      problem: expect.stringContaining('busy'),
    })
    await smtp.leave()
    smtp.answers.clear()
    nowMs += 61_000
    await deliver()
    await smtp.back()
    nowMs += 61_000
    await deliver()
    expect(smtp.received).toEqual([])
    nowMs += 61_000
    await deliver()
    expect(smtp.received).toHaveLength(1)
    const { problem, delivery } = (await summaryOf(mailId)) ?? {}
    expect({ problem, delivery }).toEqual({ problem: undefined, delivery: 'relayed' })
  })

  test('while the server is away one mail asks for all, and none gives up within a day', async () => {
    await smtp.leave()
    const ids = [await store(), await store(), await store()]
    expect(await deliver()).toHaveLength(1)
    for (let count = 0; count < 3 * 24; count += 1) {
      nowMs += 20 * 60_000
      await deliver()
    }
    for (const mailId of ids) expect(await summaryOf(mailId)).toMatchObject({ delivery: 'waiting' })
    await smtp.back()
    nowMs += 3_600_000
    await deliver()
    expect(smtp.received).toHaveLength(3)
  })

  test('what was sent but not recorded is not sent again at once, and then under the same name', async () => {
    await using own = await startPostgres({ durable: true })
    await using durable = openDatabase(await own.createDatabase())
    pool = durable
    await migrate(pool.database, mailMigrations)
    const mailId = await store()
    smtp.onMail = () => own.crash()
    await expect(deliver()).rejects.toThrow()
    smtp.onMail = () => undefined
    await own.start()
    await expect.poll(() => summaryOf(mailId).catch(() => undefined)).toMatchObject({ delivery: 'waiting' })
    await deliver()
    expect(smtp.received).toHaveLength(1)
    nowMs += 61_000
    await deliver()
    expect(smtp.received).toHaveLength(2)
    expect(new Set(smtp.received.map(({ source }) => source)).size).toBe(1)
  })
})
