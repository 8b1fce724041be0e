import { expect, test } from 'vitest'
import type { SiteHostnameRow } from '../hostnames/index.ts'
import { describeSite, requireState, routesOf, type SiteRecord } from './site.ts'

const site: SiteRecord = {
  siteId: 'site_1',
  accountId: 'acc_1',
  name: 'bakery',
  title: 'Bakery',
  tier: 'bronze',
  state: 'running',
  place: { shardId: 'shard-001', slot: 3 },
  controlGroup: 1,
  region: 'local',
  pinned: false,
  onHold: false,
  epoch: 7,
  adminEmail: 'a@example.com',
  wordpressVersion: '7.1.1',
  phpVersion: '8.2',
  toldUrl: undefined,
  php: {},
  createdAt: new Date(0),
  undeletableUntil: undefined,
  stateBeforeDeletion: undefined,
}
const row = (hostname: string, kind: SiteHostnameRow['kind'], primary = false): SiteHostnameRow => ({
  hostname,
  siteId: 'site_1',
  kind,
  primary,
})
const hostnames = [
  row('bakery.localhost', 'built-in'),
  row('bakery.example.com', 'custom', true),
  row('old.localhost', 'former'),
  row('new.localhost', 'held'),
]
const urlOf = (hostname: string) => `http://${hostname}:8080`
const kinds = (record: SiteRecord) =>
  Object.fromEntries(routesOf(record, hostnames, urlOf).map((route) => [route.hostname, route.kind]))

test('the primary hostname of a running site serves it and its others redirect there', () => {
  expect(routesOf(site, hostnames, urlOf)).toEqual([
    {
      kind: 'redirect',
      hostname: 'bakery.localhost',
      to: 'http://bakery.example.com:8080',
      siteId: 'site_1',
      epoch: 7,
    },
    { kind: 'site', hostname: 'bakery.example.com', place: site.place, siteId: 'site_1', epoch: 7 },
    {
      kind: 'redirect',
      hostname: 'old.localhost',
      to: 'http://bakery.example.com:8080',
      siteId: 'site_1',
      epoch: 7,
    },
  ])
})

test('a suspended or starting site says so on each of its hostnames, and a deleted one has no route', () => {
  expect(new Set(Object.values(kinds({ ...site, state: 'suspended' })))).toEqual(new Set(['suspended']))
  expect(new Set(Object.values(kinds({ ...site, state: 'creating' })))).toEqual(new Set(['starting']))
  expect(kinds({ ...site, state: 'deleted' })).toEqual({})
})

test('a hostname that is only held for a change has no route and is not shown', () => {
  expect(kinds(site)).not.toHaveProperty('new.localhost')
  const shown = describeSite(site, hostnames, {
    accountName: 'A',
    operationId: undefined,
    urlOf,
    labels: [],
    health: 'healthy' as const,
  }).hostnames
  expect(shown.map((entry) => entry.hostname)).not.toContain('new.localhost')
})

test('without a marked primary hostname the built-in one serves', () => {
  const routes = routesOf(site, [row('bakery.localhost', 'built-in')], urlOf)
  expect(routes.map((route) => route.kind)).toEqual(['site'])
})

test('a deleted site costs nothing', () => {
  const more = { accountName: 'A', operationId: undefined, urlOf, labels: [], health: 'healthy' as const }
  expect(describeSite(site, hostnames, more).costUsdPerMonth).toBe(2)
  expect(describeSite({ ...site, state: 'deleted' }, hostnames, more).costUsdPerMonth).toBe(0)
})

test('a state in the way is refused with the way out', () => {
  expect(() => requireState({ ...site, state: 'suspended' }, ['running'])).toThrow(
    expect.objectContaining({ code: 'site_state_conflict', hint: expect.stringContaining('resume bakery') }),
  )
})
