import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { bootFrontPage } from './front-page.ts'
import { ownPhpService, phpService } from './php-fpm.ts'
import { slotUser } from './slot-user.ts'
import { becomesReady } from './wait.ts'

const signal = AbortSignal.timeout(300_000)
let shard: TestShard
let place: Place
let neighbour: Place

async function makeSite(siteId: string): Promise<Place> {
  const made = shard.freshPlace()
  await shard.siteHost.prepare(made, randomSecrets(), signal)
  const url = `http://${siteId.replace('_', '-')}.localhost`
  await shard.siteHost.claim(made, { siteId, title: siteId, adminEmail: 'anna@example.com', url }, signal)
  return made
}

beforeAll(async () => {
  shard = await startShard(3)
  place = await makeSite('site_1')
  neighbour = await makeSite('site_2')
})
afterAll(() => shard?.[Symbol.asyncDispose]())

const waitFor = (probe: () => Promise<boolean>) =>
  becomesReady(
    'what is waited for',
    async () => {
      if (!(await probe())) throw new Error('Not yet.')
    },
    signal,
  )

/** Process numbers by the user that runs them. */
async function processesOf(at: Place): Promise<number[]> {
  const { uid } = slotUser(shard.layout.home, at)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const owned = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      return status.includes(`\nUid:\t${uid}\t`) ? Number(pid) : undefined
    }),
  )
  return owned.filter((pid) => pid !== undefined)
}

const parentOf = async (pid: number) =>
  Number(/^PPid:\t(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
const masterOf = async (service: string) => (await shard.supervisor.status(service))?.pid

test('a site changes from bronze to silver, gold and back while it is visited, and no visit fails', async () => {
  const visits = { made: 0, failed: [] as string[] }
  let isOver = false
  const visitor = async () => {
    while (!isOver) {
      const page = await bootFrontPage(shard.layout, place).catch((error: unknown) => ({
        status: String(error),
      }))
      visits.made += 1
      if (page.status !== 200) visits.failed.push(String(page.status))
    }
  }
  const visitors = [visitor(), visitor()]
  for (const tier of ['silver', 'gold', 'silver', 'bronze', 'silver'] as const) {
    const before = visits.made
    await shard.siteHost.applyTier(place, tier, signal)
    await waitFor(async () => visits.made > before + 2)
  }
  isOver = true
  await Promise.all(visitors)
  expect(visits.failed).toEqual([])
})

test('a silver site has a process ready that nobody has asked for, in a PHP of its own', async () => {
  await shard.siteHost.applyTier(place, 'silver', signal)
  await shard.supervisor.restart(ownPhpService(place), signal)
  const own = await masterOf(ownPhpService(place))
  await waitFor(async () => (await parents(place)).includes(own ?? -1))
  expect(await parents(neighbour)).not.toContain(own)

  async function parents(at: Place) {
    return Promise.all((await processesOf(at)).map((pid) => parentOf(pid).catch(() => 0)))
  }
})

test('a silver site is served while its shard’s PHP stands still, and is no part of its restart', async () => {
  const own = await masterOf(ownPhpService(place))
  await shard.supervisor.signal(phpService(place.shardId), 'KILL')
  await waitFor(
    async () => (await bootFrontPage(shard.layout, neighbour).catch(() => undefined))?.status === 200,
  )
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
  expect(await masterOf(ownPhpService(place))).toBe(own)
})

test('it is a part of its shard, and what is lost of it is mended', async () => {
  const name = `${place.shardId}/php-${String(place.slot).padStart(2, '0')}`
  expect(
    (await shard.shardHost.inspect(place.shardId, signal)).find((part) => part.name === name),
  ).toMatchObject({
    healthy: true,
  })
  await shard.supervisor.remove(ownPhpService(place), signal)
  expect(await shard.siteHost.isServedAs(place, 'silver')).toBe(false)
  await shard.siteHost.applyTier(place, 'silver', signal)
  expect(await shard.siteHost.isServedAs(place, 'silver')).toBe(true)
  expect(await shard.siteHost.isServedAs(place, 'bronze')).toBe(false)
  expect(await masterOf(ownPhpService(place))).toBeGreaterThan(1)
  await shard.supervisor.remove(ownPhpService(place), signal)
  await shard.shardHost.ensure({ shardId: place.shardId, slots: 3 }, signal)
  expect(await masterOf(ownPhpService(place))).toBeGreaterThan(1)
})

test('a silver site that is frozen writes no more, and one that is emptied leaves no PHP behind', async () => {
  await shard.siteHost.freeze(place, signal)
  expect((await bootFrontPage(shard.layout, place)).status).toBe(421)
  await shard.siteHost.thaw(place, signal)
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
  await shard.siteHost.empty(place, signal)
  expect(await masterOf(ownPhpService(place))).toBeUndefined()
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
})
