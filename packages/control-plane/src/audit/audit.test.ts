import { exportAudit, listAudit, verifyAudit } from '@aipress/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, sql } from '../kernel/database.ts'
import { migrate } from '../kernel/migrate.ts'
import { type AuditDeps, auditHandlers } from './audit-actions.ts'
import { type AuditQuery, listAuditLines } from './audit-store.ts'
import { csvCell } from './export-audit.ts'
import { auditMigrations, purgeAuditLines, redactedInput } from './index.ts'
import { type AuditYard, type AuditYards, openAuditYards } from './testing/audit-yard.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const NOW_MS = Date.now()

let yards: AuditYards
beforeAll(async () => {
  yards = await openAuditYards()
})
afterAll(() => yards?.[Symbol.asyncDispose]())

async function pagesOf({ database }: AuditYard, query: Partial<AuditQuery>) {
  const lines: string[] = []
  let cursor: string | undefined
  do {
    const page = await listAuditLines(database, { limit: 50, ...query, cursor })
    lines.push(...page.items.map((line) => line.action))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return lines
}

describe('the list', () => {
  let yard: AuditYard
  beforeAll(async () => {
    yard = await yards.open()
    const lines = [
      { action: 'a', at: new Date('2026-11-01T23:59:59.999Z') },
      { action: 'b', at: new Date('2026-11-02T00:00:00Z'), site_id: 'site_2', result: 'site_busy' },
      // At the same instant: the order must still be total, or a page would lose one.
      {
        action: 'b',
        at: new Date('2026-11-02T00:00:00Z'),
        who: 'ben_100%@example.com',
        door: 'cli' as const,
      },
      { action: 'c', at: new Date('2026-11-03T12:00:00Z'), account_id: 'acc_2', result: 'not_permitted' },
      {
        action: 'd',
        at: new Date('2026-11-04T12:00:00Z'),
        site_id: null,
        input: '{"site":"gone-bakery","hostname":"Shop.example.com"}',
      },
    ]
    for (const line of lines) await yard.append(line)
  })

  test('is newest first, page by page, none lost and none twice', async () => {
    for (const limit of [1, 2, 3, 10])
      expect(await pagesOf(yard, { limit })).toEqual(['d', 'c', 'b', 'b', 'a'])
  })

  test.each([
    [{ action: 'b' }, ['b', 'b']],
    [{ who: 'BEN' }, ['b']],
    [{ who: '_100%' }, ['b']],
    [{ who: 'a%a' }, []],
    [{ site: { siteId: 'site_2' } }, ['b']],
    [{ site: { called: 'gone-bakery' } }, ['d']],
    [{ site: { called: 'gone' } }, []],
    [{ accountId: 'acc_2' }, ['c']],
    [{ door: 'cli' as const }, ['b']],
    [{ result: 'ok' }, ['d', 'b', 'a']],
    [{ result: 'failed' }, ['c', 'b']],
    [{ result: 'site_busy' }, ['b']],
    [{ from: '2026-11-03' }, ['d', 'c']],
    [{ to: '2026-11-02' }, ['b', 'b', 'a']],
    [{ from: '2026-11-02', to: '2026-11-02' }, ['b', 'b']],
    [{ from: '2026-11-02T00:00:01Z', to: '2026-11-03T14:00:00+02:00' }, ['c']],
    [{ text: 'shop.EXAMPLE' }, ['d']],
    [{ text: 'not_permitted' }, ['c']],
    [{ action: 'b', result: 'failed', from: '2026-11-01' }, ['b']],
  ])('filtered by %j', async (filter, actions) => {
    for (const limit of [1, 10]) expect(await pagesOf(yard, { ...filter, limit })).toEqual(actions)
  })

  test('refuses a cursor that is none', async () => {
    await expect(pagesOf(yard, {})).resolves.toHaveLength(5)
    await expect(listAuditLines(yard.database, { limit: 1, cursor: "1' or 1=1" })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('the retention', () => {
  test('removes old lines, never others, and the chain is intact from there on', async () => {
    const yard = await yards.open()
    const ages = [500, 400, 2, 450, 0]
    for (const days of ages)
      await yard.append({ at: new Date(NOW_MS - days * DAY_MS), action: `${days} days` })
    await yard.sign()
    expect(await purgeAuditLines(yard.database, yard.heads, NOW_MS)).toBe(2)
    // The one of 450 days was written after a younger one: it goes with that.
    expect(await pagesOf(yard, {})).toEqual(['0 days', '2 days', '450 days'])
    expect(await yard.verify()).toMatchObject({ intact: true, checked: 3, first: 3, last: 5, removedTo: 2 })
    expect(await yard.verify({ first: 4 })).toMatchObject({ intact: true, checked: 2 })
    expect(await purgeAuditLines(yard.database, yard.heads, NOW_MS)).toBe(0)
    await yard.append({})
    await yard.sign()
    expect(await yard.verify()).toMatchObject({ intact: true, last: 6, removedTo: 2 })
  })

  test('may take everything, and the chain goes on', async () => {
    const yard = await yards.open()
    for (const days of [500, 400]) await yard.append({ at: new Date(NOW_MS - days * DAY_MS) })
    expect(await purgeAuditLines(yard.database, yard.heads, NOW_MS)).toBe(2)
    expect(await yard.verify()).toMatchObject({ intact: true, checked: 0, removedTo: 2 })
    await yard.append({})
    expect(await yard.verify()).toMatchObject({ intact: true, checked: 1, first: 3 })
  })

  test('that was killed after signing removes the same lines in the next run', async () => {
    const yard = await yards.open()
    for (const days of [500, 0]) await yard.append({ at: new Date(NOW_MS - days * DAY_MS) })
    const broken = { ...yard.heads, sign: async () => Promise.reject(new Error('killed')) }
    await expect(purgeAuditLines(yard.database, broken, NOW_MS)).rejects.toThrow('killed')
    await yard.heads.sign({ seq: 2, hash: (await yard.verify()).hash, removedTo: 1 })
    expect(await yard.verify()).toMatchObject({ intact: true, checked: 2 })
    expect(await purgeAuditLines(yard.database, yard.heads, NOW_MS)).toBe(1)
    expect(await yard.verify()).toMatchObject({ intact: true, checked: 1, removedTo: 1 })
  })
})

test('a log that has just begun is not told to be at fault for what was not signed yet', async () => {
  const yard = await yards.open()
  for (const _ of [1, 2, 3]) await yard.append({ at: new Date() })
  const verify = handlerOf(await depsOf(yard), verifyAudit.name)
  expect(await verify({})).toMatchObject({ intact: true, checked: 3, problems: [] })
})

test('lines from before the chain are brought into it, in the order of their times', async () => {
  const pool = openDatabase(await yards.postgres.createDatabase())
  try {
    const { '025_audit_lines': before } = auditMigrations
    await migrate(pool.database, before === undefined ? {} : { '025_audit_lines': before })
    await sql`insert into audit_lines select 'aud_' || number, now() - number * interval '1.000001 seconds', 'machine', 'ben', 'cli',
      'sites.show', '{}', null, null, null, 'ok', number / 7.0 from generate_series(1, 4500) number`.execute(
      pool.database,
    )
    await migrate(pool.database, auditMigrations)
    const yard = { database: pool.database } as AuditYard
    const { rows } = await sql<{ audit_id: string; seq: string }>`
      select audit_id, seq from audit_lines order by at desc limit 1`.execute(yard.database)
    expect(rows).toEqual([{ audit_id: 'aud_1', seq: '4500' }])
    const deps = await depsOf(await yards.open())
    const verify = handlerOf({ ...deps, database: pool.database }, verifyAudit.name)
    expect(await verify({})).toMatchObject({
      checked: 4_500,
      first: 1,
      last: 4_500,
      problems: [{ kind: 'unsigned' }],
    })
  } finally {
    await pool[Symbol.asyncDispose]()
  }
})

const depsOf = async ({ database, heads }: AuditYard): Promise<AuditDeps> => ({
  database,
  heads,
  siteIdOf: async (ref) => (ref === 'bakery' ? 'site_1' : undefined),
  siteNamesOf: async () => new Map([['site_1', 'bakery']]),
  accountIdOf: async (ref) => (ref === 'Agency' ? 'acc_1' : Promise.reject(new Error(`no ${ref}`))),
})

function handlerOf(
  deps: AuditDeps,
  name: string,
  emit: (event: never) => void | Promise<void> = () => undefined,
) {
  const handler = auditHandlers(deps).find(({ action }) => action.name === name)
  const signal = AbortSignal.timeout(60_000)
  const context = { caller: { role: 'administrator' }, signal, emit } as never
  return (input: object) => handler?.handle(handler.action.input.parse(input), context) as Promise<unknown>
}

describe('the actions', () => {
  test('are found by a part of their name, a whole one alone, with the site’s name', async () => {
    const yard = await yards.open()
    for (const action of ['sites.wp', 'sites.delete', 'sites.delete-all']) await yard.append({ action })
    const list = handlerOf(await depsOf(yard), listAudit.name)
    const found = async (action: string) =>
      ((await list({ action })) as { items: { action: string }[] }).items.toSorted((a, b) =>
        a.action.localeCompare(b.action),
      )
    expect(await found('wp')).toMatchObject([{ action: 'sites.wp', siteId: 'site_1', siteName: 'bakery' }])
    expect(await found('delete')).toMatchObject([{ action: 'sites.delete' }, { action: 'sites.delete-all' }])
    expect(await found('sites.delete')).toMatchObject([{ action: 'sites.delete' }])
    expect(await found('sites.delete')).toHaveLength(1)
  })

  test('take names of sites and accounts, and their ids once those are gone', async () => {
    const yard = await yards.open()
    await yard.append({ input: '{"site":"bakery"}' })
    await yard.append({ site_id: null, account_id: null, input: '{"site":"gone"}' })
    const list = handlerOf(await depsOf(yard), listAudit.name)
    for (const [filter, seqs] of [
      [{ site: 'bakery' }, [1]],
      [{ site: 'site_1' }, [1]],
      [{ site: 'gone' }, [2]],
      [{ account: 'Agency' }, [1]],
      [{ account: 'acc_1' }, [1]],
    ] as const) {
      const { items } = (await list(filter)) as { items: { seq: number }[] }
      expect(items.map(({ seq }) => seq)).toEqual(seqs)
    }
  })

  test('only two verifications run at a time', async () => {
    const yard = await yards.open()
    const verify = handlerOf(await depsOf(yard), verifyAudit.name)
    const outcomes = await Promise.allSettled([verify({}), verify({}), verify({})])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(outcomes[2]).toMatchObject({ reason: { code: 'rate_limited' } })
    await expect(verify({})).resolves.toMatchObject({ intact: true })
  })

  test('an export holds what the filters pick, piece by piece, and says where to go on', async () => {
    const yard = await yards.open()
    const long = 'x'.repeat(1_500)
    for (let number = 1; number <= 60; number += 1)
      await yard.append({ at: new Date(NOW_MS + number), input: JSON.stringify({ number, long }) })
    await yard.append({ result: 'not_permitted' })
    const pieces: string[] = []
    let waiting = 0
    const emit = async ({ text }: { text: string }) => {
      expect(waiting, 'the next piece waits for the one before').toBe(0)
      waiting += 1
      await new Promise(setImmediate)
      waiting -= 1
      pieces.push(text)
    }
    const exported = handlerOf(await depsOf(yard), exportAudit.name, emit)
    const first = await exported({ format: 'jsonl', result: 'ok', limit: 50 })
    expect(first).toMatchObject({
      lines: 50,
      download: expect.stringContaining('/v1/audit/export?format=jsonl'),
    })
    const { nextCursor } = first as { nextCursor: string }
    expect(await exported({ format: 'jsonl', result: 'ok', cursor: nextCursor })).toMatchObject({ lines: 10 })
    expect(pieces.length).toBeGreaterThan(2)
    const seqs = pieces
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq)
    expect(seqs).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index))
  })

  test('CSV has one heading, also over several files', async () => {
    const yard = await yards.open()
    await yard.append({ at: new Date(NOW_MS), who: 'a,"b"\nc', input: '{"n":1}' })
    await yard.append({ at: new Date(NOW_MS + 1), who: '=cmd|calc' })
    const pieces: string[] = []
    const exported = handlerOf(await depsOf(yard), exportAudit.name, ({ text }: { text: string }) => {
      pieces.push(text)
    })
    const { nextCursor } = (await exported({ limit: 1 })) as { nextCursor: string }
    await exported({ cursor: nextCursor })
    const csv = pieces.join('')
    expect(csv.match(/seq,at,who/g)).toHaveLength(1)
    expect(csv).toContain(`,"'=cmd|calc",rest,`)
    expect(csv).toContain(',"a,""b""\nc",rest,')
    expect(csv).toContain(',"{""n"":1}",')
  })
})

test.each([
  ['=1+1', `"'=1+1"`],
  ['+49 30 1234', `"'+49 30 1234"`],
  ['-2', `"'-2"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r\n=1', `"'\r\n=1"`],
  ['  =1', `"'  =1"`],
  ['＝1', `"'＝1"`],
  ['anna@example.com', 'anna@example.com'],
  ['a"b', '"a""b"'],
  ['', ''],
])('the cell %j is no formula', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
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
