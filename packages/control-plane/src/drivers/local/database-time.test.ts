import { getPriority } from 'node:os'
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { type Cgroups, groupOfSlot, openCgroups } from './cgroups.ts'
import { type CpuCounters, openCpuCounters } from './cpu-counters.ts'
import { fullCredits } from './cpu-credits.ts'
import type { DatabaseMemory } from './database-time.ts'
import { mariadbService } from './mariadb.ts'
import { newSeating, orderQueries, seatProcesses } from './seat-processes.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

/** For as long as a test lasts. */
const COMPUTE = "SELECT BENCHMARK(1000000000000, MD5('x'))"
const WAIT = 'SELECT SLEEP(100)'
const BRONZE_CPU = 0.25

let shard: TestShard
let cgroups: Cgroups
let counters: CpuCounters
let hog: Site
let neighbour: Site
let usual: number

interface Site {
  readonly place: Place
  readonly password: string
}

interface Asking {
  readonly thread: number
  readonly connection: Connection
  readonly answer: Promise<unknown>
}

beforeAll(async () => {
  shard = await startShard(3)
  cgroups = await openCgroups(shard.layout.home)
  counters = openCpuCounters(shard.layout)
  hog = await prepared()
  neighbour = await prepared()
  usual = getPriority((await shard.supervisor.status(mariadbService(shard.shardId)))?.pid ?? 0)
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function prepared(): Promise<Site> {
  const place = shard.freshPlace()
  const secrets = randomSecrets()
  await shard.siteHost.prepare(place, secrets, AbortSignal.timeout(60_000))
  return { place, password: secrets.databasePassword }
}

/** With the site's own rights, as its plugins would. */
async function ask({ place, password }: Site, query: string): Promise<Asking> {
  const { mariadb, slot } = shard.layout.shard(place.shardId)
  const { database } = slot(place.slot)
  const connection = await mysql.createConnection({
    socketPath: mariadb.socket,
    user: database,
    password,
    database,
  })
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT tid FROM information_schema.processlist WHERE id = CONNECTION_ID()',
  )
  const answer = connection.query(query).catch((error: unknown) => error)
  return { thread: Number(rows[0]?.tid), connection, answer }
}

const niceness = (askings: readonly Asking[]) => askings.map(({ thread }) => getPriority(thread) - usual)

/** Turns as the platform makes them; the hog has half a second of the processors left. */
function turns() {
  const [seating, memory]: [ReturnType<typeof newSeating>, DatabaseMemory] = [newSeating(), new Map()]
  const group = groupOfSlot(hog.place)
  seating.credits.set(group, { ...fullCredits(BRONZE_CPU, 0, performance.now()), seconds: 0.5 })
  return {
    isSpent: () => seating.credits.get(group)?.isSpent,
    async turn(laterMs = 0) {
      await orderQueries(shard, seating, memory)
      await seatProcesses({ layout: shard.layout, cgroups, counters }, seating, performance.now() + laterMs)
    },
  }
}

test('queries of a site that has used up its processor time come after those of its neighbours, until it has rested', async () => {
  const { turn, isSpent } = turns()
  await turn()
  const computing = await Promise.all([ask(hog, COMPUTE), ask(hog, COMPUTE), ask(hog, COMPUTE)])
  const others = await Promise.all([ask(neighbour, COMPUTE), ask(neighbour, WAIT)])
  try {
    await expect
      .poll(
        async () => {
          await turn()
          return niceness(computing)
        },
        { timeout: 30_000 },
      )
      // A tenth of the weight for all three together: 1.25 to the tenth, and to the fifth for three.
      .toEqual([15, 15, 15])
    expect(isSpent()).toBe(true)
    expect(niceness(others)).toEqual([0, 0])

    for (const { connection, answer } of computing) {
      await shard.servers.withDatabase(shard.shardId, AbortSignal.timeout(10_000), (administrator) =>
        administrator.query('KILL QUERY ?', [connection.threadId]),
      )
      await answer
    }
    await turn(30_000)
    await turn(60_000)
    expect(isSpent()).not.toBe(true)
    expect(niceness(computing)).toEqual([0, 0, 0])
  } finally {
    for (const { connection } of [...computing, ...others]) connection.destroy()
  }
})

test('the connection that comes after one that was made to wait is as quick as any', async () => {
  const { turn } = turns()
  await turn()
  const computing = await ask(hog, COMPUTE)
  await expect
    .poll(
      async () => {
        await turn()
        return niceness([computing])
      },
      { timeout: 30_000 },
    )
    .toEqual([10])
  computing.connection.destroy()
  const next = await Promise.all(Array.from({ length: 6 }, () => ask(neighbour, 'SELECT 1')))
  try {
    expect(niceness(next)).toEqual(next.map(() => 0))
  } finally {
    for (const { connection } of next) connection.destroy()
  }
})
