import { newId } from '@aipress/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../kernel/database.ts'
import { openSiteBatches } from './site-batches.ts'
import { createSiteClaims, type SiteClaim } from './site-claims.ts'
import type { SiteServices } from './site-services.ts'
import { openTestDirectory, type TestDirectory } from './testing/test-directory.ts'

let opened: TestDirectory
let directory: Database
let claim: (claim: SiteClaim) => Promise<unknown>
let services: SiteServices
beforeAll(async () => {
  opened = await openTestDirectory()
  directory = opened.directory
  const shards = opened.shardsOf(1)
  await shards.add({ slots: 50, sitesTarget: 40, region: 'local', tiers: ['bronze'] }, 10)
  await shards.markReady('shard-1', '8.2')
  // What claiming does not touch is left out: a host that is asked for more than its versions would show.
  services = {
    directory,
    batches: openSiteBatches(directory),
    shards,
    host: { versions: { wordpress: '6.9', php: '8.2' } },
  } as unknown as SiteServices
  claim = createSiteClaims({ services, domain: 'localhost' })
})
afterAll(() => opened?.[Symbol.asyncDispose]())

const claimOf = (name: string): SiteClaim => ({
  siteId: newId('site'),
  accountId: 'acc_a',
  name,
  title: name,
  tier: 'bronze',
  region: undefined,
  shardId: undefined,
  adminEmail: 'a@example.com',
  url: `http://${name}.localhost`,
})

const countOf = async (table: 'sites' | 'hostnames' | 'directory_changes') => {
  const { count } = await directory
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

test('of sites claimed at the same time the one whose name is taken fails alone, and each change is told once', async () => {
  await claim(claimOf('bakery'))
  const names = ['florist', 'bakery', 'cafe', 'museum', 'library', 'cafe']
  const outcomes = await Promise.allSettled(names.map((name) => claim(claimOf(name))))
  expect(
    outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'claimed')),
  ).toEqual(['claimed', 'site_name_taken', 'claimed', 'claimed', 'claimed', 'site_name_taken'])
  expect(await countOf('sites')).toBe(5)
  expect(await countOf('hostnames')).toBe(5)
  const feed = await directory
    .selectFrom('directory_changes')
    .select(['seq', 'site_id'])
    .orderBy('seq')
    .execute()
  expect(feed.map(({ seq }) => Number(seq))).toEqual([1, 2, 3, 4, 5])
  expect(new Set(feed.map((change) => change.site_id)).size).toBe(5)
  expect((await services.shards.all()).map(({ sites }) => sites)).toEqual([5])
})

test('a claim made again by the same call goes on from the first, also beside others', async () => {
  const again = claimOf('tailor')
  await claim(again)
  const [same] = await Promise.all([claim(again), claim(claimOf('cobbler')), claim(claimOf('joiner'))])
  expect(same).toMatchObject({ site: { siteId: again.siteId, name: 'tailor', state: 'creating' } })
  expect((await services.shards.all()).map(({ sites }) => sites)).toEqual([8])
})

test('a call that is repeated while the first is still waiting gets the same place, and no second one', async () => {
  const [first, twice] = [claimOf('printer'), claimOf('brewer')]
  const before = (await services.shards.all()).map(({ sites }) => sites)
  const made = await Promise.all([claim(first), claim(twice), claim(twice), claim(claimOf('baker'))])
  expect(made[1]).toMatchObject({ site: { siteId: twice.siteId } })
  expect(made[2]).toMatchObject({ site: { siteId: twice.siteId } })
  expect((await services.shards.all()).map(({ sites }) => sites)).toEqual([Number(before[0]) + 3])
  expect(await services.shards.slotsOf(twice.siteId)).toHaveLength(1)
})

test('sites that are opened at the same time run, and one that is opened twice has changed once', async () => {
  const wanted = [claimOf('north'), claimOf('south')]
  await Promise.all(wanted.map(claim))
  const before = await countOf('directory_changes')
  const opened = wanted.map(({ siteId }) => ({ siteId, operationId: `op_${siteId}` }))
  await Promise.all(opened.map(services.batches.open))
  await Promise.all(opened.map(services.batches.open))
  const found = await Promise.all(wanted.map(({ siteId }) => services.batches.find(siteId)))
  expect(found.map((one) => [one?.site.state, one?.hostnames.length])).toEqual([
    ['running', 1],
    ['running', 1],
  ])
  expect(await countOf('directory_changes')).toBe(before + 2)
})

test('the statements of claims keep to what Spanner has too', () => {
  expect(opened.statements.faults).toEqual([])
})
