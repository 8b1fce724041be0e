import type { SnapshotSite } from '../directory/index.ts'
import type { Database } from '../kernel/database.ts'
import { padded } from './site-batches.ts'

/** A page of 1,000 sites with their hostnames is under a megabyte. */
const PAGE = 1_000

/** What the directory's copy in memory holds of sites: those of the ids, or a page of all after an id. */
export async function loadSnapshotSites(
  directory: Database,
  siteIds: readonly string[] | undefined,
  afterId: string,
): Promise<SnapshotSite[]> {
  if (siteIds?.length === 0) return []
  let query = directory
    .selectFrom('sites')
    .select(['site_id', 'shard_id', 'control_group', 'epoch', 'state'])
    .where('site_id', '>', afterId)
    .orderBy('site_id')
  query = siteIds === undefined ? query.limit(PAGE) : query.where('site_id', 'in', padded(siteIds))
  const sites = await query.execute()
  if (sites.length === 0) return []
  const rows = await directory
    .selectFrom('hostnames')
    .select(['hostname', 'site_id'])
    .where('site_id', 'in', padded(sites.map((site) => site.site_id)))
    .where('kind', '!=', 'held')
    .execute()
  const bySite = Map.groupBy(rows, (row) => row.site_id)
  return sites.map((site) => ({
    siteId: site.site_id,
    shardId: site.shard_id,
    controlGroup: Number(site.control_group),
    epoch: Number(site.epoch),
    // A deleted site holds its hostnames, but they lead nowhere.
    hostnames: site.state === 'deleted' ? [] : (bySite.get(site.site_id) ?? []).map((row) => row.hostname),
  }))
}
