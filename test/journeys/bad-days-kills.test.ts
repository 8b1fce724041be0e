import { readdir, readFile, stat } from 'node:fs/promises'
import {
  createSite,
  listShards,
  listSites,
  type PlatformStatus,
  resumeSite,
  showStatus,
  suspendSite,
} from '@aipress/contract'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { slotUser } from '../../packages/control-plane/src/drivers/local/slot-user.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { answersAgain, BACK_SECONDS_MAX, createRunning, eventually, startLoad } from './bad-days-support.ts'
import { inventory } from './workflow-subject.ts'

/** No warm slots: creating a site then takes long enough to be met in its middle. */
let cloud: LocalCloud
let sleepingSiteId: string
const hostname = 'standing-site.localhost'
beforeAll(async () => {
  cloud = await startLocalCloud({ withDurability: true, environment: { AIPRESS_WARM_SLOTS: '0' } })
  await createRunning(cloud, 'Standing Site')
  // Nobody visits it, so that it is asleep by the time it is needed.
  sleepingSiteId = (await createRunning(cloud, 'Sleeping Site')).site.siteId
})
afterAll(() => cloud?.[Symbol.asyncDispose]())

/** The daemon's service, and what people call the part. */
const DAEMONS = [
  ['shard-001-mariadb', 'shard-001/mariadb'],
  ['shard-001-redis', 'shard-001/redis'],
  ['shard-001-php', 'shard-001/php'],
  ['edge', 'edge'],
  ['postgres', 'postgres'],
  ['control-plane', 'control-plane'],
] as const
/** Without these, pages are served as if nothing had happened. */
const UNNOTICED = ['shard-001-redis', 'postgres', 'control-plane']
/** PostgreSQL recovers, then the control plane finds it again: more than a site needs. */
const STATUS_SECONDS_MAX = 30
const ASLEEP_SECONDS_MAX = 50
/** A shard has to have answered well and quickly for a while; nothing is claimed of how long that takes here. */
const SETTLED_SECONDS_MAX = 90

describe.each(DAEMONS)('%s killed', (service, part) => {
  test('while idle: sites answer, the incident is named, and route changes reach visitors', async () => {
    const restartsBefore = (await cloud.supervisor.status(service))?.restarts ?? 0
    await kill(service)
    await answersAgain(cloud, hostname)
    const status = await statusOnceWell()
    expect(status.parts.find(({ name }) => name === part)).toMatchObject({ healthy: true })
    expect(status.incidents[0]).toMatchObject({ part, what: 'was ended by signal 9; started again' })
    expect((await cloud.supervisor.status(service))?.restarts).toBe(restartsBefore + 1)
    await suspendAndResume()
  })

  test('under load: visitors get pages again and keep getting them', async () => {
    const load = startLoad(cloud, hostname, 3)
    const killedAt = Date.now()
    await kill(service)
    await answersAgain(cloud, hostname)
    const fineAt = Date.now()
    await statusOnceWell()
    const answers = await load.stop()
    const failures = answers.filter(({ status }) => status !== 200)
    if (UNNOTICED.includes(service)) expect(failures).toEqual([])
    expect(failures.filter(({ at }) => at > killedAt + BACK_SECONDS_MAX * 1_000)).toEqual([])
    expect(answers.filter(({ at, status }) => at > fineAt && status === 200).length).toBeGreaterThan(0)
    expect(failures.map(({ status }) => status).filter((status) => ![0, 500, 503].includes(status))).toEqual(
      [],
    )
  })

  test('in the middle of creating: the operation ends once, whole or undone', async () => {
    // What the tests before have done to the shard may still count against it, and may have brought about another.
    await eventually(async () => {
      const { items } = await cloud.call(listShards, {})
      expect(items.map(({ state }) => state)).toEqual(items.map(() => 'healthy'))
    }, SETTLED_SECONDS_MAX)
    const before = await inventory(cloud)
    const title = `Made While ${part}`
    const { site, operation } = await cloud.call(createSite, { title })
    await kill(service)
    const settled = await cloud.settled(operation.operationId)
    await answersAgain(cloud, hostname)
    await statusOnceWell()
    if (settled.state === 'succeeded') {
      const same = (await cloud.call(listSites, { search: site.name })).items
      expect(same).toMatchObject([{ siteId: site.siteId, state: 'running' }])
      await answersAgain(cloud, new URL(site.url).hostname)
    } else {
      expect(settled).toMatchObject({ state: 'undone', error: { hint: expect.any(String) } })
      expect(await inventory(cloud)).toEqual(before)
    }
  })
})

describe('with every Node process dead and kept from coming back', () => {
  const sleeping = 'sleeping-site.localhost'

  test('all sites go on serving, also one that was asleep', async () => {
    await execa('s6-svc', ['-O', cloud.layout.service('control-plane')])
    await cloud.supervisor.signal('control-plane', 'KILL')
    await eventually(async () => expect(await nodeProcesses()).toEqual([]), BACK_SECONDS_MAX)
    await fallAsleep(sleepingSiteId)
    expect((await cloud.fetchSite(sleeping)).status).toBe(200)
    expect((await cloud.fetchSite(hostname)).status).toBe(200)
    const console_ = await cloud.fetchSite('aipress.localhost', '/v1/status')
    expect(console_).toMatchObject({ status: 503, body: expect.stringContaining('platform_unavailable') })
  })

  test.each(['edge', 'shard-001-php', 'shard-001-mariadb', 'shard-001-redis'])(
    '%s killed comes back by itself',
    async (service) => {
      await kill(service)
      for (const name of [hostname, sleeping]) await answersAgain(cloud, name)
      expect(await nodeProcesses()).toEqual([])
    },
  )

  test('once it is started again, all is well and sites are created as before', async () => {
    await cloud.up()
    const { incidents } = await statusOnceWell()
    expect(incidents.map(({ part }) => part)).toEqual(
      expect.arrayContaining(['edge', 'shard-001/php', 'shard-001/mariadb', 'shard-001/redis']),
    )
    await createRunning(cloud, 'Site After The Outage')
  })
})

/** Processes of this platform that run Node; the test's own is not one of them. */
async function nodeProcesses(): Promise<string[]> {
  const found = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      return environment.includes(`AIPRESS_HOME=${cloud.home}\0`) ? command.replaceAll('\0', ' ') : ''
    })
  return (await Promise.all(found)).filter((command) => command.split(' ')[0]?.endsWith('node'))
}

/** PHP ends the processes of a site that nobody has asked for in half a minute. */
async function fallAsleep(siteId: string): Promise<void> {
  const shard = cloud.layout.shard('shard-001')
  for (let slot = 1; slot <= 50; slot += 1) {
    const record = await readFile(shard.slot(slot).state, 'utf8').catch(() => '')
    if (!record.includes(siteId)) continue
    const { uid } = slotUser(cloud.home, { shardId: 'shard-001', slot })
    await eventually(async () => expect(await processesOf(uid)).toEqual([]), ASLEEP_SECONDS_MAX)
    return
  }
  throw new Error(`No slot belongs to ${siteId}.`)
}

async function processesOf(uid: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const owners = await Promise.all(pids.map((pid) => stat(`/proc/${pid}`).catch(() => undefined)))
  return pids.filter((_, index) => owners[index]?.uid === uid)
}

async function kill(service: string): Promise<void> {
  const before = await cloud.supervisor.status(service)
  await cloud.supervisor.signal(service, 'KILL')
  await eventually(async () => {
    const now = await cloud.supervisor.status(service)
    expect(now?.pid).toEqual(expect.any(Number))
    expect(now?.pid).not.toBe(before?.pid)
  }, BACK_SECONDS_MAX)
}

function statusOnceWell(): Promise<PlatformStatus> {
  return eventually(async () => {
    const status = await cloud.call(showStatus, {})
    expect(status.parts.filter(({ healthy }) => !healthy)).toEqual([])
    return status
  }, STATUS_SECONDS_MAX)
}

async function suspendAndResume(): Promise<void> {
  const suspended = await cloud.call(suspendSite, { site: 'standing-site' })
  expect(await cloud.settled(suspended.operation.operationId)).toMatchObject({ state: 'succeeded' })
  expect((await cloud.fetchSite(hostname)).status).toBe(503)
  const resumed = await cloud.call(resumeSite, { site: 'standing-site' })
  expect(await cloud.settled(resumed.operation.operationId)).toMatchObject({ state: 'succeeded' })
  // Its first answer may still be that of a daemon which is just being started again.
  await answersAgain(cloud, hostname)
}
