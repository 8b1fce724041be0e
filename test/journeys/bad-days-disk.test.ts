import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { createSite, listOperations, showStatus } from '@aipress/contract'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DISK_FREE_BYTES_MIN } from '../../packages/control-plane/src/platform/machine.ts'
import { type LocalCloud, startLocalCloud } from '../harness/local-cloud.ts'
import { answersAgain, createRunning, eventually } from './bad-days-support.ts'
import { inventory } from './workflow-subject.ts'

/** The platform lives on a disk of its own, which is really filled to the last byte. The tests are one story. */
let cloud: LocalCloud
const DISK_BYTES = 1_000_000_000
const CHUNK_BYTES = 1_000_000
/** What wrote in vain tries again within seconds; MariaDB after a minute at most. */
const WELL_AGAIN_SECONDS_MAX = 60
const hostname = 'standing-site.localhost'
const daemons = ['edge', 'postgres', 'shard-001-mariadb', 'shard-001-redis', 'shard-001-php']

beforeAll(async () => {
  cloud = await startLocalCloud({ diskBytes: DISK_BYTES, withDurability: true })
  await createRunning(cloud, 'Standing Site')
})
// A test that failed must not leave the next ones a full disk.
afterEach(() => free())
afterAll(() => cloud?.[Symbol.asyncDispose]())

test('with little room left a new site is refused before anything of it is made', async () => {
  const before = await inventory(cloud)
  await fillUpTo(DISK_FREE_BYTES_MIN / 2)
  await expect(cloud.call(createSite, { title: 'Too Late' })).rejects.toMatchObject({
    code: 'disk_full',
    message: expect.stringMatching(/^The disk is almost full: \d+ MB are free/),
    hint: expect.stringContaining('300 MB'),
  })
  expect(await inventory(cloud)).toEqual(before)
  const { healthy, parts } = await cloud.call(showStatus, {})
  expect(healthy).toBe(false)
  expect(parts.filter((part) => !part.healthy)).toMatchObject([
    { name: 'disk', problem: expect.stringMatching(/^Only \d+ MB are free/) },
  ])
  await free()
})

test('a creation that meets the full disk ends whole or undone once there is room, and others go on', async () => {
  const before = await inventory(cloud)
  // The control plane dies in the middle and comes back to a disk that is full.
  await execa('s6-svc', ['-O', cloud.layout.service('control-plane')])
  await cloud.faults([{ workflow: 'create-site', step: 'claim-slot', phase: 'before', kind: 'kill' }])
  const call = cloud.call(createSite, { title: 'Half Made' }).catch(() => undefined)
  await eventually(async () => {
    expect((await cloud.supervisor.status('control-plane'))?.up).toBe(false)
  }, 20)
  await call
  await fillUpTo(0)
  await execa('s6-svc', ['-u', cloud.layout.service('control-plane')])
  const [operation] = await eventually(
    async () => (await cloud.call(listOperations, { limit: 1 })).items,
    WELL_AGAIN_SECONDS_MAX,
  )
  expect((await cloud.fetchSite(hostname)).status).toBe(200)
  await free()
  const settled = await cloud.settled(operation?.operationId ?? '')
  expect(settled.title).toBe('Create Half Made')
  if (settled.state === 'succeeded') await answersAgain(cloud, 'half-made.localhost')
  else await eventually(async () => expect(await inventory(cloud)).toEqual(before), WELL_AGAIN_SECONDS_MAX)
})

test('with no byte left, sites answer and creating says why it cannot', async () => {
  await fillUpTo(0)
  expect(await freeBytes()).toBe(0)
  for (let visit = 0; visit < 10; visit += 1) {
    expect((await cloud.fetchSite(hostname, `/?visit=${visit}`)).status).toBe(200)
  }
  await expect(cloud.call(createSite, { title: 'Too Late' })).rejects.toMatchObject({
    code: 'disk_full',
    hint: expect.stringContaining('Free some space'),
  })
})

test('once there is room, everything works without a restart of anything', async () => {
  const pidsBefore = await pids()
  await free()
  await eventually(
    async () => expect((await cloud.call(showStatus, {})).healthy).toBe(true),
    WELL_AGAIN_SECONDS_MAX,
  )
  const { hostname } = await createRunning(cloud, 'After The Flood')
  expect((await cloud.fetchSite(hostname)).status).toBe(200)
  expect(await pids()).toEqual(pidsBefore)
})

const pids = () => Promise.all(daemons.map(async (name) => (await cloud.supervisor.status(name))?.pid))

async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await statfs(cloud.home)
  return bavail * bsize
}

const free = () => rm(join(cloud.home, 'filler'), { force: true })

async function fillUpTo(leftBytes: number): Promise<void> {
  const file = await open(join(cloud.home, 'filler'), 'a')
  const chunk = Buffer.alloc(CHUNK_BYTES, 1)
  try {
    for (let written = 0; written <= DISK_BYTES; ) {
      const sizeBytes = Math.min(CHUNK_BYTES, (await freeBytes()) - leftBytes)
      if (sizeBytes <= 0) return
      written += (await file.write(chunk, 0, sizeBytes)).bytesWritten
    }
  } finally {
    await file.close()
  }
}
