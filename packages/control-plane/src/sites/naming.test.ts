import { expect, test } from 'vitest'
import type { SiteHostnameRow } from '../hostnames/index.ts'
import {
  HOSTNAMES_PER_SITE_MAX,
  renamed,
  requireForeign,
  requireRemovable,
  requireRoom,
  withHostname,
  withoutHostname,
} from './naming.ts'

const site = { siteId: 'site_1', name: 'bakery', title: 'Bakery' }
const row = (hostname: string, kind: SiteHostnameRow['kind'], primary = false): SiteHostnameRow => ({
  siteId: site.siteId,
  hostname,
  kind,
  primary,
})
const builtIn = row('bakery.localhost', 'built-in', true)
const custom = row('bakery.example.com', 'custom')
const primaryOf = (rows: readonly SiteHostnameRow[]) =>
  rows.filter((one) => one.primary).map((one) => one.hostname)

test('a new hostname becomes the primary one or not, and there is always exactly one', () => {
  expect(primaryOf(withHostname([builtIn], site.siteId, 'bakery.example.com', true))).toEqual([
    'bakery.example.com',
  ])
  expect(primaryOf(withHostname([builtIn], site.siteId, 'bakery.example.com', false))).toEqual([
    'bakery.localhost',
  ])
})

test('a hostname that is added again is there once; the primary one made secondary gives way to the built-in one', () => {
  const rows = withHostname(
    [
      { ...builtIn, primary: false },
      { ...custom, primary: true },
    ],
    site.siteId,
    custom.hostname,
    false,
  )
  expect(rows.map(({ hostname }) => hostname).sort()).toEqual(['bakery.example.com', 'bakery.localhost'])
  expect(primaryOf(rows)).toEqual(['bakery.localhost'])
})

test('without the primary hostname the built-in one is primary', () => {
  const rows = [
    { ...builtIn, primary: false },
    { ...custom, primary: true },
  ]
  expect(withoutHostname(rows, custom.hostname)).toEqual([builtIn])
})

test('a rename keeps the old address redirecting and the primary one primary', () => {
  const rows = renamed([builtIn, custom], site.siteId, 'garden.localhost')
  expect(rows).toContainEqual(row('bakery.localhost', 'former'))
  expect(primaryOf(rows)).toEqual(['garden.localhost'])
  const own = renamed(
    [
      { ...builtIn, primary: false },
      { ...custom, primary: true },
    ],
    site.siteId,
    'garden.localhost',
  )
  expect(primaryOf(own)).toEqual(['bakery.example.com'])
})

test('a rename there and back ends where it began, but for one former address', () => {
  const there = renamed([builtIn], site.siteId, 'garden.localhost')
  const back = renamed(there, site.siteId, 'bakery.localhost')
  expect(back).toEqual([row('garden.localhost', 'former'), builtIn])
  expect(renamed([builtIn], site.siteId, 'bakery.localhost')).toEqual([builtIn])
})

test('the built-in hostname stays, others and former ones may go, and strangers’ are not known', () => {
  const rows = [builtIn, custom, row('old.localhost', 'former')]
  const code = (hostname: string) => {
    try {
      requireRemovable(rows, hostname, site as never)
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  expect(['bakery.localhost', 'bakery.example.com', 'old.localhost', 'else.example.com'].map(code)).toEqual([
    'hostname_reserved',
    undefined,
    undefined,
    'hostname_not_found',
  ])
})

test.each(['localhost', 'a.localhost', 'a.b.localhost'])('%s is the platform’s own', (hostname) => {
  expect(() => requireForeign(hostname, 'localhost')).toThrow('belongs to the platform')
})

test.each(['notlocalhost', 'localhost.example.com'])('%s is not the platform’s', (hostname) => {
  expect(() => requireForeign(hostname, 'localhost')).not.toThrow()
})

test('hostnames of one site are limited', () => {
  const rows = Array.from({ length: HOSTNAMES_PER_SITE_MAX }, (_, index) =>
    row(`h${index}.localhost`, 'former'),
  )
  expect(() => requireRoom(rows, site)).not.toThrow()
  expect(() => requireRoom([...rows, custom], site)).toThrow('which is the limit')
})
