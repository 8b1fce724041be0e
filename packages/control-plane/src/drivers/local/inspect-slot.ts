import { stat } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import type { Place } from '../../platform/place.ts'
import type { SlotState } from '../../platform/site-host.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { hasWordPressTables } from './site-database.ts'
import { type SlotDeps, slotOf } from './slot-deps.ts'
import { readSlotRecord } from './slot-record.ts'

/** What the state file says, as far as the slot's parts bear it out. A server that is away proves nothing. */
export async function inspectSlot(deps: SlotDeps, place: Place, signal: AbortSignal): Promise<SlotState> {
  try {
    const slot = slotOf(deps, place)
    const record = await readSlotRecord(slot)
    if (record === undefined) return { kind: 'empty' }
    if (record.kind === 'unfinished') return { kind: 'damaged', reason: 'Its preparation was not finished.' }
    await readSiteConfiguration(slot)
    await stat(`${slot.live}/wordpress/wp-load.php`)
    if (!(await hasWordPressTables(deps, place, signal))) {
      return { kind: 'damaged', reason: 'Its database holds no WordPress.' }
    }
    return record.kind === 'prepared' ? { kind: 'prepared' } : { kind: 'claimed', siteId: record.siteId }
  } catch (error) {
    if (signal.aborted || (error instanceof AipressError && error.retryable)) throw error
    return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) }
  }
}
