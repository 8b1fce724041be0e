import type { Database } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'

export interface SitePlace {
  readonly siteId: string
  readonly place: Place
}

/** Where the group's sites live that are there to be looked at, in the order of their ids; `limit` at most after that one. */
export async function sitePlaces(
  directory: Database,
  controlGroup: number,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<SitePlace[]> {
  const rows = await directory
    .selectFrom('sites')
    .select(['site_id', 'shard_id', 'slot'])
    .where('control_group', '=', controlGroup)
    .where('state', '!=', 'creating')
    .where('site_id', '>', afterId)
    .orderBy('site_id')
    .limit(limit)
    .execute()
  return rows.map(toPlace)
}

/** Tells who lives at any of these places. */
export async function sitesAt(
  directory: Database,
  places: readonly Place[],
): Promise<(place: Place) => string | undefined> {
  const shardIds = [...new Set(places.map(({ shardId }) => shardId))]
  const rows =
    shardIds.length === 0
      ? []
      : await directory
          .selectFrom('sites')
          .select(['site_id', 'shard_id', 'slot'])
          .where('shard_id', 'in', shardIds)
          .execute()
  const known = new Map(rows.map(toPlace).map(({ siteId, place }) => [keyOf(place), siteId]))
  return (place) => known.get(keyOf(place))
}

const toPlace = (row: { site_id: string; shard_id: string; slot: number }): SitePlace => ({
  siteId: row.site_id,
  place: { shardId: row.shard_id, slot: row.slot },
})

const keyOf = ({ shardId, slot }: Place) => `${shardId}/${slot}`
