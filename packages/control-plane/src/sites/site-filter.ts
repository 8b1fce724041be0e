import type { InputOf, listSites } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import type { Scope } from '../kernel/scope.ts'
import { requireShard } from '../shards/index.ts'
import type { SiteFilter } from './site-list.ts'

type Asked = Partial<
  Pick<
    InputOf<typeof listSites>,
    'search' | 'state' | 'shard' | 'region' | 'tier' | 'wordpress' | 'health' | 'label'
  >
>

/** What was asked for, with the shard as it is called. Throws `shard_not_found`. */
export async function filterOf(
  directory: Database,
  { search, state, shard, region, tier, wordpress, health, label }: Asked,
  scope: Scope | undefined,
): Promise<SiteFilter> {
  const shardId = shard === undefined ? undefined : (await requireShard(directory, shard)).shardId
  return { scope, search, state, shardId, region, tier, wordpress, health, label }
}
