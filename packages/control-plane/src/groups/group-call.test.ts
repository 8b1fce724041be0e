import { expect, test } from 'vitest'
import { asking, type Caller, scopeOf } from '../kernel/caller.ts'
import { GroupCall } from './group-call.ts'

const arrived = (caller: Caller): Caller => {
  const call = { kind: 'action', action: 'sites.logs', input: {}, caller, seed: 's', requestId: 'r' }
  const parsed = GroupCall.parse(JSON.parse(JSON.stringify({ call, beginBy: 0 }))).call
  return parsed.kind === 'action' ? parsed.caller : expect.fail('it is no action')
}

test('what somebody may is the same at a control group: shared sites, a token’s limits, acting as another', () => {
  const caller: Caller = {
    principal: 'acting:act_1',
    displayName: 'boss@example.com as anna@example.com',
    personId: 'per_anna',
    role: 'viewer',
    accountId: 'acc_1',
    readOnly: false,
    siteRoles: [{ siteId: 'site_1', role: 'developer' }],
    limits: { permissions: ['sites:read', 'logs:read'], siteIds: ['site_1', 'site_2'] },
    actor: { personId: 'per_boss', email: 'boss@example.com', until: '2026-11-30T12:00:00Z' },
    door: 'console',
  }
  expect(arrived(caller)).toEqual(caller)
  for (const permission of ['sites:read', 'logs:read', 'sites:change'] as const) {
    expect(scopeOf(asking(arrived(caller), permission))).toEqual(scopeOf(asking(caller, permission)))
  }
  const plain: Caller = { ...caller, siteRoles: [] }
  delete (plain as { limits?: unknown }).limits
  expect(scopeOf(asking(arrived(plain), 'sites:read'))).toEqual(scopeOf(asking(plain, 'sites:read')))
  expect(scopeOf(arrived({ ...plain, asks: 'logs:read' }))).toEqual(scopeOf(plain))
})
