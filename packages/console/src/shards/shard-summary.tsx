import type { OutputOf } from '@aipress/contract/action.ts'
import type { mapShards, ShardState, ShardSummary } from '@aipress/contract/shards.ts'
import { Card } from '../ui/card.tsx'
import { Figure } from '../ui/figure.tsx'

type Totals = OutputOf<typeof mapShards>['totals']

/** The whole fleet in four numbers. */
export function ShardTotals({ totals }: { totals: Totals }) {
  const { shards, sites, roomToTarget, roomToMax } = totals
  return (
    <Card>
      <dl className="grid grid-cols-2 sm:grid-cols-4">
        <Figure name="Shards" value={shards.toLocaleString('en')}>
          {sites === 1 ? 'one place' : `${sites.toLocaleString('en')} places`} taken
        </Figure>
        <Figure name="Sites per shard" value={shards === 0 ? '–' : (sites / shards).toFixed(1)}>
          on average
        </Figure>
        <Figure name="Room to target" value={roomToTarget.toLocaleString('en')}>
          {roomToTarget === 0 ? 'make another shard' : 'before shards are needed'}
        </Figure>
        <Figure name="Room to cap" value={roomToMax.toLocaleString('en')}>
          when every shard is full
        </Figure>
      </dl>
    </Card>
  )
}

export function countStates(shards: readonly ShardSummary[]): Partial<Record<ShardState, number>> {
  const counts: Partial<Record<ShardState, number>> = {}
  for (const { state } of shards) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
