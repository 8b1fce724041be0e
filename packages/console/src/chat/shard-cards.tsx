import type { OutputOf } from '@aipress/contract/action.ts'
import type { listShards, mapShards } from '@aipress/contract/shards.ts'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { groupShards } from '../shards/shard-groups.ts'
import { ShardList } from '../shards/shard-list.tsx'
import { ShardMap } from '../shards/shard-map.tsx'
import { ShardTotals } from '../shards/shard-summary.tsx'
import { MissingNotice } from '../ui/missing-notice.tsx'
import { ListOf } from './small-cards.tsx'

export function ShardsCard({ answer }: { answer: OutputOf<typeof listShards> }) {
  return (
    <>
      <MissingNotice groups={answer.missing}>
        How the parts of its shards do is not known until it is back.
      </MissingNotice>
      <ListOf
        count={answer.items.length}
        none="There are no such shards."
        more={answer.nextCursor !== undefined}
        to="/shards"
      >
        <ShardList shards={answer.items} />
      </ListOf>
    </>
  )
}

/** As it was when it was asked for; the page goes on. */
export function ShardMapCard({ map }: { map: OutputOf<typeof mapShards> }) {
  const groups = useMemo(() => groupShards(map.items, 'region'), [map.items])
  return (
    <div className="space-y-5">
      <ShardTotals totals={map.totals} />
      <ShardMap groups={groups} />
      <Link to="/shards" className="link inline-block text-sm">
        The map as it is now
      </Link>
    </div>
  )
}
