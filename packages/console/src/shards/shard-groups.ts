import type { ShardSummary } from '@aipress/contract/shards.ts'

export interface ShardGroup {
  name: string
  shards: readonly ShardSummary[]
  sites: number
}

/** Shards as the map shows them, in the order of their numbers. */
export function groupShards(shards: readonly ShardSummary[], by: 'region' | 'group'): ShardGroup[] {
  const nameOf = ({ region, controlGroup }: ShardSummary) =>
    by === 'region' ? region : `Control group ${controlGroup}`
  const inOrder = shards.toSorted((a, b) => compare(a.shardId, b.shardId))
  return [...Map.groupBy(inOrder, nameOf)]
    .map(([name, members]) => ({
      name,
      shards: members,
      sites: members.reduce((sum, { sites }) => sum + sites, 0),
    }))
    .toSorted((a, b) => compare(a.name, b.name))
}

/** So that shard-1000 comes after shard-999. */
const { compare } = new Intl.Collator('en', { numeric: true })
