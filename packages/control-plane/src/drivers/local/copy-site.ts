import { readlink, unlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { CopyFigures } from '../../platform/site-host.ts'
import { copyDatabase } from './copy-database.ts'
import { copyFiles } from './copy-files.ts'
import { forgetObjects } from './object-cache.ts'
import { readSiteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { frozen, notFree, type SlotDeps, slotOf } from './slot-deps.ts'
import { ensureStandardRelease } from './slot-files.ts'
import { readSlotRecord, type SlotRecord, writeSlotRecord } from './slot-record.ts'

type Claimed = SlotRecord & { kind: 'claimed' }

/** The slot belongs to the site before anything of the site is in it, so that nobody else's claim finds half of it. */
export async function copySite(
  deps: SlotDeps,
  from: Place,
  to: Place,
  signal: AbortSignal,
): Promise<CopyFigures> {
  const source = await readSlotRecord(slotOf(deps, from))
  if (source?.kind !== 'claimed') throw unusable(from, 'holds no site')
  await takeSlot(deps, source, to)
  await forgetDueTime(deps, to)
  await copyRelease(deps, source, to)
  await copyAddress(deps, from, to)
  const [database, files] = await together(signal, (both) => [
    copyDatabase(deps, { layout: deps.layout, from, to, signal: both }),
    copyFiles({ layout: deps.layout, from, to, signal: both }),
  ])
  // WordPress may have run here before: a move that is undone comes back to where the site was.
  await forgetObjects(deps, to, signal)
  return { ...database, ...files }
}

async function takeSlot(deps: SlotDeps, { siteId, wordpressVersion }: Claimed, to: Place): Promise<void> {
  const slot = slotOf(deps, to)
  const target = await readSlotRecord(slot)
  if (target === undefined || target.kind === 'unfinished') throw unusable(to, 'is not prepared')
  if (target.kind === 'claimed' && target.siteId !== siteId) throw notFree(to, target.siteId)
  if (target.kind === 'claimed' && target.frozen) throw frozen(to)
  if (target.kind === 'claimed' && target.wordpressVersion === wordpressVersion) return
  await writeSlotRecord(slot, { kind: 'claimed', siteId, wordpressVersion, tier: target.tier })
}

/** What is due is written in the database that comes; a site that was here before may have said something else. */
async function forgetDueTime(deps: SlotDeps, to: Place): Promise<void> {
  await unlink(slotOf(deps, to).dueFile).catch(() => undefined)
}

async function copyRelease(deps: SlotDeps, { wordpressVersion }: Claimed, to: Place): Promise<void> {
  const live = await readlink(slotOf(deps, to).live).catch(() => '')
  if (basename(live) === `wordpress-${wordpressVersion}`) return
  await ensureStandardRelease(deps.layout, to, wordpressVersion)
}

async function copyAddress(deps: SlotDeps, from: Place, to: Place): Promise<void> {
  const { url } = await readSiteConfiguration(slotOf(deps, from))
  const configuration = await readSiteConfiguration(slotOf(deps, to))
  if (configuration.url === url) return
  await writeSiteConfiguration(deps.layout, to, { ...configuration, url })
}

/** Database and files at the same time: one waits for the disk while the other computes. Either's failure ends both. */
export async function together<A, B>(
  signal: AbortSignal,
  start: (signal: AbortSignal) => readonly [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  const failure = new AbortController()
  const both = start(AbortSignal.any([signal, failure.signal]))
  try {
    return await Promise.all(both)
  } catch (error) {
    failure.abort()
    // What is under way ends before the caller may start it anew.
    await Promise.allSettled(both)
    throw error
  }
}

function unusable(place: Place, why: string): AipressError {
  return new AipressError('internal_error', `Slot ${place.slot} of ${place.shardId} ${why}.`)
}
