import { afterAll, beforeAll, expect, test } from 'vitest'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

let yard: ToyYard
let toys: ToyProcess
beforeAll(async () => {
  yard = await openToyYard({ durable: true })
  toys = await yard.spawn()
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
  for (let cut = 0; cut < 10; cut += 1) await yard.cutConnections()
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

test('nothing is taken from a living process because the database was away for long', async () => {
  const other = await yard.spawn({ executor: 'other' })
  const ids = await startHouses('away', 4_000)
  await yard.postgres.crash()
  // Longer than the two seconds of silence that mean death to these processes.
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  await yard.postgres.start()
  await expectAllBuilt('away', ids)
  const settled = await Promise.all(ids.map((id) => yard.settled(id)))
  expect(settled.map(({ recoveries }) => recoveries)).toEqual(ids.map(() => 0))
  other.kill('SIGKILL')
}, 60_000)
