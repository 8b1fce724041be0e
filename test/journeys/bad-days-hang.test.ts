import { createSite, resumeSite, showOperation, showStatus, suspendSite } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { answersAgain, createRunning, eventually } from './bad-days-support.ts'
import { inventory } from './workflow-subject.ts'

/** Daemons that hang (SIGSTOP) are worse than dead ones: nobody starts them again. */
let cloud: LocalCloud
const hostname = 'standing-site.localhost'
const STEP_SECONDS_MAX = 5
beforeAll(async () => {
  cloud = await startLocalCloud({
    environment: { AIPRESS_STEP_TIMEOUT_SECONDS: String(STEP_SECONDS_MAX) },
  })
  await createRunning(cloud, 'Standing Site')
})
afterAll(async () => {
  await cloud?.supervisor.signal('shard-001-mariadb', 'CONT').catch(() => undefined)
  await cloud?.[Symbol.asyncDispose]()
})

/** The limit of a step, its five seconds of grace, and a busy machine. */
const GIVEN_UP_SECONDS_MAX = 40
/** The probe's own limit is 5 s. */
const STATUS_SECONDS_MAX = 20

test('a step that meets a hung database is given up at its limit, and undone once that is possible', async () => {
  const before = await inventory(cloud)
  await cloud.supervisor.signal('shard-001-mariadb', 'STOP')
  const { operation } = await cloud.call(createSite, { title: 'Never Made' })
  const status = await cloud.call(showStatus, {}, { signal: AbortSignal.timeout(STATUS_SECONDS_MAX * 1_000) })
  expect(status.parts.find(({ name }) => name === 'shard-001/mariadb')).toMatchObject({
    healthy: false,
    problem: expect.stringContaining('not answer'),
  })
  await suspendAndResume()
  await eventually(async () => {
    const { state } = await cloud.call(showOperation, { operation: operation.operationId })
    expect(state).toBe('undoing')
  }, GIVEN_UP_SECONDS_MAX)
  await cloud.supervisor.signal('shard-001-mariadb', 'CONT')
  expect(await cloud.settled(operation.operationId)).toMatchObject({
    state: 'undone',
    error: { code: 'platform_unavailable', message: 'A step took too long.', hint: expect.any(String) },
  })
  expect(await inventory(cloud)).toEqual(before)
  await answersAgain(cloud, hostname)
})

async function suspendAndResume(): Promise<void> {
  const suspended = await cloud.call(suspendSite, { site: 'standing-site' })
  await cloud.settled(suspended.operation.operationId)
  expect((await cloud.fetchSite(hostname)).status).toBe(503)
  const resumed = await cloud.call(resumeSite, { site: 'standing-site' })
  expect(await cloud.settled(resumed.operation.operationId)).toMatchObject({ state: 'succeeded' })
}
