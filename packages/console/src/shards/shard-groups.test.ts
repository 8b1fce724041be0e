import type { ShardSummary } from '@aipress/contract/shards.ts'
import { expect, test } from 'vitest'
import { groupShards } from './shard-groups.ts'

const shard = (number: number, controlGroup: number, region: string): ShardSummary => ({
  shardId: `shard-${String(number).padStart(3, '0')}`,
  controlGroup,
  region,
  tiers: ['bronze'],
  state: 'healthy',
  reasons: [],
  sites: number % 50,
  sitesTarget: 40,
  sitesMax: 50,
  createdAt: '2026-11-21T12:00:00Z',
})

const SHARDS = [shard(1_000, 10, 'us-central1'), shard(999, 2, 'us-central1'), shard(1, 2, 'asia-east1')]

test('a thousandth shard comes after the one before it', () => {
  const [asia, america] = groupShards(SHARDS, 'region')
  expect(asia).toMatchObject({ name: 'asia-east1', sites: 1 })
  expect(america?.shards.map(({ shardId }) => shardId)).toEqual(['shard-999', 'shard-1000'])
})

test('control groups come by number', () => {
  expect(groupShards(SHARDS, 'group').map(({ name }) => name)).toEqual([
    'Control group 2',
    'Control group 10',
  ])
})
