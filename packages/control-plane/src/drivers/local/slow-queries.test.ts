import { readFile, rename, symlink } from 'node:fs/promises'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

let shard: TestShard
let bakery: Site
let garden: Site

interface Site {
  place: Place
  password: string
}

beforeAll(async () => {
  shard = await startShard(4)
  bakery = await prepared()
  garden = await prepared()
})
afterAll(() => shard?.[Symbol.asyncDispose]())

async function prepared(): Promise<Site> {
  const place = shard.freshPlace()
  const secrets = randomSecrets()
  await shard.siteHost.prepare(place, secrets, AbortSignal.timeout(60_000))
  return { place, password: secrets.databasePassword }
}

/** With the site's own rights, as its plugins would. */
async function ask({ place, password }: Site, ...statements: string[]): Promise<void> {
  const { mariadb, slot } = shard.layout.shard(place.shardId)
  const { database } = slot(place.slot)
  const connection = await mysql.createConnection({
    socketPath: mariadb.socket,
    user: database,
    password,
    database,
    multipleStatements: true,
  })
  try {
    for (const statement of statements) await connection.query(statement)
  } finally {
    await connection.end()
  }
}

const collect = () => shard.shardHost.collectLogs(shard.shardId, AbortSignal.timeout(20_000))

/** With what only this site asks. */
const slowly = (site: Site, name: string) => ask(site, `SELECT SLEEP(2.05) AS ${name}`)

async function queriesOf({ place }: Site): Promise<string[]> {
  const { slowQueryLog } = shard.layout.shard(place.shardId).slot(place.slot)
  const text = await readFile(slowQueryLog, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { query: string }).query)
}

test('where nothing was slow nothing is written, however often it is asked', async () => {
  await Promise.all([collect(), collect(), collect()])
  expect(await queriesOf(bakery)).toEqual([])
})

test('a query that imitates another site’s entry is in no log but its own site’s', async () => {
  const forged = [
    'SELECT SLEEP(2.05) /*',
    '# Time: 261130 10:00:00',
    '# User@Host: site_02[site_02] @ localhost []',
    '# Query_time: 9.000000',
    'SELECT forged;',
    '*/',
  ].join('\n')
  await ask(bakery, forged)
  await collect()
  expect(await queriesOf(bakery)).toEqual(['SELECT SLEEP(?)'])
  expect(await queriesOf(garden)).toEqual([])
})

test('a site that calls all of its queries slow fills no log', async () => {
  const before = await queriesOf(garden)
  await ask(garden, 'SET SESSION long_query_time = 0', 'SELECT 1', 'SELECT 2')
  await collect()
  expect(await queriesOf(garden)).toEqual(before)
})

test('what a killed collector had taken is not lost', async () => {
  await ask(garden, "UPDATE wp_options SET option_value = SLEEP(2.05) WHERE option_name = 'blogname'")
  await shard.servers.withDatabase(shard.shardId, AbortSignal.timeout(10_000), (connection) =>
    connection.query(`CREATE TABLE mysql.slow_log_next LIKE mysql.slow_log;
      RENAME TABLE mysql.slow_log TO mysql.slow_log_taken, mysql.slow_log_next TO mysql.slow_log`),
  )
  await collect()
  expect(await queriesOf(garden)).toEqual([
    'UPDATE wp_options SET option_value = SLEEP(?) WHERE option_name = ?',
  ])
  await collect()
  expect(await queriesOf(garden)).toHaveLength(1)
})

test('what the former site of a slot asked is in no log of the next one’s', async () => {
  const within = AbortSignal.timeout(60_000)
  const former = await prepared()
  await slowly(former, 'taken')
  await shard.servers.withDatabase(shard.shardId, within, (connection) =>
    connection.query(`CREATE TABLE mysql.slow_log_next LIKE mysql.slow_log;
      RENAME TABLE mysql.slow_log TO mysql.slow_log_taken, mysql.slow_log_next TO mysql.slow_log`),
  )
  await Promise.all([slowly(former, 'uncollected'), slowly(garden, 'neighbours')])
  await shard.siteHost.empty(former.place, within)
  await shard.siteHost.prepare(former.place, randomSecrets(), within)
  await collect()
  await collect()
  expect(await queriesOf(former)).toEqual([])
  expect(await queriesOf(garden)).toContain('SELECT SLEEP(?) AS neighbours')
})

test('a log that cannot be written keeps no slot from being emptied, and nothing of it is left', async () => {
  const within = AbortSignal.timeout(60_000)
  const former = await prepared()
  const { slowQueryLog } = shard.layout.shard(garden.place.shardId).slot(garden.place.slot)
  await Promise.all([slowly(former, 'remains'), slowly(garden, 'neighbours')])
  await rename(slowQueryLog, `${slowQueryLog}.aside`)
  await symlink('/dev/null', slowQueryLog)
  await shard.siteHost.empty(former.place, within)
  await rename(`${slowQueryLog}.aside`, slowQueryLog)
  await shard.siteHost.prepare(former.place, randomSecrets(), within)
  await collect()
  expect(await queriesOf(former)).toEqual([])
})

test('a site can neither read what others asked nor empty the server’s log', async () => {
  for (const statement of [
    'SELECT * FROM mysql.slow_log',
    'TRUNCATE TABLE mysql.slow_log',
    'SET GLOBAL slow_query_log = 0',
  ])
    await expect(ask(bakery, statement)).rejects.toThrow(/denied/)
})
