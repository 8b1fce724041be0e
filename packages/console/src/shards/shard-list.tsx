import type { Shard } from '@aipress/contract/shards.ts'
import { PartList } from '../status/part-list.tsx'
import { StateDot, type Tone } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Meter } from '../ui/meter.tsx'

const STATES: Record<Shard['state'], { label: string; tone: Tone }> = {
  preparing: { label: 'Preparing', tone: 'active' },
  healthy: { label: 'Healthy', tone: 'good' },
  degraded: { label: 'Degraded', tone: 'warn' },
  down: { label: 'Down', tone: 'bad' },
  draining: { label: 'Draining', tone: 'active' },
  retired: { label: 'Retired', tone: 'neutral' },
}

export function ShardList({ shards }: { shards: readonly Shard[] }) {
  return (
    <ul className="space-y-4">
      {shards.map((shard) => (
        <li key={shard.shardId}>
          <ShardCard shard={shard} />
        </li>
      ))}
    </ul>
  )
}

function ShardCard({ shard }: { shard: Shard }) {
  const state = STATES[shard.state]
  return (
    <Card className="overflow-hidden">
      <div className="p-4 sm:p-5">
        <div className="flex items-baseline justify-between gap-4">
          <h3 className="text-[1.22rem]">{shard.shardId}</h3>
          <StateDot tone={state.tone}>{state.label}</StateDot>
        </div>
        <div className="mt-3">
          <Meter label={`Sites on ${shard.shardId}`} value={shard.sites} max={shard.sitesMax} />
        </div>
        <p className="mt-2 flex flex-wrap justify-between gap-x-4 text-soft text-sm">
          <span>
            <span className="tabular-nums">{shard.sites}</span> of {shard.sitesMax} sites
          </span>
          <span>
            {shard.warmSlots} warm {shard.warmSlots === 1 ? 'slot' : 'slots'}, ready to be claimed
          </span>
        </p>
      </div>
      {shard.parts.length > 0 && (
        <div className="border-line border-t">
          <PartList parts={shard.parts} />
        </div>
      )}
    </Card>
  )
}
