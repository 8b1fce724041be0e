import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

const DEAD_AFTER_SECONDS = 2

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard({ durable: true })
  toys = await yard.spawn({ deadAfterSeconds: DEAD_AFTER_SECONDS })
  await yard.spawn({ executor: 'other', deadAfterSeconds: DEAD_AFTER_SECONDS })
}, 30_000)
afterAll(() => yard?.[Symbol.asyncDispose]())

async function startHouses(prefix: string, pauseMs: number) {
  const asked = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      toys.start('build-house', { name: `${prefix}${index}`, pauseMs }, `${prefix}${index % 5}`),
    ),
  )
  return asked.map(({ operationId }) => operationId)
}

async function expectAllBuilt(prefix: string, ids: string[]) {
  const settled = await Promise.all(ids.map((id) => yard.settled(id)))
  expect(settled.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'))
  expect((await yard.things()).filter((thing) => thing.startsWith(prefix))).toHaveLength(30)
}

test('cutting every database connection again and again in the middle fails no operation', async () => {
  const ids = await startHouses('cut', 50)
  for (let cut = 1; cut < 10; cut += 1) {
    await expect.poll(async () => (await yard.journal()).length, { timeout: 20_000 }).toBeGreaterThan(cut)
    await yard.cutConnections()
  }
  await expectAllBuilt('cut', ids)
}, 60_000)

test('a crash of PostgreSQL in the middle fails no operation, and the process lives', async () => {
  const ids = await startHouses('crash', 300)
  await yard.postgres.crash()
  await expect(toys.start('do-nothing', {}, 'away')).rejects.toThrow()
  await yard.postgres.start()
  await expectAllBuilt('crash', ids)
  const after = await toys.start('do-nothing', {}, 'back')
  expect((await yard.settled(after.operationId)).state).toBe('succeeded')
}, 60_000)

test('who is back first after the database was away does not rob the others', async () => {
  const ids = await startHouses('away', 500)
  toys.kill('SIGSTOP')
  await yard.postgres.crash()
  // Time itself is the condition: everybody's heartbeat must have become too old.
  await delay(DEAD_AFTER_SECONDS * 1_000 + 500)
  await yard.postgres.start()
  const first = await beatOf('other')
  await expect.poll(() => beatOf('other'), { timeout: 5_000 }).not.toEqual(first)
  toys.kill('SIGCONT')
  await expectAllBuilt('away', ids)
  const settled = await Promise.all(ids.map((id) => yard.settled(id)))
  expect(settled.map(({ recoveries }) => recoveries)).toEqual(ids.map(() => 0))
}, 60_000)

function beatOf(executor: string) {
  const { database } = yard.database
  return database.selectFrom('engine_executors').select('beat_at').where('executor', '=', executor).execute()
}
