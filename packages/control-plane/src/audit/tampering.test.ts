import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../kernel/database.ts'
import { atInMicroseconds, chained, type LineContent } from './audit-chain.ts'
import { createAuditHeads } from './audit-heads.ts'
import { type AuditYard, type AuditYards, LINE, openAuditYards } from './testing/audit-yard.ts'

const LINES = 9

let yards: AuditYards
let yard: AuditYard
beforeAll(async () => {
  yards = await openAuditYards()
})
afterAll(() => yards?.[Symbol.asyncDispose]())

beforeEach(async () => {
  yard = await yards.open()
  for (let number = 1; number <= LINES; number += 1) await yard.append({ input: `{"number":${number}}` })
  await yard.sign()
})

const ACROSS = `audit_id, at, principal, who, door, action, input, site_id, account_id, operation_id, result, duration_ms`

/** As somebody would who knows how lines are linked, but has no key: from a line on, all anew. */
async function relinkFrom(first: number): Promise<void> {
  const { rows } = await sql<LineContent & { seq: string; previous_hash: string }>`
    select seq, previous_hash, audit_id, ${atInMicroseconds} as at, principal, who, door, action, input, site_id, account_id,
      operation_id, result, duration_ms
    from audit_lines where seq >= ${first} order by seq`.execute(yard.database)
  const lines = rows.map(({ seq: _, previous_hash: __, ...line }) => line)
  const linked = chained({ seq: first - 1, hash: rows[0]?.previous_hash ?? '' }, lines)
  const last = linked.at(-1)
  await yard.tamper(
    ...linked.map(
      ({ audit_id, seq, previous_hash, hash }) =>
        `update audit_lines set seq = ${seq}, previous_hash = '${previous_hash}', hash = '${hash}' where audit_id = '${audit_id}'`,
    ),
    `update audit_chain set seq = ${last?.seq}, hash = '${last?.hash}'`,
  )
}

test('a log that nobody touched is intact, whichever part is asked for', async () => {
  expect(await yard.verify()).toMatchObject({
    intact: true,
    checked: LINES,
    first: 1,
    last: LINES,
    problems: [],
  })
  const part = await yard.verify({ first: 3, lines: 4 })
  expect(part).toMatchObject({ intact: true, checked: 4, first: 3, last: 6, next: 7 })
  expect(await yard.verify({ first: 7, lines: 4 })).toMatchObject({ intact: true, checked: 3, last: LINES })
})

test('a change of any column of any line is found at that line', async () => {
  const { rows } = await sql<{ name: string; type: string }>`
    select column_name as name, data_type as type from information_schema.columns
    where table_name = 'audit_lines' order by ordinal_position`.execute(yard.database)
  expect(rows.length).toBeGreaterThanOrEqual(15)
  for (const [index, { name, type }] of rows.entries()) {
    const seq = (index % LINES) + 1
    const changes: Record<string, string> = {
      text: `${name} || '.'`,
      'timestamp with time zone': `${name} + interval '1 microsecond'`,
      'double precision': `${name} + 0.001`,
      bigint: `${name} + 1000`,
    }
    await sql`create table kept as select * from audit_lines`.execute(yard.database)
    await yard.tamper(`update audit_lines set ${name} = ${changes[type]} where seq = ${seq}`)
    const found = await yard.problems()
    expect(found, name).not.toEqual([])
    if (name !== 'seq') expect(found[0], name).toMatch(new RegExp(` ${seq}$`))
    await yard.tamper(
      'delete from audit_lines',
      'insert into audit_lines select * from kept',
      'drop table kept',
    )
    expect(await yard.problems(), `after ${name}`).toEqual([])
  }
})

test.each(['site_id', 'account_id', 'operation_id'])('emptying %s is found', async (column) => {
  await yard.tamper(`update audit_lines set ${column} = null where seq = 4`)
  expect(await yard.problems()).toEqual(['changed 4'])
})

describe('removal is found', () => {
  test.each([
    ['the first line', 'seq = 1', ['removed 1']],
    ['the first three', 'seq <= 3', ['removed 3']],
    ['one in the middle', 'seq = 5', ['removed 5']],
    ['two apart', 'seq in (3, 7)', ['removed 3', 'removed 7']],
    ['the last line', `seq = ${LINES}`, [`cut-off ${LINES}`]],
    ['all lines', 'true', [`cut-off ${LINES}`]],
  ])('of %s', async (_, which, problems) => {
    await yard.tamper(`delete from audit_lines where ${which}`)
    expect(await yard.problems()).toEqual(problems)
  })

  test('of the end, though the chain says that it ends there', async () => {
    await yard.tamper(
      'delete from audit_lines where seq > 6',
      'update audit_chain set seq = 6, hash = (select hash from audit_lines where seq = 6)',
    )
    expect(await yard.problems()).toEqual(['cut-off 6'])
  })

  test('of the end, though as many other lines were written since', async () => {
    await yard.tamper(
      'delete from audit_lines where seq > 6',
      'update audit_chain set seq = 6, hash = (select hash from audit_lines where seq = 6)',
    )
    for (let number = 7; number <= LINES + 3; number += 1) await yard.append({})
    expect(await yard.problems()).toEqual([`rewritten ${LINES}`])
  })

  test('of the beginning, though the chain says that the retention did it', async () => {
    await yard.tamper(
      'update audit_chain set removed_to = 3, removed_hash = (select hash from audit_lines where seq = 3)',
      'delete from audit_lines where seq <= 3',
    )
    expect(await yard.problems()).toEqual(['removed 3'])
  })

  test('of the chain’s own row', async () => {
    await yard.tamper('delete from audit_chain')
    expect(await yard.problems()).toEqual(['removed 0'])
  })
})

describe('an order that was changed is found', () => {
  test('of two lines that took each other’s number', async () => {
    await yard.tamper(
      'update audit_lines set seq = 1000 where seq = 4',
      'update audit_lines set seq = 4 where seq = 5',
      'update audit_lines set seq = 5 where seq = 1000',
    )
    expect(await yard.problems()).toEqual(expect.arrayContaining(['changed 4', 'changed 5']))
  })

  test('of two lines that took each other’s place in all columns of the chain', async () => {
    await yard.tamper(
      `create table pair as select a.audit_id, b.seq, b.previous_hash, b.hash from audit_lines a, audit_lines b
       where (a.seq, b.seq) in ((4, 5), (5, 4))`,
      'update audit_lines set seq = seq + 1000 where seq in (4, 5)',
      `update audit_lines set seq = pair.seq, previous_hash = pair.previous_hash, hash = pair.hash
       from pair where pair.audit_id = audit_lines.audit_id`,
      'drop table pair',
    )
    expect(await yard.problems()).toEqual(['changed 4', 'changed 5'])
  })
})

describe('what was inserted is found', () => {
  const insert = (seq: string) =>
    `insert into audit_lines (${ACROSS}, seq, previous_hash, hash)
     select 'aud_forged', ${ACROSS.replace('audit_id, ', '')}, ${seq}, previous_hash, hash from audit_lines where seq = 4`

  test('behind the end', async () => {
    await yard.tamper(insert(String(LINES + 1)))
    expect(await yard.problems()).toEqual([`inserted ${LINES + 1}`])
  })

  test('before the beginning', async () => {
    await yard.tamper(insert('0'))
    expect(await yard.problems()).toEqual(['inserted 0'])
  })

  test('under a number that is taken', async () => {
    await yard.tamper('drop index audit_lines_by_seq', insert('4'))
    expect(await yard.problems()).toContain('inserted 4')
  })

  test('between two others, which were renumbered', async () => {
    await yard.tamper(
      `update audit_lines set seq = seq + 1001 where seq > 4`,
      `update audit_lines set seq = seq - 1000 where seq > 1000`,
      insert('5'),
      `update audit_chain set seq = ${LINES + 1}`,
    )
    const found = await yard.problems()
    expect(found).toContain('changed 5')
    expect(found).toContain(`changed ${LINES + 1}`)
  })
})

describe('a chain that was written anew without the key is found', () => {
  test('from the first line on', async () => {
    await yard.tamper(`update audit_lines set who = 'nobody' where seq = 1`)
    await relinkFrom(1)
    expect(await yard.problems()).toEqual([`rewritten ${LINES}`])
  })

  test('where one line in the middle is left out', async () => {
    await yard.tamper('delete from audit_lines where seq = 5')
    await relinkFrom(4)
    expect(await yard.problems()).toEqual([`cut-off ${LINES - 1}`])
  })

  test('in one line alone, and its hash', async () => {
    await yard.tamper(`update audit_lines set who = 'nobody' where seq = 4`)
    const { rows } = await sql<LineContent & { previous_hash: string }>`
      select previous_hash, audit_id, ${atInMicroseconds} as at, principal, who, door, action, input, site_id, account_id,
        operation_id, result, duration_ms from audit_lines where seq = 4`.execute(yard.database)
    const [{ previous_hash, ...line } = { previous_hash: '' }] = rows
    const [linked] = chained({ seq: 3, hash: previous_hash }, [line as LineContent])
    await yard.tamper(`update audit_lines set hash = '${linked?.hash}' where seq = 4`)
    expect(await yard.problems()).toEqual(['broken 5'])
  })

  test('and gets no signature afterwards', async () => {
    await yard.tamper(`update audit_lines set who = 'nobody' where seq = 1`)
    await relinkFrom(1)
    await yard.append({})
    await expect(yard.sign()).rejects.toThrow(`does not go on from line ${LINES}`)
    expect(await yard.problems()).toEqual([`rewritten ${LINES}`])
  })
})

describe('the signed heads', () => {
  test('that another key has signed do not count, and are told', async () => {
    const other = createAuditHeads({ path: yard.headsPath, key: Buffer.alloc(32, 8), clock: Date.now })
    await other.sign({ seq: 2, hash: 'f'.repeat(64), removedTo: 0 })
    expect(await yard.problems()).toEqual(['unsigned 0'])
  })

  test('whose content was changed do not count, and are told', async () => {
    const text = await readFile(yard.headsPath, 'utf8')
    await writeFile(yard.headsPath, text.replace(`"seq":${LINES}`, '"seq":2'))
    expect(await yard.problems()).toEqual(['unsigned 0', 'unsigned 0'])
  })

  test('that are gone are told', async () => {
    await truncate(yard.headsPath)
    expect(await yard.problems()).toEqual(['unsigned 0'])
  })

  test('outlive a process that was killed in the middle of a line', async () => {
    await appendFile(yard.headsPath, '{"at":"2026-11-30T12:0')
    await yard.append({})
    await yard.sign()
    expect(await yard.verify()).toMatchObject({ intact: true, signed: { seq: LINES + 1 } })
  })

  test('stay few, and the newest is never lost', async () => {
    for (let round = 0; round < 3; round += 1) {
      await appendFile(yard.headsPath, `${'x'.repeat(1_100_000)}\n`)
      await yard.append({})
      await yard.sign()
    }
    expect((await readFile(yard.headsPath)).length).toBeLessThan(1_000)
    expect(await yard.verify()).toMatchObject({ intact: true, signed: { seq: LINES + 3 } })
  })
})

describe('the database itself refuses', () => {
  test.each([
    'update audit_lines set who = who',
    'delete from audit_lines where seq = 1',
    'truncate audit_lines',
    'update audit_chain set seq = seq - 1',
    'update audit_chain set removed_to = seq + 1',
    'delete from audit_chain',
    'truncate audit_chain',
  ])('%s', async (statement) => {
    const refused = expect(sql.raw(statement).execute(yard.database)).rejects
    await refused.toThrow(/never changed or removed|only grows/)
    expect(await yard.problems()).toEqual([])
  })

  test('the same where ordinary triggers are switched off', async () => {
    const change = yard.database.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update audit_lines set who = 'nobody'`.execute(tx)
    })
    await expect(change).rejects.toThrow('never changed or removed')
  })

  test('removing young lines, also once the chain begins after them', async () => {
    await sql`update audit_chain set removed_to = 3`.execute(yard.database)
    await expect(sql`delete from audit_lines where seq <= 3`.execute(yard.database)).rejects.toThrow(
      'never changed or removed',
    )
  })
})

test('characters that the database cannot hold do not make a line look changed', async () => {
  const half = '🥐'.slice(0, 1)
  await yard.append({ ...LINE, who: `nul\0 half ${half}`, input: `cut ${half}`, duration_ms: 1e21 })
  expect(await yard.problems()).toEqual([])
})
