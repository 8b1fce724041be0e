import { stat } from 'node:fs/promises'
import type { Place } from '../../platform/place.ts'
import { removeCacheUser } from './cache-user.ts'
import { removeOwnPhp } from './own-php.ts'
import { switchLink } from './owned-files.ts'
import { removeDatabase } from './site-database.ts'
import { type EquippedDeps, slotOf } from './slot-deps.ts'
import { removeSlotFiles } from './slot-files.ts'
import { killProcessesOf } from './slot-processes.ts'
import { markUnfinished } from './slot-record.ts'
import { settleSlowQueries } from './slow-queries.ts'

/**
 * Nothing of a site is left in the slot: processes, database, cache entries, files. The state file goes
 * last, so the slot is not free while anything of it remains.
 */
export async function emptySlot(deps: EquippedDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { layout } = deps
  const slot = slotOf(deps, place)
  // A shard that is gone took all of its slots with it.
  if (!(await exists(layout.shard(place.shardId).root))) return
  await markUnfinished(slot)
  await deps.slotTurns.take(slot.root, async () => {
    await switchLink(slot.socket, slot.sharedSocket)
    await removeOwnPhp(deps, place, signal)
  })
  await killProcessesOf(layout, place)
  await removeDatabase(deps, place, signal)
  await settleSlowQueries(deps, place.shardId, signal)
  await removeCacheUser(deps, place, signal)
  await removeSlotFiles(layout, place)
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
