import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Database } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'
import type { SiteStorage, StorageLimit } from '../platform/site-host.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { createStorageMeter } from './measure-storage.reconciler.ts'
import { limitsOfTiers } from './usage.ts'
import { usageMigrations } from './usage-tables.ts'

/** Sites whose media are hard to count, with a clock that the test moves. */
let opened: TestDirectory
let directory: Database
beforeAll(async () => {
  opened = await openTestDirectory(usageMigrations)
  directory = opened.directory
}, 60_000)
afterAll(() => opened?.[Symbol.asyncDispose]())
afterAll(() => expect(opened.statements.faults).toEqual([]))

const MINUTE = 60_000
const signal = AbortSignal.timeout(60_000)
let now = Date.parse('2026-11-30T12:00:00Z')
let done: string[] = []
let limits: StorageLimit[] = []
beforeEach(async () => {
  await directory.deleteFrom('sites').execute()
  await directory.deleteFrom('usage_storage').execute()
  ;[done, limits] = [[], []]
})

const partial = (mediaBytes: number): SiteStorage => ({ mediaBytes, databaseBytes: 1, isPartial: true })

function meter(measured: (place: Place) => Promise<SiteStorage>) {
  const host = {
    async measure(place: Place) {
      done.push(`measure ${place.slot}`)
      return measured(place)
    },
    async limitStorage(place: Place, limit: StorageLimit) {
      done.push(`limit ${place.slot}`)
      limits.push(limit)
    },
  }
  return createStorageMeter({ directory, controlGroup: 1, host, limitsOf: limitsOfTiers(), clock: () => now })
}

const insert = (name: string, slot: number) =>
  opened.insert(name, { accountId: 'acc_1', place: { shardId: 'shard-001', slot } })

test('a site has its limit before it is measured, and is measured less and less often where that fails', async () => {
  await insert('endless', 1)
  const failing = meter(() => Promise.reject(new Error('killed')))
  await expect(failing.run(signal)).rejects.toThrow('1 of 1 sites were not measured')
  expect(done).toEqual(['limit 1', 'measure 1'])
  expect(limits).toMatchObject([{ bytesMax: 5e9, measured: { mediaBytes: 0 } }])

  const waits: number[] = []
  for (let [minutes, before] = [0, 0]; minutes < 3 * 24 * 60; minutes += 5) {
    now += 5 * MINUTE
    await failing.run(signal).catch(() => undefined)
    const times = done.filter((one) => one.startsWith('measure')).length
    if (times > before + 1) {
      waits.push(minutes + 5)
      before = times - 1
    }
  }
  const rests = waits.map((at, index) => at - (waits[index - 1] ?? 0))
  expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440])
  expect(done.filter((one) => one.startsWith('limit'))).toHaveLength(1)
})

test('a count that did not finish counts as what was seen, and as no less than before', async () => {
  const { siteId } = await insert('large', 1)
  const bytes = async () =>
    (await directory.selectFrom('usage_storage').select('media_bytes').executeTakeFirstOrThrow()).media_bytes
  let seen = partial(700)
  const sites = meter(async () => seen)
  await sites.run(signal)
  expect(Number(await bytes())).toBe(700)
  expect(limits.at(-1)).toMatchObject({ siteId, measured: { mediaBytes: 700, databaseBytes: 1 } })
  seen = partial(300)
  now += 5 * MINUTE
  await sites.run(signal)
  expect(Number(await bytes())).toBe(700)
  seen = { mediaBytes: 300, databaseBytes: 1 }
  now += 10 * MINUTE
  await sites.run(signal)
  expect(Number(await bytes())).toBe(300)
  // It is one like others again.
  now += 59 * MINUTE
  await sites.run(signal)
  now += 2 * MINUTE
  await sites.run(signal)
  expect(done.filter((one) => one.startsWith('measure'))).toHaveLength(4)
})

test('one that rests is told another tier’s limit at once, without being measured', async () => {
  const { siteId } = await insert('resting', 1)
  const sites = meter(async () => partial(700))
  await sites.run(signal)
  done = []
  await directory.updateTable('sites').set({ tier: 'silver' }).where('site_id', '=', siteId).execute()
  await sites.run(signal)
  await sites.run(signal)
  expect(done).toEqual(['limit 1'])
  expect(limits.at(-1)).toMatchObject({ bytesMax: limitsOfTiers()('silver').storageBytes })
  now += 5 * MINUTE
  await sites.run(signal)
  expect(done).toEqual(['limit 1', 'measure 1', 'limit 1'])
})

test('one site that takes long to count leaves others their turn', async () => {
  for (const slot of [1, 2, 3]) await insert(`site-${slot}`, slot)
  const gate = Promise.withResolvers<SiteStorage>()
  const others = Promise.withResolvers<void>()
  let measured = 0
  const turn = meter(async ({ slot }) => {
    if (slot === 1) return gate.promise
    measured += 1
    if (measured === 2) others.resolve()
    return { mediaBytes: 1, databaseBytes: 1 }
  }).run(signal)
  await others.promise
  gate.resolve(partial(1))
  await turn
})
