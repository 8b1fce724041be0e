import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isConnectionLoss } from '../kernel/database.ts'
import { retry } from '../kernel/retry.ts'
import { auditAppender } from './append-audit-lines.ts'
import { type AuditYard, type AuditYards, LINE, openAuditYards } from './testing/audit-yard.ts'

const WRITER = fileURLToPath(new URL('./testing/writer.ts', import.meta.url))

let yards: AuditYards
beforeAll(async () => {
  yards = await openAuditYards()
})
afterAll(() => yards?.[Symbol.asyncDispose]())

const startWriter = ({ url }: AuditYard, name: string, lines: number) =>
  execa(process.execPath, [WRITER, url, name, String(lines)], { reject: false })

const writtenTexts = async ({ database }: AuditYard) =>
  (await database.selectFrom('audit_lines').select('input').execute()).map(({ input }) => input)

test('many writers of several processes make one chain without gaps, and lose nothing', async () => {
  const yard = await yards.open()
  const append = auditAppender(yard.database)
  const children = ['first', 'second'].map((name) => startWriter(yard, name, 400))
  const own = Array.from({ length: 200 }, (_, index) => append({ ...LINE, input: `own-${index}` }))
  await Promise.all(own)
  const answered = (await Promise.all(children)).flatMap(({ stdout }) => stdout.split('\n'))
  expect(answered).toHaveLength(800)
  expect(new Set(await writtenTexts(yard)).size).toBe(1_000)
  expect(await yard.verify()).toMatchObject({ checked: 1_000, first: 1, last: 1_000 })
  expect(await yard.problems()).toEqual(['unsigned 0'])
  await yard.sign()
  expect(await yard.problems()).toEqual([])
})

test('kill -9 amid writing breaks no chain and loses no line that was answered', async () => {
  const yard = await yards.open()
  const answered: string[] = []
  for (const name of ['a', 'b', 'c']) {
    const child = startWriter(yard, name, 100_000)
    const lines = createInterface(child.stdout)
    // In the middle of what it writes: each has answered some hundreds when it is killed.
    let heard = 0
    lines.on('line', (text) => {
      answered.push(text)
      heard += 1
      if (heard === 300) child.kill('SIGKILL')
    })
    await child
  }
  await yard.append({})
  await yard.sign()
  const written = new Set(await writtenTexts(yard))
  expect(answered.length).toBeGreaterThanOrEqual(900)
  expect(answered.filter((text) => !written.has(text))).toEqual([])
  expect(await yard.verify()).toMatchObject({ intact: true, last: written.size })
})

test('connections that are cut amid writing cost no line and write none twice', async () => {
  const yard = await yards.open()
  const append = auditAppender(yard.database)
  const writing = Array.from({ length: 500 }, async (_, index) => {
    await append({ ...LINE, input: `line-${index}` })
    if (index % 150 === 0) await yards.postgres.cutConnections(yard.url)
  })
  const outcomes = await Promise.allSettled(writing)
  const answered = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [`line-${index}`] : []))
  // The pool finds out only by asking which of its connections are gone.
  const written = await retry(() => writtenTexts(yard), isConnectionLoss, {
    attempts: 25,
    firstDelayMs: 1,
    delayMsMax: 10,
  })
  expect(answered.length).toBeGreaterThan(400)
  expect(answered.filter((text) => !written.includes(text))).toEqual([])
  expect(new Set(written).size).toBe(written.length)
  await yard.sign()
  expect(await yard.problems()).toEqual([])
})

test('one line that cannot be written does not take the others with it', async () => {
  const yard = await yards.open()
  const append = auditAppender(yard.database)
  const bad = append({ ...LINE, input: 'bad', duration_ms: 'no number' as unknown as number })
  const good = Array.from({ length: 5 }, (_, index) => append({ ...LINE, input: `good-${index}` }))
  await expect(bad).rejects.toThrow()
  await Promise.all(good)
  await yard.sign()
  expect(await yard.verify()).toMatchObject({ intact: true, checked: 5 })
})
