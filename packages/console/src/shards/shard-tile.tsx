import type { ShardSummary } from '@aipress/contract/shards.ts'
import { type CSSProperties, memo } from 'react'
import { loadWords } from './load-bar.tsx'
import { shardStateLabel } from './shard-state.tsx'

interface ShardTileProps {
  shard: ShardSummary
  /** The one that the Tab key comes to. */
  reachable: boolean
}

/**
 * A plain link, as a thousand of the router's would each watch every navigation; the map around it
 * hears the click. A refetch keeps the objects of shards that did not change, so only others are drawn again.
 */
export const ShardTile = memo(function ShardTile({ shard, reachable }: ShardTileProps) {
  return (
    // biome-ignore lint/a11y/useAnchorContent: its label says all, and a thousand more elements would say it twice
    <a
      href={`/shards/${shard.shardId}`}
      data-shard={shard.shardId}
      data-state={shard.state}
      tabIndex={reachable ? 0 : -1}
      aria-label={tileLabel(shard)}
      className="shard-tile"
      style={
        { '--load': share(shard, shard.sites), '--target': share(shard, shard.sitesTarget) } as CSSProperties
      }
    />
  )
})

function share({ sitesMax }: ShardSummary, count: number): string {
  return `${sitesMax === 0 ? 0 : Math.min(100, Math.round((count / sitesMax) * 100))}%`
}

function tileLabel(shard: ShardSummary): string {
  return [shard.shardId, shardStateLabel(shard.state).toLowerCase(), loadWords(shard), ...shard.reasons].join(
    ', ',
  )
}
