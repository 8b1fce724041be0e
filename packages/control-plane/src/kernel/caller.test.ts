import type { Permission } from '@aipress/contract'
import { expect, test } from 'vitest'
import { asking, type Caller, may, scopeOf } from './caller.ts'

const owner: Caller = {
  principal: 'person:per_1',
  displayName: 'anna@example.com',
  personId: 'per_1',
  role: 'owner',
  accountId: 'acc_own',
  readOnly: false,
  door: 'rest',
}
const administrator: Caller = { ...owner, role: 'administrator', accountId: 'acc_platform' }
const viewer: Caller = {
  ...owner,
  role: 'viewer',
  siteRoles: [
    { siteId: 'site_d', role: 'developer' },
    { siteId: 'site_v', role: 'viewer' },
  ],
}
const scope = (caller: Caller, permission: Permission) => scopeOf(asking(caller, permission))

test('a scope is where the caller may do what they ask for', () => {
  expect(scope(administrator, 'sites:change')).toBeUndefined()
  expect(scope(owner, 'sites:change')).toEqual({ accountId: 'acc_own', siteIds: [] })
  expect(scope(viewer, 'sites:read')).toEqual({ accountId: 'acc_own', siteIds: ['site_d', 'site_v'] })
  expect(scope(viewer, 'sites:change')).toEqual({ siteIds: ['site_d'] })
  expect(scope(viewer, 'sites:delete')).toEqual({ siteIds: [] })
  expect(scope({ ...viewer, role: 'guest' }, 'sites:read')).toEqual({ siteIds: ['site_d', 'site_v'] })
})

test('who asks nothing has their account and nothing shared', () => {
  expect(scopeOf(viewer)).toEqual({ accountId: 'acc_own', siteIds: [] })
})

test('a token takes away and never gives', () => {
  const forSites = { siteIds: ['site_v', 'site_x'] }
  expect(scope({ ...administrator, limits: forSites }, 'sites:read')).toEqual(forSites)
  expect(scope({ ...viewer, limits: forSites }, 'sites:read')).toEqual({
    accountId: 'acc_own',
    siteIds: ['site_v'],
    onlySiteIds: forSites.siteIds,
  })
  expect(scope({ ...administrator, limits: { accountId: 'acc_own' } }, 'sites:read')).toEqual({
    accountId: 'acc_own',
    siteIds: [],
  })
  expect(scope({ ...viewer, limits: { accountId: 'acc_own' } }, 'sites:read')).toEqual({
    accountId: 'acc_own',
    siteIds: [],
  })
  expect(scope({ ...owner, limits: { accountId: 'acc_other' } }, 'sites:read')).toEqual({ siteIds: [] })
  const reading: Caller = { ...viewer, limits: { permissions: ['sites:read', 'sites:delete'] } }
  expect(may(reading, 'sites:read')).toBe(true)
  for (const lost of ['sites:change', 'sites:delete'] as const) expect(may(reading, lost)).toBe(false)
})

test('a token for sites or an account holds nothing of the platform, and one’s own always', () => {
  for (const limits of [{ siteIds: ['site_x'] }, { accountId: 'acc_own' }]) {
    const caller: Caller = { ...administrator, limits }
    for (const lost of ['platform:read', 'audit:read', 'accounts:change'] as const) {
      expect(may(caller, lost)).toBe(false)
    }
    expect(may(caller, 'self:read')).toBe(true)
  }
  expect(may({ ...administrator, limits: { siteIds: ['site_x'] } }, 'members:change')).toBe(false)
})

test('who acts as somebody has all but what would outlive it', () => {
  const acting: Caller = { ...owner, actor: { personId: 'per_2', email: 'boss@example.com', until: '' } }
  expect(may(acting, 'sites:delete')).toBe(true)
  expect(may(acting, 'self:change')).toBe(false)
})
