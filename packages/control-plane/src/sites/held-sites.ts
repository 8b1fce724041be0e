import type { Database } from '../kernel/database.ts'

const HELD_MAX = 100

/** Of this control group, on shards that are not down; 100 at most. */
export async function heldSites(directory: Database, controlGroup: number): Promise<string[]> {
  const rows = await directory
    .selectFrom('sites')
    .innerJoin('shards', 'shards.shard_id', 'sites.shard_id')
    .select('sites.site_id')
    .where('sites.on_hold', '=', true)
    .where('sites.control_group', '=', controlGroup)
    .where('shards.health', '!=', 'down')
    .orderBy('sites.site_id')
    .limit(HELD_MAX)
    .execute()
  return rows.map((row) => row.site_id)
}
