import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, transact } from '../kernel/database.ts'
import { leftSlots } from './left-slots.ts'
import { findSite, handOver } from './site-store.ts'
import { openTestDirectory, type TestDirectory } from './testing/test-directory.ts'

let opened: TestDirectory
let directory: Database
beforeAll(async () => {
  opened = await openTestDirectory()
  directory = opened.directory
})
afterAll(() => opened?.[Symbol.asyncDispose]())

test('what a move leaves is for the control group of the site, wherever it lies', async () => {
  const shards = opened.shardsOf(1)
  await shards.add({ slots: 5, sitesTarget: 4, region: 'local', tiers: ['bronze'] }, 10)
  await shards.markReady('shard-1', '8.2')
  const soon = new Date(Date.now() + 60_000)
  const leftOf = (controlGroup: number) => leftSlots(directory, controlGroup, soon)

  const { place } = await transact(directory, (tx) => shards.reserveArrival(tx, 'site_1', { tier: 'bronze' }))
  const left = [{ siteId: 'site_1', place }]
  // Of a request that died before it had recorded the site.
  expect([await leftOf(1), await leftOf(2)]).toEqual([left, []])

  await opened.insert('one', { siteId: 'site_1', place, controlGroup: 2 })
  expect([await leftOf(1), await leftOf(2)]).toEqual([[], left])

  await transact(directory, (tx) => handOver(tx, { siteId: 'site_1', place, from: 2, to: 1 }))
  expect([await leftOf(1), await leftOf(2)]).toEqual([left, []])
  expect(await leftSlots(directory, 1, new Date(Date.now() - 60_000))).toEqual([])

  // It cannot be emptied now, and may not stand in the way of others.
  const setHealth = (health: 'healthy' | 'down') =>
    directory.updateTable('shards').set({ health }).where('shard_id', '=', 'shard-1').execute()
  await setHealth('down')
  expect(await leftOf(1)).toEqual([])
  await setHealth('healthy')
  expect(await leftOf(1)).toEqual(left)
})

test('a site is handed over from the group that has it, where it lives, and never by a repeated step of long ago', async () => {
  const { siteId, place } = await opened.insert('traveller', { place: { shardId: 'shard-1', slot: 2 } })
  const give = (from: number, to: number, at = place) =>
    transact(directory, (tx) => handOver(tx, { siteId, place: at, from, to }))
  const group = async () => (await findSite(directory, siteId))?.controlGroup
  for (const _ of [1, 2]) await give(1, 2)
  expect(await group()).toBe(2)
  await give(2, 3)
  await give(1, 2)
  expect(await group()).toBe(3)
  await give(3, 1, { ...place, slot: 3 })
  expect(await group()).toBe(3)
})

test('the statements are in Spanner’s dialect too', () => {
  expect(opened.statements.faults).toEqual([])
})
