import { ACTIONS, BulkKind } from '@aipress/contract'
import { expect, test } from 'vitest'
import type { ShardRow } from '../shards/index.ts'
import { type Candidate, type Change, callFor, reasonAgainst } from './change.ts'
import { lackingRoom } from './drain-room.ts'

const site: Candidate = {
  siteId: 'site_1',
  state: 'running',
  tier: 'bronze',
  pinned: false,
  place: { shardId: 'shard-001', slot: 1 },
  labels: ['trial'],
}

test.each([
  [{ kind: 'suspend' }, {}, undefined],
  [{ kind: 'suspend' }, { state: 'suspended' }, 'suspended'],
  [{ kind: 'resume' }, {}, 'running'],
  [{ kind: 'delete' }, { state: 'deleted' }, 'deleted'],
  [{ kind: 'move' }, { pinned: true }, 'pinned to its shard'],
  [{ kind: 'move', to: 'shard-001' }, {}, 'on shard-001 already'],
  [{ kind: 'move', to: 'shard-002' }, {}, undefined],
  [{ kind: 'move', from: 'shard-001' }, {}, undefined],
  [{ kind: 'move', from: 'shard-002' }, {}, 'elsewhere already'],
  [{ kind: 'move' }, { state: 'creating' }, 'creating'],
  [{ kind: 'tier', tier: 'bronze' }, {}, 'bronze already'],
  [{ kind: 'tier', tier: 'gold' }, {}, undefined],
  [{ kind: 'label', label: 'trial' }, {}, 'labelled so already'],
  [{ kind: 'unlabel', label: 'other' }, {}, 'without that label'],
] as [Change, Partial<Candidate>, string | undefined][])('%j of a site with %j', (change, more, reason) => {
  expect(reasonAgainst(change, { ...site, ...more })).toBe(reason)
})

test.each(BulkKind.options.filter((kind) => kind !== 'move'))(
  '%s is a call of an action that there is, with an input that it takes',
  (kind) => {
    const { action, input } = callFor({ kind, tier: 'gold', label: 'trial' }, 'site_1')
    const found = ACTIONS.find((one) => one.name === action)
    expect(found?.input.safeParse(input).success).toBe(true)
  },
)

const shard = (more: Partial<ShardRow>): ShardRow => ({
  shardId: 'shard-002',
  number: 2,
  controlGroup: 1,
  region: 'local',
  tiers: ['bronze', 'silver', 'gold'],
  state: 'ready',
  health: 'healthy',
  reasons: [],
  slots: 10,
  sitesTarget: 8,
  sites: 0,
  phpVersion: '8.2',
  madeBy: undefined,
  createdAt: new Date(),
  ...more,
})
const bronze = (count: number) =>
  Array.from({ length: count }, () => ({ region: 'local', tier: 'bronze' as const }))
const gold = (count: number) =>
  Array.from({ length: count }, () => ({ region: 'local', tier: 'gold' as const }))

test('what does not fit elsewhere is counted by region, and closed or sick shards are no room', () => {
  expect(lackingRoom(bronze(10), [shard({})])).toEqual(new Map())
  expect(lackingRoom(bronze(12), [shard({ sites: 4 })])).toEqual(new Map([['local', 6]]))
  expect(lackingRoom(bronze(3), [shard({ state: 'draining' }), shard({ health: 'down' })])).toEqual(
    new Map([['local', 3]]),
  )
  expect(lackingRoom(bronze(3), [shard({ region: 'elsewhere' })])).toEqual(new Map([['local', 3]]))
})

test('a site that few shards take is not crowded out by those that any takes', () => {
  const shards = [shard({}), shard({ shardId: 'shard-003', tiers: ['bronze'] })]
  expect(lackingRoom([...bronze(10), ...gold(10)], shards)).toEqual(new Map())
})
