import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import { requestsInPhp, STATUS_MS_MAX } from './php-fpm.ts'
import { readSiteConfiguration, writeSiteConfiguration } from './site-configuration.ts'
import { lockDatabaseUser, unlockDatabaseUser } from './site-database.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { killProcessesOf, programsOf } from './slot-processes.ts'
import { readSlotRecord, writeSlotRecord } from './slot-record.ts'
import type { SlotWork } from './slot-work.ts'

/** Visitors wait at the edge meanwhile, 30 seconds at most, and the copy comes after this. */
const REST_MS_MAX = 10_000
const PAUSE_MS = 20

interface FreezeDeps extends SlotDeps {
  readonly work: Pick<SlotWork, 'isUnderWay'>
}

/**
 * From the moment that the configuration says so each new request gets 421, so none can slip in between the
 * look for requests and what follows it. Each part may be done again, hence so may the whole.
 */
export async function freezeSlot(deps: FreezeDeps, place: Place, signal: AbortSignal): Promise<void> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record?.kind !== 'claimed') {
    throw new AipressError('internal_error', `There is no site in slot ${place.slot} of ${place.shardId}.`)
  }
  await writeSlotRecord(slot, { ...record, frozen: true })
  const configuration = await readSiteConfiguration(slot)
  await writeSiteConfiguration(deps.layout, place, { ...configuration, frozen: true })
  if (!(await comesToRest(deps, place, signal))) {
    await thawSlot(deps, place, signal)
    throw new AipressError('site_busy', 'The site did not come to rest within 10 seconds.', {
      hint: 'A long upload, import or WP-CLI command is running. Try again when it has ended.',
    })
  }
  // Idle processes of PHP-FPM are left alone: one may just be telling a late visitor that the site has moved.
  if ((await programsOf(deps.layout, place)).length > 0) await killProcessesOf(deps.layout, place)
  await lockDatabaseUser(deps, place, signal)
}

export async function thawSlot(deps: SlotDeps, place: Place, signal: AbortSignal): Promise<void> {
  const slot = slotOf(deps, place)
  const record = await readSlotRecord(slot)
  if (record?.kind !== 'claimed' || !record.frozen) return
  await unlockDatabaseUser(deps, place, signal)
  const { frozen: _frozen, ...configuration } = await readSiteConfiguration(slot)
  await writeSiteConfiguration(deps.layout, place, configuration)
  const { frozen: _, ...thawed } = record
  await writeSlotRecord(slot, thawed)
}

async function comesToRest(deps: FreezeDeps, place: Place, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + REST_MS_MAX
  while (Date.now() < until) {
    signal.throwIfAborted()
    if (await isAtRest(deps, place)) return true
    await delay(PAUSE_MS, undefined, { signal })
  }
  return false
}

/** WP-CLI is looked for among the processes as well, as a control plane that has died may have left a run. */
async function isAtRest({ layout, work }: FreezeDeps, place: Place): Promise<boolean> {
  if (work.isUnderWay(place)) return false
  const requests = await requestsInPhp(layout, place, STATUS_MS_MAX).catch(() => undefined)
  if (requests !== 0) return false
  return !(await programsOf(layout, place)).some((command) => command.includes(layout.wpCli))
}
