import { AipressError, type Tier } from '@aipress/contract'
import type { Connection } from '../kernel/database.ts'
import { requireShard } from '../shards/index.ts'
import type { SiteRecord } from './site.ts'

/** Throws `site_state_conflict` where the site's shard does not take sites of the tier. */
export async function requireTierFits(
  directory: Connection,
  site: Pick<SiteRecord, 'place' | 'title' | 'name'>,
  tier: Tier,
): Promise<void> {
  const { shardId, tiers } = await requireShard(directory, site.place.shardId)
  if (tiers.includes(tier)) return
  throw new AipressError(
    'site_state_conflict',
    `${site.title} is on ${shardId}, which takes ${tiers.join(' and ')} sites alone.`,
    { hint: `Move it to a shard that takes ${tier} first: aipress site move ${site.name}` },
  )
}
