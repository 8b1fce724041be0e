import { listSites } from '@aipress/contract/sites.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { queryOf } from '../client/queries.ts'
import { SiteTable } from '../sites/site-table.tsx'
import { Failure } from '../ui/failure.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'

const REFRESH_MS = 8_000
/** A glance; the page of sites has the filter for the rest. */
const SHOWN_MAX = 10

export function ShardSites({ shardId }: { shardId: string }) {
  const list = useQuery({
    ...queryOf(listSites, { shard: shardId, limit: SHOWN_MAX }),
    refetchInterval: REFRESH_MS,
  })
  if (list.data === undefined) {
    return list.isError ? (
      <Failure error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <SkeletonRows count={3} />
    )
  }
  const { items, total } = list.data
  if (items.length === 0) return <p className="text-soft">No site is on it.</p>
  return (
    <>
      <SiteTable sites={items} withoutShard />
      {total > items.length && (
        <Link to="/sites" search={{ shard: shardId }} className="link mt-2.5 inline-block text-sm">
          All {total.toLocaleString('en')} sites of {shardId}
        </Link>
      )}
    </>
  )
}
