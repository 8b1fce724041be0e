import { listShards } from '@aipress/contract/shards.ts'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import { queryOf } from '../client/queries.ts'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { ShardList } from './shard-list.tsx'

const REFRESH_MS = 6_000

export function ShardsPage() {
  const query = useQuery({ ...queryOf(listShards, {}), refetchInterval: REFRESH_MS })
  return (
    <Page
      title="Shards"
      description="Each has a database server, cache and PHP of its own. What goes wrong in one stays in it."
    >
      {query.data === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={3} />
        )
      ) : query.data.items.length === 0 ? (
        <Empty icon={<Boxes size={19} aria-hidden />} title="No shards yet">
          The first is being prepared, or “npm run status” tells why not.
        </Empty>
      ) : (
        <ShardList shards={query.data.items} />
      )}
    </Page>
  )
}
