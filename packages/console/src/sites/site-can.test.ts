import type { Me } from '@aipress/contract/accounts.ts'
import { ROLE_PERMISSIONS } from '@aipress/contract/roles.ts'
import type { Site } from '@aipress/contract/sites.ts'
import { expect, test } from 'vitest'
import { reasonOf, siteCan } from './site-can.ts'

const site: Site = {
  siteId: 'site_0123456789abcde',
  name: 'corner-bakery',
  title: 'Corner Bakery',
  accountId: 'acc_0123456789abcde',
  accountName: 'Platform',
  state: 'running',
  tier: 'bronze',
  url: 'http://corner-bakery.localhost:8080',
  hostnames: [],
  shardId: 'shard-001',
  region: 'local',
  health: 'healthy',
  labels: [],
  pinned: false,
  wordpressVersion: '7.1.1',
  phpVersion: '8.2',
  costUsdPerMonth: 2,
  createdAt: '2026-11-21T12:00:00Z',
}

const owner: Me = {
  displayName: 'jo@example.com',
  role: 'owner',
  siteRoles: [],
  accountId: site.accountId,
  accountName: 'Platform',
  permissions: [...ROLE_PERMISSIONS.owner],
}

test('a running site can be suspended and deleted, not resumed', () => {
  expect(siteCan.suspend(site, owner)).toEqual({ allowed: true })
  expect(siteCan.delete(site, owner)).toEqual({ allowed: true })
  expect(reasonOf(siteCan.resume(site, owner))).toBe('The site is running.')
})

test('while an operation is at work nothing else may be begun, but one may log in', () => {
  const busy = { ...site, operationId: 'op_0123456789abcde' }
  expect(reasonOf(siteCan.suspend(busy, owner))).toBe('An operation is at work on this site.')
  expect(siteCan.logIn(busy, owner)).toEqual({ allowed: true })
})

test('a deleted site can only be brought back', () => {
  const deleted = { ...site, state: 'deleted' as const }
  const allowed = Object.entries(siteCan).filter(([, rule]) => rule(deleted, owner).allowed)
  expect(allowed.map(([name]) => name)).toEqual(['undelete'])
})

test('who lacks the permission is told so first', () => {
  const nobody = { ...owner, permissions: [] }
  expect(reasonOf(siteCan.suspend(site, nobody))).toBe('Your role does not allow this.')
})
