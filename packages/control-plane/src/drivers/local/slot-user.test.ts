import { expect, test } from 'vitest'
import { SHARD_NUMBERS_MAX, uidOf, uidsOfShard } from './slot-user.ts'

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

test('the last number that a shard can have has users as any other, up to the end of the platform’s block', () => {
  const { first, last } = uidsOfShard(HOME, SHARD_NUMBERS_MAX)
  expect(first).toBe(uidOf(HOME, SHARD_NUMBERS_MAX, 0))
  expect(last - uidOf(HOME, 0, 0) + 1).toBe(128 * 64)
  expect(() => uidsOfShard(HOME, SHARD_NUMBERS_MAX + 1)).toThrow()
})
