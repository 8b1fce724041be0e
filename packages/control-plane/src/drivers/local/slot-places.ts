import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from '../../platform/place.ts'
import type { Layout } from './layout.ts'

/**
 * Tells apart the shards whose sites are looked after here; asked at each turn. What another control group collects
 * must not be taken by this one, as each removes what it does not know.
 */
export type ShardsToCollect = () => Promise<(shardId: string) => boolean>

export const everyShard: ShardsToCollect = async () => () => true

/** Each slot that has a folder, whether or not a site is in it. */
export async function placesOf(layout: Layout, shardsToCollect: ShardsToCollect): Promise<Place[]> {
  const places: Place[] = []
  const isOurs = await shardsToCollect()
  for (const shardId of await readdir(layout.shards).catch(() => [])) {
    if (!/^shard-\d{3}$/.test(shardId) || !isOurs(shardId)) continue
    for (const label of await readdir(join(layout.shard(shardId).root, 'sites')).catch(() => [])) {
      places.push({ shardId, slot: Number(label) })
    }
  }
  return places.filter(({ slot }) => Number.isInteger(slot))
}
