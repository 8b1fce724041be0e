import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Layout, layoutOf } from './layout.ts'
import { readSiteLogs } from './site-logs.ts'

const PLACE = { shardId: 'shard-001', slot: 1 }
let layout: Layout

beforeAll(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'aipress-site-logs-')))
})
afterAll(() => rm(layout.home, { recursive: true, force: true }))

async function timesOf(log: string, lines: number): Promise<string[]> {
  const path = layout.shard(PLACE.shardId).slot(PLACE.slot).phpLog
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, log)
  const query = { siteId: 'site_bakery', kind: 'php', lines, follow: false } as const
  const times: string[] = []
  for await (const { time } of readSiteLogs(layout, PLACE, query, AbortSignal.timeout(5_000)))
    times.push(time)
  return times
}

const FATAL =
  '[21-Nov-2026 22:41:17 UTC] PHP Fatal error:  no flour\nStack trace:\n#0 oven.php(3): bake()\n#1 {main}\n'

test('lines of a stack trace have the time of its first line, also where that is not among those asked for', async () => {
  const time = '2026-11-21T22:41:17.000Z'
  expect(await timesOf(FATAL, 2)).toEqual([time, time])
  expect(await timesOf(FATAL, 9)).toEqual([time, time, time, time])
})

test('where the first line of a stack trace is gone, its lines have the time of what follows', async () => {
  const time = '2026-11-21T22:41:17.000Z'
  expect(await timesOf(`#8 oven.php(9): warm()\n#9 {main}\n${FATAL}`, 9)).toEqual(Array(6).fill(time))
})
