import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import type { Place } from '../../platform/place.ts'
import { randomSecrets } from '../../platform/site-host.suite.ts'
import { type Cgroups, openCgroups, removeCgroups } from './cgroups.ts'
import { type CpuCounters, openCpuCounters } from './cpu-counters.ts'
import { createLocalCpuMeter } from './cpu-meter.ts'
import { bootFrontPage } from './front-page.ts'
import { newSeating, seatProcesses } from './seat-processes.ts'
import { readWpCli } from './wp-cli.ts'

const signal = AbortSignal.timeout(300_000)
const PROBE = '/srv/cgroups-test'
const isAvailable = (await openCgroups(PROBE)).available
await removeCgroups(PROBE)
let shard: TestShard
let cgroups: Cgroups
let counters: CpuCounters
const seating = newSeating()
let place: Place

beforeAll(async () => {
  shard = await startShard(2)
  cgroups = await openCgroups(shard.layout.home)
  counters = openCpuCounters(shard.layout)
  place = shard.freshPlace()
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  const url = 'http://corner-bakery.localhost'
  const identity = { siteId: 'site_1', title: 'Corner Bakery', adminEmail: 'anna@example.com', url }
  await shard.siteHost.claim(place, identity, signal)
})
afterAll(() => shard?.[Symbol.asyncDispose]())

const target = () => ({ layout: shard.layout, place, wordpressVersion: shard.wordpressVersion })
const evaluate = (code: string) => readWpCli(target(), ['eval', code, '--skip-wordpress'], signal)
const readAll = (name: string) =>
  Promise.all(
    cgroups.foldersOfSlot(place).map((folder) => readFile(join(folder, name), 'utf8').catch(() => '')),
  )

const there = test.skipIf(!isAvailable)

there(
  '(where the machine permits cgroups) what a site’s PHP runs is put into the site’s own cgroups, with the limits of its tier',
  async () => {
    expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
    expect((await cgroups.processesOfShard(place.shardId)).length).toBeGreaterThan(1)
    await seatProcesses({ layout: shard.layout, cgroups, counters }, seating)
    const [first] = await readAll('cgroup.procs')
    expect(first?.trim()).not.toBe('')
    // The PHP-FPM stays where it is, alone but for the shard's own pool.
    expect((await cgroups.processesOfShard(place.shardId)).length).toBeGreaterThan(0)
    expect(
      (await readAll('memory.limit_in_bytes')).join('') + (await readAll('memory.max')).join(''),
    ).toContain(String(1024 ** 3))
    await shard.siteHost.applyTier(place, 'silver', signal)
    expect(
      (await readAll('memory.limit_in_bytes')).join('') + (await readAll('memory.max')).join(''),
    ).toContain(String(2 * 1024 ** 3))
    await shard.siteHost.applyTier(place, 'bronze', signal)
  },
)

there(
  '(where the machine permits cgroups) a command that fills memory is ended, and the platform goes on',
  async () => {
    const hog =
      'ini_set("memory_limit", "-1"); $all = []; while (true) { $all[] = str_repeat("x", 1 << 24); } echo "none";'
    // Two of them, as one alone meets the limit of a single process first.
    const both = await Promise.all([evaluate(hog), evaluate(hog)])
    for (const { exitCode, stdout } of both) {
      expect(exitCode).not.toBe(0)
      expect(stdout).not.toContain('none')
    }
    await shard.servers.pingDatabase(place.shardId)
    expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
  },
)

there(
  '(where the machine permits cgroups) a site that takes much of the processors has a tenth of its share, until it has rested',
  async () => {
    const share = async () =>
      Number((await readAll('cpu.shares')).join('')) / 1024 ||
      Number((await readAll('cpu.weight')).join('')) / 100
    const turnAt = async (seconds: number) => {
      // Something has to run in it, or it is not there.
      expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
      await seatProcesses({ layout: shard.layout, cgroups, counters }, busy, seconds * 1_000)
    }
    const busy = newSeating()
    await turnAt(0)
    expect(await share()).toBeCloseTo(1, 2)
    const burn = '$used = fn() => getrusage()["ru_utime.tv_sec"]; while ($used() < 2) hash("sha256", "x");'
    await Promise.all([evaluate(burn), evaluate(burn), evaluate(burn)])
    await turnAt(1)
    expect(await share()).toBeCloseTo(0.1, 2)
    // A command starts with a whole share; the next turn takes it away again.
    await evaluate('echo 1;')
    await turnAt(2)
    expect(await share()).toBeCloseTo(0.1, 2)
    await turnAt(30)
    expect(await share()).toBeCloseTo(1, 2)
  },
)

there(
  '(where the machine permits cgroups) what a site has taken is told by its counter, also to who comes after a killed process',
  async () => {
    const told = async () => {
      await counters.save()
      const [own] = await createLocalCpuMeter(shard.layout).read(signal)
      return own
    }
    const before = await told()
    expect(before).toMatchObject({ siteId: 'site_1', place })
    // Three commands of two seconds each have run by now.
    expect(before?.seconds).toBeGreaterThan(5)
    expect((await bootFrontPage(shard.layout, place)).status).toBe(200)
    counters = openCpuCounters(shard.layout)
    await seatProcesses({ layout: shard.layout, cgroups, counters }, newSeating())
    const after = await told()
    expect(after?.counter).toBe(before?.counter)
    expect(after?.seconds).toBeGreaterThanOrEqual(before?.seconds ?? 0)
    expect(after?.seconds).toBeLessThan((before?.seconds ?? 0) + 3)
  },
)

test('whom to seat is read where a process comes last, so that what it forks on the way is found there', async () => {
  const mount = await mkdtemp(join(tmpdir(), 'aipress-cgroups-'))
  try {
    for (const controller of ['cpu', 'memory', 'pids', 'cpuacct']) {
      await mkdir(join(mount, controller))
      await writeFile(join(mount, controller, 'cgroup.procs'), '')
    }
    const plain = await openCgroups(PROBE, mount)
    const at = { shardId: 'shard-001', slot: 1 }
    for (const folder of plain.foldersOfSlot(at)) await mkdir(folder)
    for (const folder of plain.foldersOfShard(at.shardId)) {
      await mkdir(folder)
      await writeFile(join(folder, 'cgroup.procs'), folder.includes('/cpu/') ? '7' : '')
    }
    expect(await plain.processesOfShard(at.shardId)).toEqual([7])
    const procs = (folder: string) => join(folder, 'cgroup.procs')
    const [cpu = '', memory = ''] = plain.foldersOfSlot(at)
    expect(cpu).toContain('/cpu/')
    await mkdir(procs(memory))
    await expect(plain.enter(at, 7)).rejects.toThrow('EISDIR')
    expect(await stat(procs(cpu)).catch(() => 'not yet')).toBe('not yet')
    await rm(procs(memory), { recursive: true })
    expect(await plain.enter(at, 7)).toBe(true)
    expect(await readFile(procs(cpu), 'utf8')).toBe('7')
    expect(await plain.enter({ ...at, slot: 2 }, 7)).toBe(false)
  } finally {
    await rm(mount, { recursive: true })
  }
})

test('a fork bomb stays below the site’s number of processes', async () => {
  const bomb =
    '$n = 0; for ($i = 0; $i < 500; $i++) { $p = @popen("sleep 1", "r"); if ($p === false) break; $all[] = $p; $n++; } echo $n, " ", trim(`ps -e --no-headers | wc -l`);'
  const { stdout } = await evaluate(bomb)
  expect(Number(stdout.split(' ')[0])).toBeLessThanOrEqual(64)
})

there('(where the machine permits cgroups) nothing of it is left when nothing runs', async () => {
  await shard.siteHost.halt(place, signal)
  await shard.supervisor.stop(`${place.shardId}-php`, signal)
  // Twice, as who is about to enter must not find it gone.
  for (const _ of [1, 2]) await seatProcesses({ layout: shard.layout, cgroups, counters }, seating)
  expect((await cgroups.list()).slots).toEqual([])
  await removeCgroups(shard.layout.home)
  const left = await Promise.all(
    cgroups.foldersOfShard(place.shardId).map((folder) => readdir(join(folder, '..')).catch(() => 'gone')),
  )
  expect(new Set(left)).toEqual(new Set(['gone']))
})
