import { expect, test } from 'vitest'
import { uidOf } from './slot-user.ts'

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
