import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { openDatabase } from '../kernel/database.ts'
import { createLog } from '../kernel/log.ts'
import { createDurableRuns, type DurableRuns, ensureDatabase } from './durable-runs.ts'

let postgres: TestPostgres
let durable: DurableRuns
const ran: string[] = []
let release: () => void
const held = new Promise<void>((resolve) => {
  release = resolve
})

beforeAll(async () => {
  postgres = await startPostgres()
  const url = await postgres.createDatabase()
  const dbosUrl = url.replace('?', '_dbos?')
  await using database = openDatabase(url)
  await ensureDatabase(database.pool, dbosUrl)
  await ensureDatabase(database.pool, dbosUrl)
  durable = createDurableRuns({
    url: dbosUrl,
    executor: 'test',
    log: createLog('silent'),
    async run(operationId) {
      ran.push(operationId)
      if (operationId === 'op_held') await held
    },
  })
  await durable.launch()
}, 30_000)
afterAll(async () => {
  release()
  await durable?.stop()
  await postgres?.[Symbol.asyncDispose]()
})

test('starting the same operation twice runs it once', async () => {
  await Promise.all([durable.start('op_once'), durable.start('op_once')])
  await expect.poll(async () => (await durable.positions(['op_once'])).get('op_once')).toBe('ended')
  await durable.start('op_once')
  expect(ran).toEqual(['op_once'])
})

test('the position of a run is known', async () => {
  await durable.start('op_held')
  expect(await durable.positions(['op_held', 'op_never'])).toEqual(
    new Map([
      ['op_held', 'running'],
      ['op_never', 'unknown'],
    ]),
  )
  await durable.handOver(['op_held'])
  expect((await durable.positions(['op_held'])).get('op_held')).toBe('waiting')
  await expect.poll(() => ran.filter((id) => id === 'op_held'), { timeout: 5_000 }).toHaveLength(2)
})

test('records of ended runs are forgotten, and those of others kept', async () => {
  await durable.start('op_ended')
  await expect.poll(async () => (await durable.positions(['op_ended'])).get('op_ended')).toBe('ended')
  expect(await durable.forget(new Date(Date.now() - 3_600_000))).toBe(0)
  expect(await durable.forget(new Date(Date.now() + 60_000))).toBeGreaterThan(0)
  const positions = await durable.positions(['op_ended', 'op_held'])
  expect([positions.get('op_ended'), positions.get('op_held')]).toEqual(['unknown', 'running'])
})
