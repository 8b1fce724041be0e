import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../kernel/database.ts'
import { operationsOf } from './operation-store.ts'
import { openToyYard, type ToyProcess, type ToyYard } from './testing/toy-yard.ts'

const DEAD_AFTER_SECONDS = 4
/** Five in the time that means death, and some. */
const BEATS_UNTIL_DEAD = 8

let yard: ToyYard
let toys: ToyProcess
let other: ToyProcess
beforeAll(async () => {
  yard = await openToyYard({ durable: true })
  toys = await yard.spawn({ deadAfterSeconds: DEAD_AFTER_SECONDS })
  other = await yard.spawn({ executor: 'other', deadAfterSeconds: DEAD_AFTER_SECONDS })
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

test('of processes that were all silent, as while the database is away, the first to be back does not rob the rest', async () => {
  const ids = await startHouses('away', 500)
  toys.kill('SIGSTOP')
  other.kill('SIGSTOP')
  await expect.poll(silentProcesses, { timeout: 15_000 }).toBe(2)
  other.kill('SIGCONT')
  // Its second beat comes after the first sweep is over.
  for (const _beat of ['first', 'second']) {
    const before = await beatOfOther()
    await expect.poll(beatOfOther, { timeout: 5_000 }).not.toEqual(before)
  }
  expect(await operationsOf(yard.database.database, 'other')).toEqual([])
  toys.kill('SIGCONT')
  await expectAllBuilt('away', ids)
  const settled = await Promise.all(ids.map((id) => yard.settled(id)))
  expect(settled.map(({ recoveries }) => recoveries)).toEqual(ids.map(() => 0))
}, 60_000)

test.each(['-1 hour', '1 hour'])(
  'a clock that jumps by %s takes no operation from a process that lives',
  async (jump) => {
    const { database } = yard.database
    const beats = new Set<string>()
    await sql`create or replace function jump() returns trigger language plpgsql as $$
    begin new.beat_at = new.beat_at + ${sql.lit(jump)}::interval; return new; end $$`.execute(database)
    // Only one of the two sees it, as when their beats stand on either side of the jump.
    await sql`create or replace trigger jump before update on engine_executors
    for each row when (new.executor <> 'other') execute function jump()`.execute(database)
    const ids = await startHouses(`jump${jump}`, 2_000)
    await expect
      .poll(async () => beats.add(JSON.stringify(await beatOfOther())).size, {
        timeout: 30_000,
        interval: 200,
      })
      .toBeGreaterThan(BEATS_UNTIL_DEAD)
    expect(await operationsOf(database, 'other')).toEqual([])
    await expectAllBuilt(`jump${jump}`, ids)
    const settled = await Promise.all(ids.map((id) => yard.settled(id)))
    expect(settled.map(({ recoveries }) => recoveries)).toEqual(ids.map(() => 0))
    await sql`drop trigger jump on engine_executors`.execute(database)
  },
  60_000,
)

async function silentProcesses() {
  const silent = await yard.database.database
    .selectFrom('engine_executors')
    .select('executor')
    .where('beat_at', '<', sql<Date>`clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS})`)
    .execute()
  return silent.length
}

function beatOfOther() {
  const { database } = yard.database
  return database.selectFrom('engine_executors').select('beat_at').where('executor', '=', 'other').execute()
}
