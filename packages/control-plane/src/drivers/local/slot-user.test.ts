import { execa } from 'execa'
import { expect, test } from 'vitest'
import { killProcessesOf, killProcessesOfShard, uidOf } from './slot-user.ts'

const HOME = '/srv/slot-user-test'

test('every slot of every shard has a number of its own, above people’s', () => {
  const uids = new Set<number>()
  for (let shard = 1; shard <= 100; shard += 1) {
    for (let slot = 0; slot <= 50; slot += 1) uids.add(uidOf(HOME, shard, slot))
  }
  expect(uids.size).toBe(100 * 51)
  expect(Math.min(...uids)).toBeGreaterThan(1_000_000)
  expect(Math.max(...uids)).toBeLessThan(2 ** 31)
  expect(uidOf('/srv/another', 1, 1)).not.toBe(uidOf(HOME, 1, 1))
  expect(() => uidOf(HOME, 128, 1)).toThrow()
})

test('killing ends the processes of one slot, or of all slots of one shard, and no others', async () => {
  const sleeper = (shard: number, slot: number) => {
    const uid = uidOf(HOME, shard, slot)
    return execa('sleep', ['60'], { uid, gid: uid, cwd: '/', reject: false })
  }
  const [first, second, other] = [sleeper(1, 1), sleeper(1, 2), sleeper(2, 1)]
  await killProcessesOf(uidOf(HOME, 1, 1))
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
