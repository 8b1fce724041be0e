import type { Me } from '@aipress/contract/accounts.ts'
import { ROLE_PERMISSIONS } from '@aipress/contract/roles.ts'
import type { ShardSummary } from '@aipress/contract/shards.ts'
import { expect, test } from 'vitest'
import { reasonOf } from '../sites/site-can.ts'
import { shardCan } from './shard-can.ts'

const me = (role: Me['role']): Me => ({
  displayName: 'anna@example.com',
  role,
  accountId: 'acc_0123456789abcde',
  accountName: 'Platform',
  permissions: [...ROLE_PERMISSIONS[role]],
  siteRoles: [],
})

const shard: ShardSummary = {
  shardId: 'shard-001',
  controlGroup: 1,
  region: 'local',
  tiers: ['bronze'],
  state: 'healthy',
  reasons: [],
  sites: 3,
  sitesTarget: 40,
  sitesMax: 50,
  createdAt: '2026-11-21T12:00:00Z',
}

test('a shard with sites is drained before it is retired', () => {
  expect(shardCan.drain(shard, me('administrator'))).toEqual({ allowed: true })
  expect(reasonOf(shardCan.retire(shard, me('administrator')))).toBe(
    '3 sites are still on it; drain it first.',
  )
  expect(shardCan.retire({ ...shard, sites: 0, state: 'draining' }, me('administrator'))).toEqual({
    allowed: true,
  })
})

test('only what is being drained can stop being so', () => {
  expect(reasonOf(shardCan.undrain(shard, me('administrator')))).toBe('The shard takes sites already.')
  expect(shardCan.undrain({ ...shard, state: 'draining' }, me('administrator'))).toEqual({ allowed: true })
})

test('owners are told that shards are not theirs', () => {
  expect(reasonOf(shardCan.drain(shard, me('owner')))).toBe('Your role does not allow this.')
})
