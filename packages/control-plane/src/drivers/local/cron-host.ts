import { availableParallelism } from 'node:os'
import { type CronHost, type DueNotice, NOTICES_MAX } from '../../platform/cron-host.ts'
import type { Place } from '../../platform/place.ts'
import { readDueFile } from './due-file.ts'
import { watchFolders } from './folder-watch.ts'
import type { Layout } from './layout.ts'
import { runScheduled } from './run-scheduled.ts'
import { readScheduledEvents } from './scheduled-events.ts'
import { everyShard, placesOf, type ShardsToCollect } from './slot-places.ts'
import { slotUser } from './slot-user.ts'

/** Sites write into a folder of their own slot; the system tells which one, so that no others are looked at. */
export function createLocalCronHost(
  layout: Layout,
  shardsToCollect: ShardsToCollect = everyShard,
  groups = 1,
): CronHost {
  /** By the folders that something may have been written in. */
  const changed = new Map<string, Changed>()
  const known = new Map<string, Place>()
  /** Kept, as putting a thousand paths together every few seconds would be most of what idle sites cost. */
  const folders = new Map<string, string>()
  let hasLooked = false

  const folderAt = (place: Place) => {
    const key = `${place.shardId}/${place.slot}`
    const folder = folders.get(key) ?? layout.shard(place.shardId).slot(place.slot).schedule
    folders.set(key, folder)
    known.set(folder, place)
    return folder
  }
  const look = async () => (await placesOf(layout, shardsToCollect)).map(folderAt)
  const note = (folder: string, isNew: boolean) => {
    const place = known.get(folder)
    const isHeard = !isNew || changed.get(folder)?.isHeard === true
    if (place !== undefined) changed.set(folder, { place, isHeard })
  }

  return {
    // The control groups of a machine share its processors.
    runsAtOnce: Math.max(1, Math.floor(availableParallelism() / groups)),

    async takeNotices(store, signal) {
      if (!hasLooked) for (const folder of await look()) note(folder, true)
      hasLooked = true
      signal.throwIfAborted()
      const batch = [...changed].slice(0, NOTICES_MAX)
      // Before they are read, so that what is written meanwhile counts as new.
      for (const [folder] of batch) changed.delete(folder)
      try {
        const read = await Promise.all(batch.map(([, change]) => noticeOf(layout, change)))
        const notices = read.filter((notice) => notice !== undefined)
        if (notices.length > 0) await store(notices)
        return notices.length
      } catch (error) {
        for (const [folder, change] of batch) changed.set(folder, change)
        throw error
      }
    },

    watch: (onNotice) => watchFolders(look, () => (changed.size > 0 ? onNotice() : undefined), note),
    events: (place, signal) => readScheduledEvents(layout, place, signal),
    run: (place, order, signal) => runScheduled(layout, place, order, signal),
    hearAgain: (place) => void changed.set(folderAt(place), { place, isHeard: true }),
  }
}

interface Changed {
  readonly place: Place
  /** False where the folder was only found. */
  readonly isHeard: boolean
}

async function noticeOf(layout: Layout, { place, isHeard }: Changed): Promise<DueNotice | undefined> {
  const { dueFile } = layout.shard(place.shardId).slot(place.slot)
  const file = await readDueFile(dueFile, slotUser(layout.home, place).uid)
  if (file.kind === 'unreadable') return undefined
  const dueAt = file.kind === 'due' ? file.at : undefined
  return { place, dueAt, writtenAt: file.writtenAt, ...(isHeard ? {} : { isFromBefore: true }) }
}
