import { Link } from '@tanstack/react-router'
import { may, useMe } from '../sign-in/session.ts'

/** Leads to the shard's page whoever may see it; the others read its name. */
export function ShardLink({ shardId }: { shardId: string }) {
  if (!may(useMe(), 'platform:read')) return shardId
  return (
    <Link to="/shards/$shardId" params={{ shardId }} className="underline-offset-2 hover:underline">
      {shardId}
    </Link>
  )
}
