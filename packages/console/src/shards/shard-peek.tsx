import type { ShardSummary } from '@aipress/contract/shards.ts'
import { LoadBar } from './load-bar.tsx'
import { ShardStateDot } from './shard-state.tsx'

/** Where the tile is that the pointer or the focus is on, within the map. */
export interface Pointed {
  shardId: string
  centre: number
  top: number
  bottom: number
  width: number
  /** There is more room above the tile than below. */
  above: boolean
}

const WIDTH = 256
const GAP = 8

/** What is told of the tile one points at. Its label says the same to those who do not see. */
export function ShardPeek({
  pointed,
  shard,
}: {
  pointed: Pointed | undefined
  shard: ShardSummary | undefined
}) {
  if (pointed === undefined || shard === undefined) return null
  const left = Math.max(0, Math.min(pointed.centre - WIDTH / 2, pointed.width - WIDTH))
  const place = pointed.above
    ? { top: pointed.top - GAP, transform: 'translateY(-100%)' }
    : { top: pointed.bottom + GAP }
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 rounded-xl border border-line bg-surface p-3.5 shadow-high"
      style={{ left, width: WIDTH, ...place }}
    >
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-medium font-serif text-[1.1rem]">{shard.shardId}</span>
        <ShardStateDot state={shard.state} />
      </p>
      <p className="text-faint text-sm">
        {shard.region}, control group {shard.controlGroup}
      </p>
      <div className="mt-3">
        <LoadBar shard={shard} />
      </div>
      <p className="mt-2 text-soft text-sm tabular-nums">
        {shard.sites} of {shard.sitesMax} sites, target {shard.sitesTarget}
      </p>
      {shard.reasons.map((reason) => (
        <p key={reason} className="mt-1.5 text-sm">
          {reason}
        </p>
      ))}
    </div>
  )
}
