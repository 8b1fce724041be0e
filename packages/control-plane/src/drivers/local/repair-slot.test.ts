import { rename, rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { bootFrontPage } from './front-page.ts'
import type { SlotLayout } from './layout.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const URL = 'http://corner-bakery.localhost:8080'
const secrets = randomSecrets()
const signal = AbortSignal.timeout(300_000)
let shard: TestShard
let place: Place
let slot: SlotLayout

beforeAll(async () => {
  shard = await startShard(2)
  place = shard.freshPlace()
  slot = shard.layout.shard(place.shardId).slot(place.slot)
  await shard.siteHost.prepare(place, secrets, signal)
  const identity = { siteId: 'site_1', title: 'Corner Bakery', adminEmail: 'anna@example.com', url: URL }
  await shard.siteHost.claim(place, identity, signal)
})
afterAll(() => shard?.[Symbol.asyncDispose]())

const repair = (wanted = secrets) => shard.siteHost.repair(place, { secrets: wanted, url: URL }, signal)
const sql = (statement: string) =>
  shard.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(statement)
  })
const cache = (...command: string[]) =>
  shard.servers.withCache(place.shardId, (redis) => redis.sendCommand(command))

test('of a slot that is well nothing is mended, and of an empty one nothing is made', async () => {
  expect(await repair()).toEqual([])
  const empty = shard.freshPlace()
  expect(await shard.siteHost.repair(empty, { secrets, url: URL }, signal)).toEqual([])
  expect(await shard.siteHost.inspect(empty, signal)).toEqual({ kind: 'empty' })
})

const LOSSES: [what: string, lose: () => Promise<unknown>, told: RegExp][] = [
  ['database user', () => sql(`DROP USER '${slot.database}'@'localhost'`), /database user was gone/],
  [
    'rights in its database',
    () =>
      sql(
        `REVOKE ALL PRIVILEGES ON \`${slot.database.replaceAll('_', '\\_')}\`.* FROM '${slot.database}'@'localhost'`,
      ),
    /lost its rights/,
  ],
  [
    'database password',
    () => sql(`ALTER USER '${slot.database}'@'localhost' IDENTIFIED BY 'other'`),
    /another password/,
  ],
  ['cache user', () => cache('ACL', 'DELUSER', slot.database), /cache user was gone/],
  ['configuration', () => rm(slot.configuration), /configuration was gone/],
  ['folder for mail', () => rename(slot.mail, `${slot.mail}-away`), /folders of the slot were gone/],
  ['release', () => rm(slot.releases, { recursive: true }), /release was gone/],
]

test.each(LOSSES)('a lost %s is made again, and the site serves', async (_what, lose, told) => {
  await lose()
  const mended = await repair()
  expect(mended.join('\n')).toMatch(told)
  expect(await repair()).toEqual([])
  const page = await bootFrontPage(shard.layout, place)
  expect(page.status).toBe(200)
  expect(page.body).toContain('Corner Bakery')
})

test('an account that is locked on purpose stays locked', async () => {
  await sql(`ALTER USER '${slot.database}'@'localhost' ACCOUNT LOCK`)
  expect(await repair()).toEqual([])
  await sql(`ALTER USER '${slot.database}'@'localhost' ACCOUNT UNLOCK`)
  expect(await repair()).toEqual([])
})
