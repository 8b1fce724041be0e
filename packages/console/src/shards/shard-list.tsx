import type { PartHealth, Shard, ShardSummary } from '@aipress/contract/shards.ts'
import { Link } from '@tanstack/react-router'
import { PartList } from '../status/part-list.tsx'
import { StateDot } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { LoadBar } from './load-bar.tsx'
import { ownParts } from './own-parts.ts'
import { ShardStateDot } from './shard-state.tsx'

/** Shards as cards: for a handful, where each may tell of itself. */
export function ShardList({ shards }: { shards: readonly ShardOnCard[] }) {
  return (
    <div className="@container">
      <ul className="grid @3xl:grid-cols-2 gap-4">
        {shards.map((shard) => (
          <li key={shard.shardId} className={shards.length === 1 ? '@3xl:col-span-2' : undefined}>
            <ShardCard shard={shard} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What only its control group knows may be missing. */
export type ShardOnCard = ShardSummary & Partial<Pick<Shard, 'parts' | 'warmSlots'>>

interface ShardCardProps {
  shard: ShardOnCard
  /** The table of its parts, instead of their names. */
  everything?: boolean
}

export function ShardCard({ shard, everything = false }: ShardCardProps) {
  return (
    <Card className="flex h-full flex-col overflow-hidden">
      <div className="flex-1 p-4 sm:p-5">
        <div className="flex items-baseline justify-between gap-4">
          <h3 className="text-[1.22rem]">
            <Link to="/shards/$shardId" params={{ shardId: shard.shardId }} className="hover:underline">
              {shard.shardId}
            </Link>
          </h3>
          <ShardStateDot state={shard.state} />
        </div>
        <p className="text-faint text-sm">
          {shard.region}, control group {shard.controlGroup}
        </p>
        {shard.reasons.map((reason) => (
          <p key={reason} className="mt-1.5 text-soft text-sm">
            {reason}
          </p>
        ))}
        <div className="mt-4">
          <LoadBar shard={shard} />
        </div>
        <p className="mt-2.5 flex flex-wrap justify-between gap-x-4 text-soft text-sm">
          <span>
            <span className="tabular-nums">{shard.sites}</span> of {shard.sitesMax} sites, target{' '}
            {shard.sitesTarget}
          </span>
          {shard.warmSlots !== undefined && (
            <span>
              {shard.warmSlots} warm {shard.warmSlots === 1 ? 'slot' : 'slots'}
            </span>
          )}
        </p>
      </div>
      {shard.parts !== undefined && shard.parts.length > 0 && (
        <div className="border-line border-t">
          {everything ? (
            <PartList parts={ownParts(shard.parts)} />
          ) : (
            <PartNames parts={ownParts(shard.parts)} />
          )}
        </div>
      )}
    </Card>
  )
}

function PartNames({ parts }: { parts: readonly PartHealth[] }) {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 px-4 py-2.5 sm:px-5">
      {parts.map((part) => (
        <li key={part.name} title={part.problem} className="text-soft">
          <StateDot tone={part.healthy ? 'good' : 'bad'}>
            {part.name}
            <span className={part.healthy ? 'sr-only' : 'text-bad'}>
              {part.healthy ? ': healthy' : ' is not healthy'}
            </span>
          </StateDot>
        </li>
      ))}
    </ul>
  )
}
