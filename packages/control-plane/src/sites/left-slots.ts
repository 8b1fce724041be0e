import type { Database } from '../kernel/database.ts'
import type { Place } from '../platform/place.ts'

const LEFT_MAX = 100

export interface LeftSlot {
  readonly siteId: string
  readonly place: Place
}

/**
 * Slots that sites of this control group departed from, or took to arrive at, before then; 100 at most, the oldest
 * first. Not on shards that are down, where they could not be emptied. On whichever other shard: only the group whose queue the site's operations are in can tell whether one is at
 * work on it. Those of a site that is not recorded are for the shard's group.
 */
export async function leftSlots(
  directory: Database,
  controlGroup: number,
  before: Date,
): Promise<LeftSlot[]> {
  const rows = await directory
    .selectFrom('slots')
    .innerJoin('shards', 'shards.shard_id', 'slots.shard_id')
    .leftJoin('sites', 'sites.site_id', 'slots.site_id')
    .select(['slots.shard_id', 'slots.slot', 'slots.site_id'])
    .where(({ fn }) => fn.coalesce('sites.control_group', 'shards.control_group'), '=', controlGroup)
    .where('slots.state', 'in', ['arriving', 'departed'])
    .where('slots.preparing_since', '<', before)
    .where('shards.health', '!=', 'down')
    .orderBy('slots.preparing_since')
    .limit(LEFT_MAX)
    .execute()
  return rows.map((row) => ({
    siteId: String(row.site_id),
    place: { shardId: row.shard_id, slot: Number(row.slot) },
  }))
}
