import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeCronHost } from '../../platform/cron-host.suite.ts'
import { openSimulatedCloud } from './cloud.ts'
import { scheduleEvent } from './cron-host.ts'
import { makeSite, openTestWorld, type TestWorld } from './testing/test-world.ts'

const PLACE = { shardId: 'shard-001', slot: 1 }

let shared: TestWorld

beforeAll(async () => {
  shared = openTestWorld()
  await makeSite(shared, PLACE, AbortSignal.timeout(10_000))
})
afterAll(() => shared?.[Symbol.dispose]())

describeCronHost('simulated', async () => ({
  host: shared.cronHost,
  place: PLACE,
  siteId: 'site_a',
  async schedule({ dueAt, ...event }) {
    scheduleEvent(shared.world.inner, PLACE, { ...event, dueAtMs: dueAt.getTime() })
  },
}))

test('a control group hears of its own shards alone, and what is scheduled moves with its site', async ({
  signal,
}) => {
  using opened = openTestWorld()
  const [from, to] = [PLACE, { shardId: 'shard-002', slot: 3 }]
  await makeSite(opened, from, signal)
  await opened.shardHost.ensure({ shardId: to.shardId, slots: 50 }, signal)
  const dueAtMs = Date.now() + 60_000
  scheduleEvent(opened.world.inner, from, { hook: 'moves', dueAtMs })
  const other = openSimulatedCloud(opened.world, { controlGroup: 2 })
  const store = async () => undefined
  expect(await other.cronHost.takeNotices(store, signal)).toBe(0)
  expect(await opened.cronHost.takeNotices(store, signal)).toBe(1)
  await opened.siteHost.prepare(
    to,
    { databasePassword: 'a', cachePassword: 'b', loginKey: 'c', salt: 'd' },
    signal,
  )
  await opened.siteHost.copy(from, to, signal)
  expect(await opened.cronHost.events(to, signal)).toMatchObject([
    { hook: 'moves', dueAt: new Date(dueAtMs) },
  ])
})
