import { createSite, resumeSite, showShard, showStatus, suspendSite } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { UPTIME_SECONDS_MIN } from '../../packages/control-plane/src/shards/shard-healing.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { answersAgain, createRunning, eventually } from './bad-days-support.ts'

/** Daemons that hang (SIGSTOP) are worse than dead ones: their supervisor takes them for well. */
let cloud: LocalCloud
const hostname = 'standing-site.localhost'
beforeAll(async () => {
  cloud = await startLocalCloud({ environment: { AIPRESS_HASTE_FOR_TESTS_ONLY: '5' } })
  await createRunning(cloud, 'Standing Site')
  // Who has just been started may be recovering, and is left alone.
  await eventually(async () => {
    const { parts } = await cloud.call(showShard, { shard: 'shard-001' })
    expect(parts.every(({ uptimeSeconds = 0 }) => uptimeSeconds >= UPTIME_SECONDS_MIN)).toBe(true)
  }, 2 * UPTIME_SECONDS_MIN)
})
afterAll(async () => {
  await cloud?.supervisor.signal('shard-001-mariadb', 'CONT').catch(() => undefined)
  await cloud?.[Symbol.asyncDispose]()
})

/** Two looks that find it sick, a restart, two that find it well, and a busy machine. */
const HEALED_SECONDS_MAX = 60
/** The probe's own limit is 5 s. */
const STATUS_SECONDS_MAX = 20

test('a database that hangs is started again by itself, and an operation that met it is completed', async () => {
  await cloud.supervisor.signal('shard-001-mariadb', 'STOP')
  const { site, operation } = await cloud.call(createSite, { title: 'Met It' })
  const status = await cloud.call(showStatus, {}, { signal: AbortSignal.timeout(STATUS_SECONDS_MAX * 1_000) })
  expect(status.parts.find(({ name }) => name === 'shard-001/mariadb')).toMatchObject({
    healthy: false,
    problem: expect.any(String),
  })
  await suspendAndResume()
  await eventually(async () => {
    const { state, history } = await cloud.call(showShard, { shard: 'shard-001' })
    expect(state).toBe('healthy')
    expect(history).toContainEqual(
      expect.objectContaining({ kind: 'healing', what: expect.stringContaining('mariadb') }),
    )
  }, HEALED_SECONDS_MAX)
  expect(await cloud.settled(operation.operationId)).toMatchObject({ state: 'succeeded' })
  await answersAgain(cloud, new URL(site.url).hostname)
  await answersAgain(cloud, hostname)
})

async function suspendAndResume(): Promise<void> {
  const suspended = await cloud.call(suspendSite, { site: 'standing-site' })
  await cloud.settled(suspended.operation.operationId)
  expect((await cloud.fetchSite(hostname)).status).toBe(503)
  const resumed = await cloud.call(resumeSite, { site: 'standing-site' })
  expect(await cloud.settled(resumed.operation.operationId)).toMatchObject({ state: 'succeeded' })
}
