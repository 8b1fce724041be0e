import { execa } from 'execa'
import { expect, test } from 'vitest'
import { layoutOf } from './layout.ts'
import { killProcessesOf, killProcessesOfShard } from './slot-processes.ts'
import { uidOf } from './slot-user.ts'

const HOME = '/srv/slot-processes-test'
const layout = layoutOf(HOME)

test('killing ends the processes of one slot, or of all slots of one shard, and no others', async () => {
  const sleeper = (shard: number, slot: number) => {
    const uid = uidOf(HOME, shard, slot)
    return execa('sleep', ['60'], { uid, gid: uid, cwd: '/', reject: false })
  }
  const [first, second, other] = [sleeper(1, 1), sleeper(1, 2), sleeper(2, 1)]
  await killProcessesOf(layout, { shardId: 'shard-001', slot: 1 })
  expect((await first).signal).toBe('SIGKILL')
  expect(isAlive(second.pid)).toBe(true)
  await killProcessesOfShard(HOME, 'shard-001')
  expect((await second).signal).toBe('SIGKILL')
  expect(isAlive(other.pid)).toBe(true)
  await killProcessesOfShard(HOME, 'shard-002')
  expect((await other).signal).toBe('SIGKILL')
})

/** Signal 0 only asks; it throws where there is no such process. */
const isAlive = (pid: number | undefined) => pid !== undefined && process.kill(pid, 0)

/** Ends by itself after half a minute, should the test not end it. */
const within = (code: string) => `my $end = time + 30; ${code} while time < $end;`

test.for([
  ['a chain of processes that fork and end', 'fork and exit'],
  ['processes that kill whatever they may', 'kill 9, -1'],
  ['many that do both', 'fork and kill(9, -1); setpgrp; fork and exit if rand() < 0.5'],
] as const)('%s ends, and the uid is free', async ([, code]) => {
  const place = { shardId: 'shard-003', slot: 7 }
  const uid = uidOf(HOME, 3, 7)
  const start = () => {
    const options = { uid, gid: uid, cwd: '/', reject: false, stdio: 'ignore' } as const
    return execa('prlimit', ['--nproc=64', 'perl', '-e', within(code)], { ...options, detached: true })
  }
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const started = [start(), start()]
    await Promise.race(started.map((child) => Promise.race([child, isRunningOf(uid)])))
    await killProcessesOf(layout, place)
    expect(await countOf(uid)).toBe(0)
    await Promise.all(started)
  }
})

test('the killer is out of its victims’ reach, and two at once do not hinder each other', async () => {
  const place = { shardId: 'shard-004', slot: 1 }
  const uid = uidOf(HOME, 4, 1)
  const victim = execa('sleep', ['60'], { uid, gid: uid, cwd: '/', reject: false })
  await Promise.all(Array.from({ length: 6 }, () => killProcessesOf(layout, place)))
  expect((await victim).signal).toBe('SIGKILL')
  expect(isAlive(process.pid)).toBe(true)
})

async function isRunningOf(uid: number): Promise<void> {
  await expect.poll(() => countOf(uid), { interval: 5, timeout: 10_000 }).toBeGreaterThan(0)
}

/** Counted by another program than the one under test, which leaves out what has ended. */
async function countOf(uid: number): Promise<number> {
  const { stdout } = await execa('ps', ['-eo', 'uid=,stat='])
  return stdout.split('\n').filter((line) => new RegExp(`^\\s*${uid} [^Z]`).test(line)).length
}
