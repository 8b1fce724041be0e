import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { fastCgi } from './fastcgi.ts'
import { bootFrontPage } from './front-page.ts'
import { ownPhpService, phpService, requestsAt } from './php-fpm.ts'
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
  const shared = await masterOf(phpService(place.shardId))
  await shard.supervisor.signal(phpService(place.shardId), 'KILL')
  await waitFor(async () => (await masterOf(phpService(place.shardId))) !== shared)
  await waitFor(
    async () => (await bootFrontPage(shard.layout, neighbour).catch(() => undefined))?.status === 200,
  )
  expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
  expect(await masterOf(ownPhpService(place))).toBe(own)
})

test('a site whose own processes are all at work makes its shard no worse, and its neighbours notice nothing', async () => {
  const { socket, media } = shard.layout.shard(place.shardId).slot(place.slot)
  const script = join(media, 'slow.php')
  await writeFile(script, '<?php sleep(8);', { mode: 0o644 })
  const params = { REQUEST_METHOD: 'GET', SCRIPT_NAME: '/slow.php', SCRIPT_FILENAME: script }
  expect(await shard.siteHost.isBusy(place)).toBe(false)
  const slow = Array.from({ length: 12 }, () =>
    fastCgi({ socket, params, timeoutMs: 30_000 }).catch(() => undefined),
  )
  await waitFor(async () => (await requestsAt(socket, 300).catch(() => undefined)) === undefined)
  expect([await shard.siteHost.isBusy(place), await shard.siteHost.isBusy(neighbour)]).toEqual([true, false])
  const parts = await shard.shardHost.inspect(place.shardId, signal)
  const name = `${place.shardId}/php-${String(place.slot).padStart(2, '0')}`
  expect(parts.find((part) => part.name === name)).toMatchObject({ healthy: true })
  expect((await bootFrontPage(shard.layout, neighbour)).status).toBe(200)
  await shard.siteHost.halt(place, signal)
  await Promise.all(slow)
})

test('the more processes a tier has, the more connections its database user may open', async () => {
  const code =
    '$all = []; while (count($all) < 60 && ($c = @mysqli_connect(null, DB_USER, DB_PASSWORD, DB_NAME, null, explode(":", DB_HOST, 2)[1]))) $all[] = $c; echo count($all);'
  const connections = async () => {
    const output = { text: '' }
    const onOutput = (_stream: string, text: string) => {
      output.text += text
    }
    await shard.siteHost.wp(place, {
      args: ['eval', `mysqli_report(MYSQLI_REPORT_OFF); ${code}`],
      signal,
      onOutput,
    })
    return Number(/\d+/.exec(output.text)?.[0])
  }
  await shard.siteHost.applyTier(place, 'gold', signal)
  const gold = await connections()
  await shard.siteHost.applyTier(place, 'bronze', signal)
  const bronze = await connections()
  await shard.siteHost.applyTier(place, 'silver', signal)
  expect(bronze).toBeGreaterThanOrEqual(8)
  expect(gold - bronze).toBe(16)
})

test('it is a part of its shard, and what is lost of it is mended', async () => {
  const name = `${place.shardId}/php-${String(place.slot).padStart(2, '0')}`
  const part = async () =>
    (await shard.shardHost.inspect(place.shardId, signal)).find((each) => each.name === name)
  expect(await part()).toMatchObject({ healthy: true })
  await shard.supervisor.stop(ownPhpService(place), signal)
  expect(await part()).toMatchObject({ healthy: false, problem: 'It is not running.' })
  expect(await shard.siteHost.isServedAs(place, 'silver')).toBe(false)
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

test('a site that keeps all processes of its own PHP busy holds up nobody who looks after its shard', async () => {
  const ownPhp = shard.layout.shard(place.shardId).slot(place.slot).ownPhp
  const master = Number(await masterOf(ownPhpService(place)))
  process.kill(master, 'SIGSTOP')
  const busy = (await processesOf(place)).filter((pid) => pid !== master)
  for (const pid of busy) process.kill(pid, 'SIGSTOP')
  try {
    await expect(requestsAt(ownPhp.socket, 500)).rejects.toThrow()
    await shard.shardHost.ensure({ shardId: place.shardId, slots: 3 }, AbortSignal.timeout(20_000))
    expect(await masterOf(ownPhpService(place))).toBe(master)
  } finally {
    for (const pid of [...busy, master]) process.kill(pid, 'SIGCONT')
  }
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
