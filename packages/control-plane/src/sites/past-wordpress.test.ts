import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPastWordPress, pastWordPressMigrations } from './past-wordpress.ts'
import type { SiteServices } from './site-services.ts'
import { openTestDirectory, type TestDirectory } from './testing/test-directory.ts'

const MINUTE_MS = 60_000

let opened: TestDirectory
beforeAll(async () => {
  opened = await openTestDirectory(pastWordPressMigrations)
})
afterAll(() => opened?.[Symbol.asyncDispose]())

/** Of a site that the directory does not know there are neither objects nor pages to forget. */
function openPast({ nowMs = 0, isAway = () => false }: { nowMs?: number; isAway?: () => boolean } = {}) {
  const { directory } = opened
  const told: string[] = []
  const past = createPastWordPress({
    database: directory,
    services: { directory } as unknown as SiteServices,
    clock: () => nowMs,
    async writtenPast(siteId) {
      if (isAway()) throw new Error('The database is away.')
      told.push(siteId)
    },
  })
  return { past, told }
}

const never = new AbortController().signal
const of = (siteId: string) => ({ siteId, forgotten: 'all' }) as const
const recorded = async () =>
  (await opened.directory.selectFrom('past_wordpress_runs').select('site_id').execute()).map(
    (row) => row.site_id,
  )

test('a run that is heard to its end is told of once, however it ends, and leaves no record', async () => {
  const { past, told } = openPast()
  expect(await past.during(of('site_a'), recorded)).toEqual(['site_a'])
  const failing = past.during(of('site_b'), () => Promise.reject(new Error('no such command')))
  await expect(failing).rejects.toThrow('no such command')
  expect(told).toEqual(['site_a', 'site_b'])
  expect(await recorded()).toEqual([])
})

test('one whose process was killed is told of by its successors until the command must have ended', async () => {
  const { promise: killed, resolve: begun } = Promise.withResolvers<void>()
  void openPast().past.during(of('site_a'), () => {
    begun()
    return new Promise(() => undefined)
  })
  await killed
  for (const [minutes, left] of [
    [1, ['site_a']],
    [21, ['site_a']],
    [23, []],
  ] as const) {
    const { past, told } = openPast({ nowMs: minutes * MINUTE_MS })
    expect(await past.mend(never)).toEqual(['site_a'])
    expect(told).toEqual(['site_a'])
    expect(await recorded()).toEqual(left)
  }
})

test('what cannot be forgotten at its end costs a run nothing, and is forgotten later', async () => {
  let isAway = true
  const { past, told } = openPast({ isAway: () => isAway })
  expect(await past.during(of('site_a'), async () => 'imported')).toBe('imported')
  await expect(past.mend(never)).rejects.toThrow('1 caches may be of before.')
  expect(await recorded()).toEqual(['site_a'])
  isAway = false
  expect(await past.mend(never)).toEqual(['site_a'])
  expect(told).toEqual(['site_a'])
})

test.for([
  ['db import dump.sql', 'all'],
  ['search-replace old new', 'all'],
  ['cache flush', 'all'],
  ['--skip-plugins site empty', 'all'],
  ['eval db("cache flush");', 'all-but-transients'],
  ['--user=1 eval-file job.php', 'all-but-transients'],
  ['rewrite flush', 'all-but-transients'],
  ['cache set foo bar', undefined],
  ['cache type', undefined],
  ['transient set y1 5 600', undefined],
] as const)('after "%s" what is forgotten is: %s', ([command, forgotten]) => {
  expect(openPast().past.forgottenAfter(command.split(' '))).toBe(forgotten)
})

test('a run whose process was killed is recorded with what has to be forgotten after it', async () => {
  const { promise: killed, resolve: begun } = Promise.withResolvers<void>()
  void openPast().past.during({ siteId: 'site_k', forgotten: 'all-but-transients' }, () => {
    begun()
    return new Promise(() => undefined)
  })
  await killed
  const rows = opened.directory.selectFrom('past_wordpress_runs').select('forgotten')
  expect(await rows.where('site_id', '=', 'site_k').execute()).toEqual([{ forgotten: 'all-but-transients' }])
})
