import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../kernel/database.ts'
import type { CpuReading } from '../platform/cpu-meter.ts'
import { openTestDirectory, type TestDirectory } from '../sites/testing/test-directory.ts'
import { recordCpu } from './cpu-store.ts'
import { figuresOfSite } from './figures-query.ts'
import { usageMigrations } from './usage-tables.ts'

let opened: TestDirectory
let directory: Database
beforeAll(async () => {
  opened = await openTestDirectory(usageMigrations)
  directory = opened.directory
})
afterAll(() => opened?.[Symbol.asyncDispose]())

const NOW = Date.parse('2026-11-30T10:20:00Z')
const reading = (siteId: string, seconds: number, counter = 'first', slot = 1): CpuReading => ({
  siteId,
  place: { shardId: 'shard-001', slot },
  counter,
  seconds,
})
const cpuOf = async (siteId: string) => {
  const hours = { step: 'hour', from: '2026-11-30T00', to: '2026-12-01T00' } as const
  const days = { step: 'day', from: '2026-11-30', to: '2026-12-01' } as const
  const [byHour, byDay] = [
    await figuresOfSite(directory, siteId, hours),
    await figuresOfSite(directory, siteId, days),
  ]
  expect(byDay[0]?.figures.cpu_ms).toBe(byHour.reduce((sum, { figures }) => sum + figures.cpu_ms, 0))
  return byHour.map(({ at, figures }) => [at, figures.cpu_ms])
}

test('processor time counts once, however often and by however many it is told', async () => {
  const { siteId } = await opened.insert('once', {})
  await recordCpu(directory, [reading(siteId, 1.5)], NOW)
  await recordCpu(directory, [reading(siteId, 1.5)], NOW)
  await Promise.all([1, 2, 3].map(() => recordCpu(directory, [reading(siteId, 2)], NOW)))
  await recordCpu(directory, [reading(siteId, 2.25)], NOW + 3_600_000)
  expect(await cpuOf(siteId)).toEqual([
    ['2026-11-30T10', 2_000],
    ['2026-11-30T11', 250],
  ])
})

test('a counter that began anew, and that of another place, count from nothing; a site that is gone does not', async () => {
  const { siteId } = await opened.insert('anew', {})
  await recordCpu(directory, [reading(siteId, 5)], NOW)
  await recordCpu(directory, [reading(siteId, 1, 'second'), reading(siteId, 2, 'first', 2)], NOW)
  await recordCpu(directory, [reading('site_unknown', 9)], NOW)
  expect(await cpuOf(siteId)).toEqual([['2026-11-30T10', 8_000]])
  const hours = { step: 'hour', from: '2026-11-30T00', to: '2026-12-01T00' } as const
  expect(await figuresOfSite(directory, 'site_unknown', hours)).toEqual([])
})
